control "firewall-config-default-deny" {
  title    = "Firewalls deny what no rule allows"
  severity = "low"
  tests    = ["firewall-config-default-deny"]
  match    = ["Firewall default disallows traffic"]
  keywords = ["firewall default disallows", "firewall default deny"]
  kinds    = ["SecurityGroup", "EC2SecurityGroup"]

  report_only {
    steps = <<-EOT
      A security group denies everything that none of its rules allows; nobody can change that, so the test passes
      while the account is connected. If it fails, look at the connection of the account in Vanta.
    EOT
  }
}
