control "codecommit-approval" {
  title    = "Changes of CodeCommit repositories need an approval"
  subject  = "require an approval"
  severity = "medium"
  tests    = ["code-review-application-config"]
  match    = ["Application changes reviewed"]
  keywords = ["codecommit approval", "codecommit reviewed", "application changes reviewed"]
  kinds    = ["CodeCommit", "CodeCommitRepository"]

  guidance = <<-EOT
    An approval rule template with NumberOfApprovalsNeeded of one or more, and its association with the repository. Without
    DestinationReferences the rule holds for pull requests to every branch. For a repository on GitHub the same test asks
    for branch protection there.
  EOT

  references {
    checkov = ["CKV2_AWS_37"]
  }

  resource "aws_codecommit_repository" {
    companion "aws_codecommit_approval_rule_template_association" {
      by    = "repository_name"
      refer = "repository_name"

      new {
        approval_rule_template_name = with.approval.name
      }

      with "aws_codecommit_approval_rule_template" "approval" {
        name = "${target.repository_name}-approval"
        content = jsonencode({
          Version    = "2018-11-08"
          Statements = [{ Type = "Approvers", NumberOfApprovalsNeeded = 1 }]
        })
      }
    }
  }

  impact {
    availability = "None: pull requests that are open already keep the rules they were made with."
    replacement  = "None: the repository is not touched."
    cost         = "None."
    notes        = "Whether an association that exists already asks for an approval is not looked into: read the content of its template."
  }
}
