control "rds-ca-certificate" {
  title    = "Databases use a certificate authority that has not expired"
  subject  = "use a current certificate"
  severity = "high"
  match    = ["RDS certificates are current (AWS)"]
  kinds    = ["RDS", "RDSInstance", "RDSCluster", "DocumentDB"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["rds certificate authority", "rds ca certificate"]

  references {
    kics    = ["ca_certificate_identifier_is_outdated"]
    prowler = ["rds_instance_certificate_expiration"]
  }

  # rds-ca-2019 ended in August 2024, the others before.
  resource "aws_db_instance" {
    also = ["aws_rds_cluster_instance", "aws_docdb_cluster_instance"]

    set {
      ca_cert_identifier = any_of("rds-ca-rsa2048-g1", not_one_of("rds-ca-2010", "rds-ca-2015", "rds-ca-2019"))
    }
  }

  module "terraform-aws-modules/rds/aws" {
    set {
      ca_cert_identifier = any_of("rds-ca-rsa2048-g1", not_one_of("rds-ca-2010", "rds-ca-2015", "rds-ca-2019"))
    }
  }

  impact {
    availability = "Some engine versions restart. Clients that verify the server and do not have the new authority in their trust store fail: give them the bundle from truststore.pki.rds.amazonaws.com first."
    replacement  = "None: the instance is modified in place."
  }
}
