control "require-admin-encrypted-iaas" {
  title    = "The console of the cloud provider is reached over TLS"
  severity = "low"
  tests    = ["require-admin-encrypted-iaas"]
  match    = ["SSL/TLS on admin page of infrastructure console"]
  keywords = ["admin page infrastructure console"]

  report_only {
    steps = <<-EOT
      AWS serves its console over HTTPS only, so the test passes while an account is connected. If it fails, look at
      the connection of the account in Vanta.
    EOT
  }
}
