control "globalaccelerator-flow-logs" {
  title    = "Global Accelerator writes flow logs"
  subject  = "write flow logs"
  severity = "medium"
  match    = ["Global Accelerator flow logs enabled (AWS)"]
  kinds    = ["GlobalAccelerator"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["global accelerator"]

  references {
    checkov = ["CKV_AWS_75"]
    kics    = ["global_accelerator_flow_logs_disabled"]
  }

  resource "aws_globalaccelerator_accelerator" {
    set {
      attributes {
        flow_logs_enabled   = true
        flow_logs_s3_bucket = decision("accelerator-log-bucket")
        flow_logs_s3_prefix = any_of("flow-logs/", present())
      }
    }

    # The bucket is named already: it only has to be used.
    variant "" {
      when {
        attributes {
          flow_logs_s3_bucket = present()
          flow_logs_s3_prefix = present()
        }
      }

      set {
        attributes {
          flow_logs_enabled = true
        }
      }
    }
  }

  decision "accelerator-log-bucket" {
    question = "Which bucket receives the flow logs of Global Accelerator? Its policy must let delivery.logs.amazonaws.com write."
    example  = "example-accelerator-logs"
  }

  impact {
    availability = "None. If the policy of the bucket does not admit the log delivery, the change fails."
    replacement  = "None: the accelerator is modified in place."
    cost         = "Delivery and storage of the logs."
  }
}
