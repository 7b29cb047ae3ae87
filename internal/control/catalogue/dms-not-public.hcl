control "dms-not-public" {
  title    = "DMS replication instances are not public"
  subject  = "keep the instance private"
  severity = "critical"
  match    = ["DMS replication instances are private (AWS)"]
  kinds    = ["DMS", "DMSReplicationInstance"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["dms public", "dms publicly"]

  references {
    fsbp    = ["DMS.1"]
    checkov = ["CKV_AWS_89"]
    kics    = ["amazon_dms_replication_instance_is_publicly_accessible"]
    prowler = ["dms_instance_no_public_access"]
  }

  resource "aws_dms_replication_instance" {
    set {
      publicly_accessible = or_absent(false)
    }
  }

  impact {
    availability = "Tasks stop and start again on the new instance; endpoints outside the VPC need another way, such as a VPN or NAT."
    replacement  = "The instance is replaced."

    attribute "publicly_accessible" {
      replacement = true
    }
  }
}
