control "docdb-logs-backups" {
  title    = "DocumentDB exports logs, keeps backups and resists deletion"
  subject  = "keep logs and backups"
  severity = "medium"
  kinds    = ["DocumentDB", "DocDB", "DocDBCluster", "DocumentDBCluster"]

  # Vanta's id of this test is not public.
  keywords = ["documentdb backup", "documentdb backups", "documentdb logs", "documentdb deletion protection", "docdb backup", "docdb logs"]
  guidance = "An ARN of the form rds:...:cluster:NAME can belong to Aurora, DocumentDB or Neptune. Audit events appear only with audit_logs = enabled in the cluster's parameter group, profiler events only with profiler = enabled."

  references {
    fsbp    = ["DocumentDB.2", "DocumentDB.4", "DocumentDB.5"]
    trivy   = ["AVD-AWS-0020"]
    checkov = ["CKV_AWS_85", "CKV_AWS_360"]
    kics    = ["docdb_logging_disabled"]
  }

  resource "aws_docdb_cluster" {
    set {
      enabled_cloudwatch_logs_exports = includes("audit", "profiler")
      backup_retention_period         = at_least(7)
      deletion_protection             = true
    }
  }

  impact {
    replacement = "None: the cluster is modified in place."
    cost        = "Log ingestion, and storage of backups beyond the size of the cluster."
    notes       = "Whoever wants to delete the cluster later has to switch the protection off first, in a change of its own."
  }
}
