control "apigw-xray" {
  title    = "API Gateway stages are traced"
  subject  = "turn on tracing"
  severity = "low"
  match    = ["API Gateway stages are traced by X-Ray (AWS)"]
  kinds    = ["APIGateway", "ApiGateway", "APIGatewayStage"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["api gateway tracing", "api gateway x-ray"]

  references {
    fsbp    = ["APIGateway.3"]
    trivy   = ["AVD-AWS-0003"]
    checkov = ["CKV_AWS_73"]
    kics    = ["api_gateway_xray_disabled"]
    prowler = ["apigateway_restapi_tracing_enabled"]
  }

  resource "aws_api_gateway_stage" {
    set {
      xray_tracing_enabled = true
    }
  }

  impact {
    availability = "None."
    replacement  = "None: the stage is modified in place."
    cost         = "X-Ray traces beyond the free hundred thousand a month."
  }
}
