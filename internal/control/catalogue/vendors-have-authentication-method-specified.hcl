control "vendors-have-authentication-method-specified" {
  title    = "Vendors have their way of signing in written down"
  severity = "low"
  tests    = ["vendors-have-authentication-method-specified"]
  match    = ["Vendors have authentication method specified"]
  keywords = ["vendors authentication method"]

  report_only {
    steps = <<-EOT
      Open each vendor that the test names under Vendors in Vanta, and enter how people sign in: single sign-on, a
      password with MFA, or a password alone.
    EOT
  }
}
