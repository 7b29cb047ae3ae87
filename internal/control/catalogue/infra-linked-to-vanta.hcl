control "infra-linked-to-vanta" {
  title    = "The cloud accounts are connected to Vanta"
  severity = "medium"
  tests    = ["infra-linked-to-vanta"]
  match    = ["Cloud infrastructure linked to Vanta"]
  keywords = ["infrastructure linked vanta"]
  kinds    = ["AwsAccount"]

  report_only {
    steps = <<-EOT
      Connect each AWS account under Integrations in Vanta; an administrator of the account makes the role that
      Vanta reads with (a role with the SecurityAudit policy whose trust names Vanta's account and the external id
      shown there).
      If the account was connected before, open the integration and read its error: a deleted role or a changed
      policy is the usual cause.
    EOT
  }
}
