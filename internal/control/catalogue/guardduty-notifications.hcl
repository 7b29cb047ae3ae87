control "guardduty-notifications" {
  title    = "GuardDuty findings reach people"
  subject  = "send findings to people"
  severity = "medium"
  tests    = ["aws-guardduty-notifications-enabled"]
  match    = ["Intrusion detection system notifications configured (AWS)"]
  keywords = ["guardduty notifications", "guardduty notification", "intrusion detection notifications"]
  kinds    = ["GuardDuty", "GuardDutyDetector", "EventBridgeRule"]

  guidance = <<-EOT
    An EventBridge rule on source aws.guardduty with detail-type "GuardDuty Finding", and a target that people read. The
    topic's policy must let events.amazonaws.com publish.
  EOT

  # The rule is found by what it listens to; only the text in its description ties a new one to its detector.
  resource "aws_guardduty_detector" {
    only {
      enable = or_absent(true)
    }

    covered_by "aws_cloudwatch_event_rule" {
      event_pattern = matches("\"aws\\.guardduty\"")
      state         = or_absent(not_one_of("DISABLED"))
      is_enabled    = or_absent(true)
    }

    companion "aws_cloudwatch_event_rule" {
      by     = "description.detector"
      refer  = "id"
      suffix = "findings"

      set {
        event_pattern = matches("\"aws\\.guardduty\"")
      }

      new {
        description = "Findings of the GuardDuty detector ${target.id}"
        event_pattern = jsonencode({
          source      = ["aws.guardduty"]
          detail-type = ["GuardDuty Finding"]
        })
      }

      with "aws_cloudwatch_event_target" "findings" {
        rule = companion.aws_cloudwatch_event_rule.name
        arn  = decision("security-topic")
      }
    }
  }

  # A rule without a target tells nobody.
  resource "aws_cloudwatch_event_rule" {
    only {
      event_pattern = matches("\"aws\\.guardduty\"")
    }

    companion "aws_cloudwatch_event_target" {
      by    = "rule"
      refer = "name"

      set {
        arn = decision("security-topic")
      }
    }
  }

  decision "security-topic" {
    question = "Which SNS topic receives security findings? Its policy must let events.amazonaws.com publish."
    example  = "arn:aws:sns:eu-west-1:111111111111:security"
  }

  impact {
    replacement = "None: the detector is not touched."
    cost        = "Negligible."
    notes       = "An e-mail subscription of the topic stays pending until its receiver confirms it."
  }
}
