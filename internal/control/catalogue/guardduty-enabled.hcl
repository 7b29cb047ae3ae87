control "guardduty-enabled" {
  title    = "GuardDuty watches the account"
  subject  = "enable GuardDuty"
  severity = "high"
  tests    = ["aws-guardduty-enabled"]
  match    = ["Intrusion detection system enabled (AWS)"]
  keywords = ["guardduty enabled", "intrusion detection enabled"]
  kinds    = ["GuardDuty", "GuardDutyDetector"]

  guidance = <<-EOT
    A region has one detector. If somebody has switched GuardDuty on by hand, an import block must bring the detector
    into the state first, or the apply fails.
  EOT

  references {
    fsbp    = ["GuardDuty.1"]
    checkov = ["CKV_AWS_238", "CKV2_AWS_3"]
    kics    = ["guardduty_detector_disabled"]
    prowler = ["guardduty_is_enabled"]
  }

  account "aws_guardduty_detector" {
    per = "region"

    set {
      enable = or_absent(true)
    }

    new {
      enable = true
    }
  }

  impact {
    replacement = "None: a detector is modified in place."
    cost        = "Charged by use, up to hundreds of US dollars a month in a busy account, after a free trial of 30 days a region."
    notes       = "In an organisation with a delegated administrator, GuardDuty is switched on from that account instead."
  }
}
