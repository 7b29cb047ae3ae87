control "elasticache-in-transit" {
  title    = "ElastiCache is encrypted in transit"
  subject  = "encrypt in transit"
  severity = "medium"
  match    = ["ElastiCache is encrypted in transit (AWS)"]
  kinds    = ["ElastiCache", "ElastiCacheReplicationGroup", "ElasticacheReplicationGroup"]

  # Vanta's id of this test is not public.
  keywords = ["elasticache in transit", "elasticache in-transit", "redis in transit", "redis in-transit", "elasticache transit encryption"]

  guidance = <<-EOT
    From Redis 7 on the change is made in place and in two steps: transit_encryption_mode = "preferred" takes both kinds of
    connections; once all clients speak TLS, "required" refuses the others. Older versions are created anew.
  EOT

  references {
    fsbp    = ["ElastiCache.5"]
    trivy   = ["AVD-AWS-0051"]
    checkov = ["CKV_AWS_30"]
    kics    = ["elasticache_replication_group_not_encrypted_at_transit"]
    prowler = ["elasticache_redis_cluster_in_transit_encryption_enabled"]
  }

  resource "aws_elasticache_replication_group" {
    set {
      transit_encryption_enabled = true
    }

    # Provider 5.47 brought the mode, which a running group has to pass through.
    variant ">= 5.47" {
      when {
        engine_version             = matches("^([7-9]\\.|7$|8$|9$)")
        transit_encryption_enabled = or_absent(false)
        transit_encryption_mode    = absent()
      }

      set {
        transit_encryption_enabled = true
        transit_encryption_mode    = "preferred"
      }
    }

    exempt "a member of a global datastore is encrypted as its primary is, which has to change first" {
      global_replication_group_id = present()
    }

    exempt "this version of Redis cannot encrypt: a newer one has to be chosen first" {
      engine_version = matches("^(2\\.|3\\.2\\.4|3\\.2\\.10)")
    }
  }

  impact {
    availability = "Clients must speak TLS: at once where the group is created anew, before the mode becomes \"required\" where it is not."
    replacement  = "A group older than 7.0.5 is destroyed and created anew; a newer one is modified in place."
    notes        = "TLS costs some throughput on small nodes."

    attribute "transit_encryption_enabled" {
      replacement = true
      data_loss   = true
      downtime    = "until a group older than 7.0.5 is created anew"
    }
  }
}
