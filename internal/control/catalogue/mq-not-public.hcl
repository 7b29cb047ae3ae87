control "mq-not-public" {
  title    = "Amazon MQ brokers are not public"
  subject  = "keep the broker private"
  severity = "critical"
  match    = ["Amazon MQ brokers are private (AWS)"]
  kinds    = ["MQ", "AmazonMQ", "MQBroker"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["mq public", "mq publicly"]

  references {
    trivy   = ["AVD-AWS-0072"]
    checkov = ["CKV_AWS_69"]
    kics    = ["mq_broker_is_publicly_accessible"]
    prowler = ["mq_broker_not_publicly_accessible"]
  }

  resource "aws_mq_broker" {
    set {
      publicly_accessible = or_absent(false)
    }
  }

  impact {
    availability = "No messages flow while the broker is made anew, about fifteen minutes, and its addresses change. Clients outside the VPC lose access."
    replacement  = "The broker is replaced."
    notes        = "Messages that wait in the broker are lost: drain the queues first."

    attribute "publicly_accessible" {
      replacement = true
      data_loss   = true
    }
  }
}
