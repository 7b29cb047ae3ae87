control "version-control-tool-records" {
  title    = "Code is kept in a version control tool"
  severity = "low"
  tests    = ["version-control-tool-records"]
  keywords = ["version control tool"]

  report_only {
    steps = <<-EOT
      Connect the tool (GitHub, GitLab, Bitbucket, Azure DevOps or CodeCommit) under Integrations in Vanta, and mark
      the repositories that belong to the product as in scope.
    EOT
  }
}
