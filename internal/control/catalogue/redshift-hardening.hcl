control "redshift-hardening" {
  title    = "Redshift clusters are encrypted, private and logged"
  subject  = "turn on encryption and logging"
  severity = "high"
  kinds    = ["Redshift", "RedshiftCluster"]

  # Vanta's id of this test is not public.
  keywords = [
    "redshift encrypted", "redshift encryption", "redshift public", "redshift publicly", "redshift logging", "redshift logs",
  ]

  references {
    fsbp    = ["Redshift.1", "Redshift.4", "Redshift.10"]
    trivy   = ["AVD-AWS-0084"]
    checkov = ["CKV_AWS_64", "CKV_AWS_71", "CKV_AWS_87"]
    kics    = ["redshift_not_encrypted", "redshift_publicly_accessible", "redshift_cluster_logging_disabled"]
    prowler = ["redshift_cluster_public_access", "redshift_cluster_audit_logging"]
  }

  resource "aws_redshift_cluster" {
    set {
      encrypted           = true
      publicly_accessible = false
    }

    # Both defaults changed with provider 6.0: before it they were the wrong ones.
    variant ">= 6.0" {
      set {
        encrypted           = or_absent(true)
        publicly_accessible = or_absent(false)
      }
    }
  }

  # The audit log. A block inside the cluster stays where it is; provider 6.0 removed that block.
  resource "aws_redshift_cluster" {
    variant "< 6.0" {
      when {
        logging {
          enable = true
        }
      }

      set {
        logging {
          enable = true
        }
      }
    }

    variant "< 6.0" {
      when {
        logging {
          bucket_name          = absent()
          log_destination_type = or_absent("s3")
        }
      }

      set {
        logging {
          enable               = true
          log_destination_type = "cloudwatch"
          log_exports          = includes("connectionlog", "userlog", "useractivitylog")
        }
      }
    }

    variant "< 6.0" {
      when {
        logging {}
      }

      set {
        logging {
          enable = true
        }
      }
    }

    variant "< 5.50" {
      set {
        logging {
          enable               = true
          log_destination_type = "cloudwatch"
          log_exports          = includes("connectionlog", "userlog", "useractivitylog")
        }
      }
    }

    companion "aws_redshift_logging" {
      by = "cluster_identifier"

      new {
        log_destination_type = "cloudwatch"
        log_exports          = ["connectionlog", "userlog", "useractivitylog"]
      }
    }
  }

  module "terraform-aws-modules/redshift/aws" {
    version = ">= 4.0"

    set {
      encrypted           = or_absent(true)
      publicly_accessible = or_absent(false)
    }
  }

  impact {
    availability = "Encrypting moves the data to new nodes; the cluster is read-only or slow for part of that time, hours for large ones. Without a public address, clients outside the VPC lose access."
    replacement  = "None: the cluster is modified in place."
    cost         = "Storage of the audit log in CloudWatch Logs."
    notes        = "The user activity log stays empty until the parameter enable_user_activity_logging of the cluster's parameter group is true."
  }
}
