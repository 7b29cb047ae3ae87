control "rds-copy-tags-to-snapshot" {
  title    = "Snapshots of databases carry their tags"
  subject  = "copy tags to snapshots"
  severity = "low"
  match    = ["RDS snapshots carry the tags of their database (AWS)"]
  kinds    = ["RDS", "RDSInstance", "RDSCluster", "Neptune", "NeptuneCluster"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["copy tags snapshots", "tags copied snapshots", "tags copied snapshot"]

  references {
    fsbp    = ["RDS.16", "RDS.17", "Neptune.8"]
    checkov = ["CKV_AWS_313", "CKV_AWS_362", "CKV2_AWS_60"]
    kics    = ["tags_not_copied_to_rds_cluster_snapshot"]
    prowler = ["rds_instance_copy_tags_to_snapshots", "rds_cluster_copy_tags_to_snapshots", "neptune_cluster_copy_tags_to_snapshots"]
  }

  # An instance of an Aurora cluster is aws_rds_cluster_instance; the cluster decides for it.
  resource "aws_db_instance" {
    also = ["aws_rds_cluster", "aws_neptune_cluster"]

    set {
      copy_tags_to_snapshot = true
    }
  }

  module "terraform-aws-modules/rds/aws" {
    set {
      copy_tags_to_snapshot = true
    }
  }

  module "terraform-aws-modules/rds-aurora/aws" {
    set {
      copy_tags_to_snapshot = true
    }
  }

  impact {
    availability = "None."
    replacement  = "None: the database is modified in place."
    notes        = "Only snapshots made after the change carry the tags."
  }
}
