control "expired-iam-certificates" {
  title    = "Expired certificates are removed from IAM"
  severity = "medium"
  tests    = ["aws-iam-expired-certificates-removed"]
  match    = ["Expired SSL/TLS certificates are removed (AWS)"]
  keywords = ["expired certificates removed", "expired ssl certificates", "iam expired certificates"]
  kinds    = ["IAMServerCertificate", "IamServerCertificate"]

  references {
    cis_aws = ["1.19"]
    fsbp    = ["IAM.26"]
    trivy   = ["AVD-AWS-0168"]
    kics    = ["certificate_has_expired"]
    prowler = ["iam_no_expired_server_certificates_stored"]
  }

  report_only {
    steps = <<-EOT
      Look where the certificate still serves (aws iam list-server-certificates, and the listeners and distributions
      that name its ARN), and move those to a certificate of ACM, which renews itself.
      Then remove the aws_iam_server_certificate from the Terraform files; one that is in no file goes with aws iam
      delete-server-certificate --server-certificate-name <name>.
    EOT
  }
}
