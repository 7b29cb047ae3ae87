control "aws-accounts-reviewed" {
  title    = "AWS users have an owner in Vanta"
  severity = "medium"
  tests    = ["infra-access-requires-approval-config"]
  match    = ["AWS accounts reviewed"]
  keywords = ["aws accounts reviewed", "aws users owner"]
  kinds    = ["IAMUser", "IamUser", "AwsAccountUser"]

  report_only {
    steps = <<-EOT
      Decide for each user who it belongs to, and whether that person still needs it. Then assign the owner in
      Vanta, or set the tag VantaOwner of the aws_iam_user to the e-mail address of an active person.
      Where tags is a merge() or a variable, extend that; tags that all resources share belong into default_tags of
      the provider. The names of the tags can be changed in Vanta: look there which ones it reads.
    EOT
  }
}
