control "apigw-cache-encryption" {
  title    = "API Gateway encrypts cached responses"
  subject  = "encrypt cached responses"
  severity = "medium"
  match    = ["API Gateway caches are encrypted (AWS)"]
  kinds    = ["APIGateway", "ApiGateway", "APIGatewayStage"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["api gateway cache"]

  references {
    fsbp    = ["APIGateway.5"]
    trivy   = ["AVD-AWS-0002"]
    checkov = ["CKV_AWS_308"]
    kics    = ["api_gateway_method_settings_cache_not_encrypted"]
    prowler = ["apigateway_restapi_cache_encrypted"]
  }

  resource "aws_api_gateway_method_settings" {
    only {
      settings {
        caching_enabled = true
      }
    }

    set {
      settings {
        cache_data_encrypted = true
      }
    }
  }

  impact {
    availability = "The cache begins empty: for a while more requests reach the backend."
    replacement  = "None: the settings are modified in place."
  }
}
