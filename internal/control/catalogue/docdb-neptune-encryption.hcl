control "docdb-neptune-encryption" {
  title    = "DocumentDB and Neptune are encrypted at rest"
  subject  = "encrypt at rest"
  severity = "high"
  kinds    = ["DocumentDB", "DocDB", "DocDBCluster", "Neptune", "NeptuneCluster"]

  # Vanta's id of this test is not public.
  keywords = ["documentdb encrypted", "documentdb encryption", "docdb encrypted", "neptune encrypted", "neptune encryption"]
  guidance = "A cluster is encrypted when it is made or never. Keep the data by a snapshot that is restored as an encrypted cluster, and move the clients to it."

  references {
    fsbp    = ["DocumentDB.1", "Neptune.1"]
    trivy   = ["AVD-AWS-0021", "AVD-AWS-0076"]
    checkov = ["CKV_AWS_74", "CKV_AWS_44"]
    kics    = ["docdb_cluster_not_encrypted", "neptune_database_cluster_encryption_disabled"]
  }

  resource "aws_docdb_cluster" {
    also = ["aws_neptune_cluster"]

    set {
      storage_encrypted = true
    }

    exempt "a cluster of a global cluster is encrypted as the global cluster is" {
      global_cluster_identifier = present()
    }
  }

  impact {
    availability = "The cluster is down until the new one has the data, hours for a large one."
    replacement  = "The cluster is destroyed and made anew, empty. Take a snapshot first and restore the new cluster from it."
    cost         = "The requests to the KMS key."

    attribute "storage_encrypted" {
      replacement = true
      data_loss   = true
      downtime    = "until the data is restored"
    }
  }
}
