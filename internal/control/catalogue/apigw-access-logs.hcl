control "apigw-access-logs" {
  title    = "API Gateway stages write access logs"
  subject  = "write access logs"
  severity = "medium"
  kinds    = ["ApiGateway", "ApiGatewayStage", "ApiGatewayV2Stage", "APIGateway"]

  # Vanta's id of this test is not public.
  keywords = ["api gateway access logs", "api gateway access logging", "api gateway logging"]

  guidance = <<-EOT
    The log group must not be named after an attribute of the stage, or the two wait for each other. A REST API also needs
    the role of the region's aws_api_gateway_account. default_route_settings.logging_level is for WebSocket APIs; an HTTP
    API refuses it.
  EOT

  references {
    fsbp    = ["APIGateway.1", "APIGateway.9"]
    trivy   = ["AVD-AWS-0001"]
    checkov = ["CKV_AWS_76"]
    kics    = ["api_gateway_access_logging_disabled"]
    prowler = ["apigateway_restapi_logging_enabled"]
  }

  resource "aws_api_gateway_stage" {
    set {
      access_log_settings {
        destination_arn = decision("api-access-log-arn")
        format          = any_of(present(), "$context.requestId $context.identity.sourceIp [$context.requestTime] $context.httpMethod $context.resourcePath $context.status $context.responseLength $context.integrationLatency")
      }
    }
  }

  resource "aws_apigatewayv2_stage" {
    set {
      access_log_settings {
        destination_arn = decision("api-access-log-arn")
        format          = any_of(present(), "$context.requestId $context.identity.sourceIp [$context.requestTime] $context.routeKey $context.status $context.responseLength $context.integrationErrorMessage")
      }
    }
  }

  decision "api-access-log-arn" {
    question = "Which CloudWatch log group or Firehose stream receives the access logs of APIs? Give its ARN; a REST API takes a stream named amazon-apigateway-*."
    example  = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/apigateway/access"
  }

  impact {
    replacement = "None: the stage is modified in place."
    cost        = "Ingestion and storage of a line for each request."
    notes       = "The update of a REST stage fails while the region has no CloudWatch role for API Gateway."
  }
}
