control "elasticache-at-rest" {
  title    = "ElastiCache is encrypted at rest"
  subject  = "encrypt at rest"
  severity = "medium"
  match    = ["ElastiCache is encrypted at rest (AWS)"]
  kinds    = ["ElastiCache", "ElastiCacheReplicationGroup", "ElasticacheReplicationGroup"]

  # Vanta's id of this test is not public.
  keywords = ["elasticache encrypted at rest", "elasticache at-rest", "redis encrypted at rest", "redis at-rest"]

  guidance = <<-EOT
    Encryption at rest is chosen when a group is created: a person restores a backup into a new group, or lets an empty
    one fill itself where it is only a cache.
  EOT

  references {
    fsbp    = ["ElastiCache.4"]
    trivy   = ["AVD-AWS-0045"]
    checkov = ["CKV_AWS_29"]
    kics    = ["elasticache_replication_group_not_encrypted_at_rest"]
    prowler = ["elasticache_redis_cluster_rest_encryption_enabled"]
  }

  resource "aws_elasticache_replication_group" {
    set {
      at_rest_encryption_enabled = true
    }

    # Valkey is encrypted unless somebody says otherwise, Redis is not.
    accept {
      engine                     = "valkey"
      at_rest_encryption_enabled = or_absent(true)
    }

    exempt "a member of a global datastore is encrypted as its primary is, which has to change first" {
      global_replication_group_id = present()
    }

    exempt "this version of Redis cannot encrypt: a newer one has to be chosen first" {
      engine_version = matches("^(2\\.|3\\.2\\.4|3\\.2\\.10)")
    }
  }

  impact {
    availability = "The group is empty and unreachable until it is created anew; its content is lost without a backup."
    replacement  = "The group is destroyed and created anew."

    attribute "at_rest_encryption_enabled" {
      replacement = true
      data_loss   = true
      downtime    = "until the new group is available"
    }
  }
}
