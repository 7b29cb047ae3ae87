control "neptune-audit-logs" {
  title    = "Neptune clusters export their audit log"
  subject  = "export the audit log"
  severity = "medium"
  match    = ["Neptune exports audit logs (AWS)"]
  kinds    = ["Neptune", "NeptuneCluster"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["neptune audit", "neptune logs", "neptune logging"]

  references {
    fsbp    = ["Neptune.2"]
    trivy   = ["AVD-AWS-0075"]
    checkov = ["CKV_AWS_101"]
    kics    = ["neptune_logging_disabled"]
    prowler = ["neptune_cluster_integration_cloudwatch_logs"]
  }

  resource "aws_neptune_cluster" {
    set {
      enable_cloudwatch_logs_exports = includes("audit")
    }
  }

  impact {
    availability = "None."
    replacement  = "None: the cluster is modified in place."
    cost         = "CloudWatch Logs."
    notes        = "The log stays empty until the cluster parameter neptune_enable_audit_log is 1, which takes a reboot."
  }
}
