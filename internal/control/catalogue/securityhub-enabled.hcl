control "securityhub-enabled" {
  title    = "Security Hub is on and takes up new checks"
  subject  = "enable Security Hub"
  severity = "low"
  match    = ["Security Hub is on (AWS)"]
  kinds    = ["SecurityHub", "SecurityHubHub"]

  # Vanta's id of this test is not public.
  keywords = ["security hub", "securityhub"]

  guidance = <<-EOT
    Each region has the switch once. In an organisation with a delegated administrator it is switched on from that account
    (aws_securityhub_organization_configuration) instead. Most checks need AWS Config.
  EOT

  references {
    cis_aws = ["4.16"]
    prowler = ["securityhub_enabled"]
  }

  # The resource being there is the fact. New checks of a standard join in unless somebody says otherwise.
  account "aws_securityhub_account" {
    per = "region"

    set {
      auto_enable_controls = or_absent(true)
    }
  }

  impact {
    replacement = "None."
    cost        = "Charged by checks and findings after a free trial of 30 days; the checks make AWS Config record more."
  }
}
