control "apigw-tls12" {
  title    = "API Gateway domains require TLS 1.2"
  subject  = "require TLS 1.2"
  severity = "high"
  match    = ["API Gateway requires TLS 1.2 (AWS)"]
  kinds    = ["APIGateway", "ApiGateway", "APIGatewayStage", "APIGatewayDomainName"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["api gateway tls", "api gateway security policy"]

  references {
    trivy   = ["AVD-AWS-0005"]
    checkov = ["CKV_AWS_206"]
    kics    = ["api_gateway_without_security_policy"]
  }

  resource "aws_api_gateway_domain_name" {
    set {
      security_policy = any_of("TLS_1_2", matches("^SecurityPolicy_TLS1[23]_"))
    }
  }

  impact {
    availability = "Clients that speak only TLS 1.0 or 1.1 lose access. The domain updates for some minutes, up to an hour at the edge, and serves meanwhile."
    replacement  = "None: the domain is modified in place."
    notes        = "Domains of HTTP and WebSocket APIs have no older policy."
  }
}
