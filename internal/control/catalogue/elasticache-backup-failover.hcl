control "elasticache-backup-failover" {
  title    = "ElastiCache keeps backups, and replicas take over"
  subject  = "keep backups and fail over"
  severity = "medium"
  match    = ["ElastiCache has backups and failover (AWS)"]
  kinds    = ["ElastiCache", "ElastiCacheReplicationGroup", "ElasticacheReplicationGroup", "ElastiCacheCluster"]

  # Vanta's id of this test is not public.
  keywords = ["elasticache backup", "elasticache backups", "elasticache failover", "redis backup", "redis backups", "redis failover"]

  guidance = "A group with a single node has nothing to fail over to: a replica is a second node on the bill, so a person decides about it."

  references {
    fsbp    = ["ElastiCache.1", "ElastiCache.3"]
    trivy   = ["AVD-AWS-0050"]
    checkov = ["CKV_AWS_134", "CKV2_AWS_50"]
    kics    = ["elasticache_redis_cluster_without_backup"]
    prowler = ["elasticache_redis_cluster_backup_enabled"]
  }

  resource "aws_elasticache_replication_group" {
    set {
      snapshot_retention_limit = at_least(7)
    }

    exempt "nodes of this type cannot make backups: another type has to be chosen first" {
      node_type = "cache.t1.micro"
    }
  }

  resource "aws_elasticache_replication_group" {
    only {
      num_cache_clusters = at_least(2)
    }

    set {
      automatic_failover_enabled = true
      multi_az_enabled           = true
    }
  }

  resource "aws_elasticache_replication_group" {
    only {
      replicas_per_node_group = at_least(1)
    }

    set {
      automatic_failover_enabled = true
      multi_az_enabled           = true
    }
  }

  # A cluster that belongs to a replication group has no engine of its own; Memcached keeps nothing.
  resource "aws_elasticache_cluster" {
    only {
      engine = one_of("redis", "valkey")
    }

    set {
      snapshot_retention_limit = at_least(7)
    }

    exempt "nodes of this type cannot make backups: another type has to be chosen first" {
      node_type = "cache.t1.micro"
    }
  }

  impact {
    availability = "A daily backup needs spare memory on the node; make room for it or choose its window."
    replacement  = "None: the group is modified in place."
    cost         = "Backups are charged for each GB a month; one of them is free of charge."
  }
}
