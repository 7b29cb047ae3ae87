control "rds-storage-encryption" {
  title    = "RDS instances are encrypted at rest"
  subject  = "encrypt the storage"
  severity = "high"
  match    = ["RDS instances are encrypted at rest (AWS)"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance"]

  # Vanta's id of this test is not public.
  keywords = [
    "rds instances encrypted", "rds instance encrypted", "rds databases encrypted", "rds storage encrypted",
    "sql database encrypted", "sql databases encrypted",
  ]

  guidance = <<-EOT
    A running database keeps its data only if a person takes a snapshot, copies it with a KMS key, restores the copy as a
    new instance, switches the clients over and imports the new instance into the state. Changing the argument alone is
    right for an instance that was never applied.
  EOT

  references {
    cis_aws = ["2.2.1"]
    fsbp    = ["RDS.3"]
    trivy   = ["AVD-AWS-0080"]
    checkov = ["CKV_AWS_16"]
    kics    = ["db_instance_storage_not_encrypted"]
    prowler = ["rds_instance_storage_encrypted"]
  }

  resource "aws_db_instance" {
    set {
      storage_encrypted = true
    }

    exempt "a read replica is encrypted as its source is: the source has to change first" {
      replicate_source_db = present()
    }

    exempt "the instance is restored from a snapshot, so a copy of the snapshot has to be encrypted first" {
      snapshot_identifier = present()
    }

    exempt "this instance class cannot encrypt its storage: another class has to be chosen first" {
      instance_class = matches("^db\\.(t1|m1|m2|t2\\.micro)")
    }
  }

  # From 4.0 on the module encrypts unless the call says otherwise; older ones are told.
  module "terraform-aws-modules/rds/aws" {
    version = ">= 4.0"

    set {
      storage_encrypted = or_absent(true)
    }

    exempt "a read replica is encrypted as its source is: the source has to change first" {
      replicate_source_db = present()
    }

    exempt "the instance is restored from a snapshot, so a copy of the snapshot has to be encrypted first" {
      snapshot_identifier = present()
    }

    exempt "this instance class cannot encrypt its storage: another class has to be chosen first" {
      instance_class = matches("^db\\.(t1|m1|m2|t2\\.micro)")
    }
  }

  module "terraform-aws-modules/rds/aws" {
    version = "< 4.0"

    set {
      storage_encrypted = true
    }

    exempt "a read replica is encrypted as its source is: the source has to change first" {
      replicate_source_db = present()
    }

    exempt "the instance is restored from a snapshot, so a copy of the snapshot has to be encrypted first" {
      snapshot_identifier = present()
    }

    exempt "this instance class cannot encrypt its storage: another class has to be chosen first" {
      instance_class = matches("^db\\.(t1|m1|m2|t2\\.micro)")
    }
  }

  impact {
    availability = "Hours without the database if its data is moved by a snapshot; all data is lost if the change is simply applied."
    replacement  = "The instance is destroyed and created anew."
    cost         = "None with the key that AWS manages; one US dollar a month for a customer managed key."
    notes        = "Set deletion_protection first: it keeps an apply from destroying the running instance."

    attribute "storage_encrypted" {
      replacement = true
      data_loss   = true
      downtime    = "until the data is restored"
    }
  }
}
