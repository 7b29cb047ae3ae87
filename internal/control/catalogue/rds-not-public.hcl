control "rds-not-public" {
  title    = "RDS instances have no public address"
  subject  = "remove public access"
  severity = "critical"
  match    = ["RDS instances have no public address (AWS)"]
  kinds    = ["RDS", "RDSInstance", "RdsInstance", "DBInstance"]

  # Vanta's id of this test is not public.
  keywords = ["rds publicly accessible", "database publicly accessible", "rds public address"]

  resource "aws_db_instance" {
    set {
      publicly_accessible = or_absent(false)
    }
  }

  resource "aws_rds_cluster_instance" {
    set {
      publicly_accessible = or_absent(false)
    }
  }

  impact {
    availability = "The endpoint's name resolves to the private address; clients outside the VPC lose access."
    replacement  = "None: the instance is modified in place."
  }
}
