control "packages-vulnerabilities" {
  title    = "Known vulnerabilities of container images and packages are addressed"
  severity = "high"
  match    = ["Critical vulnerabilities identified in packages are addressed (AWS Container)", "Critical vulnerabilities identified in packages are addressed (AWS Inspector)"]

  # Vanta's id of this test is not public.
  keywords = ["vulnerabilities identified packages"]
  kinds    = ["ECR", "ECRRepository", "EcrRepository", "Inspector"]

  report_only {
    steps = <<-EOT
      Build the image anew with an updated base and updated packages, scan it, and deploy it; images of ECR that
      nothing runs any more can be deleted, which clears their findings too.
      Where no fixed version exists, write down in Vanta why the finding does not apply or how it is contained, with
      a date.
      Switching the scan on is another control; switching it off to lose the findings is none.
    EOT
  }
}
