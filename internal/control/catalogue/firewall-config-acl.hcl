control "firewall-config-acl" {
  title    = "Unwanted traffic is kept from servers"
  severity = "medium"
  tests    = ["firewall-config-acl"]
  match    = ["Unwanted traffic filtered"]
  keywords = ["unwanted traffic filtered"]
  kinds    = ["EC2", "EC2Instance", "Ec2Instance"]

  report_only {
    steps = <<-EOT
      Each server needs a security group with rules for what it serves, or a network ACL in front. Give instances
      without a group of their own one (vpc_security_group_ids), not the default group of the VPC.
      Narrow rules that allow all ports or the whole internet; the tests of single ports name them.
    EOT
  }
}
