control "msk-in-transit" {
  title    = "MSK clusters encrypt traffic"
  subject  = "encrypt traffic"
  severity = "high"
  match    = ["MSK encrypts traffic (AWS)"]
  kinds    = ["MSK", "MSKCluster", "Kafka"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["msk transit", "msk encryption", "kafka transit"]

  references {
    fsbp    = ["MSK.1"]
    trivy   = ["AVD-AWS-0073"]
    checkov = ["CKV_AWS_81"]
    kics    = ["msk_cluster_encryption_disabled"]
    prowler = ["kafka_cluster_in_transit_encryption_enabled"]
  }

  # Without the block both are on.
  resource "aws_msk_cluster" {
    set {
      encryption_info "each" {
        encryption_in_transit "each" {
          client_broker = or_absent("TLS")
          in_cluster    = or_absent(true)
        }
      }
    }
  }

  impact {
    availability = "Clients that speak plain text lose access: move them to the TLS port 9094 first."
    replacement  = "client_broker changes in place, broker by broker; in_cluster replaces the cluster."
    notes        = "Replacing the cluster loses what is in its topics."

    attribute "encryption_info.encryption_in_transit.in_cluster" {
      replacement = true
      data_loss   = true
    }
  }
}
