control "mq-broker-logs" {
  title    = "Amazon MQ brokers write their logs"
  subject  = "write the logs"
  severity = "medium"
  match    = ["Amazon MQ brokers write logs (AWS)"]
  kinds    = ["MQ", "AmazonMQ", "MQBroker"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["mq logs", "mq logging", "amazon mq audit"]

  references {
    fsbp    = ["MQ.2"]
    trivy   = ["AVD-AWS-0070", "AVD-AWS-0071"]
    checkov = ["CKV_AWS_48"]
    kics    = ["mq_broker_logging_disabled"]
    prowler = ["mq_broker_logging_enabled"]
  }

  resource "aws_mq_broker" {
    only {
      engine_type = any_of(matches("(?i)^activemq$"), absent())
    }

    set {
      logs {
        general = true
        audit   = true
      }
    }
  }

  # RabbitMQ has no audit log.
  resource "aws_mq_broker" {
    only {
      engine_type = matches("(?i)^rabbitmq$")
    }

    set {
      logs {
        general = true
      }
    }
  }

  impact {
    availability = "The broker reboots when the change is applied: in the maintenance window, unless apply_immediately is set."
    replacement  = "None: the broker is modified in place."
    cost         = "CloudWatch Logs."
    notes        = "A resource policy of CloudWatch Logs must let mq.amazonaws.com write to /aws/amazonmq/*."
  }
}
