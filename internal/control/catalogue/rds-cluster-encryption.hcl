control "rds-cluster-encryption" {
  title    = "Aurora clusters are encrypted at rest"
  subject  = "encrypt the cluster's storage"
  severity = "high"
  match    = ["Aurora clusters are encrypted at rest (AWS)"]
  kinds    = ["RDS", "RDSCluster", "RdsCluster", "DBCluster", "Aurora"]

  # Vanta's id of this test is not public.
  keywords = ["aurora encrypted", "rds clusters encrypted", "rds cluster encrypted", "aurora encryption"]

  guidance = <<-EOT
    Encryption is chosen when a cluster is created. Data moves only by restoring a snapshot into a new, encrypted cluster
    (a restore with a KMS key encrypts) and switching the clients over.
  EOT

  references {
    fsbp    = ["RDS.27"]
    trivy   = ["AVD-AWS-0079"]
    checkov = ["CKV_AWS_96", "CKV_AWS_327"]
    kics    = ["aurora_with_disabled_at_rest_encryption", "rds_database_cluster_not_encrypted", "rds_storage_not_encrypted"]
    prowler = ["rds_cluster_storage_encrypted"]
  }

  resource "aws_rds_cluster" {
    set {
      storage_encrypted = true
    }

    # AWS always encrypts the first generation of Aurora Serverless.
    accept {
      engine_mode       = "serverless"
      storage_encrypted = or_absent(true)
    }

    exempt "a replica cluster is encrypted as its source is: the source has to change first" {
      replication_source_identifier = present()
    }

    exempt "the members of a global cluster are encrypted alike, so the global cluster has to be made anew as a whole" {
      global_cluster_identifier = present()
    }
  }

  # The module encrypts unless the call says otherwise.
  module "terraform-aws-modules/rds-aurora/aws" {
    set {
      storage_encrypted = or_absent(true)
    }
  }

  impact {
    availability = "Hours without the cluster if its data is moved by a snapshot; all data is lost if the change is simply applied."
    replacement  = "The cluster is destroyed and created anew."
    cost         = "None with the key that AWS manages; one US dollar a month for a customer managed key."
    notes        = "Set deletion_protection first: it keeps an apply from destroying the running cluster."

    attribute "storage_encrypted" {
      replacement = true
      data_loss   = true
      downtime    = "until the data is restored"
    }
  }
}
