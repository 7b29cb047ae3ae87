control "apigw-execution-logs" {
  title    = "API Gateway writes execution logs"
  subject  = "write execution logs"
  severity = "medium"
  match    = ["API Gateway writes execution logs (AWS)"]
  kinds    = ["APIGateway", "ApiGateway", "APIGatewayStage"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["api gateway execution"]

  references {
    fsbp    = ["APIGateway.1"]
    kics    = ["api_gateway_access_logging_disabled"]
    prowler = ["apigateway_restapi_logging_enabled"]
  }

  resource "aws_api_gateway_method_settings" {
    set {
      settings {
        logging_level = one_of("ERROR", "INFO")
      }
    }
  }

  # Only WebSocket APIs write execution logs. A stage of theirs is known by these settings, which HTTP APIs lack.
  resource "aws_apigatewayv2_stage" {
    only {
      default_route_settings {
        logging_level = any_of("OFF", "ERROR", "INFO", "")
      }
    }

    set {
      default_route_settings {
        logging_level = one_of("ERROR", "INFO")
      }
    }
  }

  resource "aws_apigatewayv2_stage" {
    only {
      default_route_settings {
        data_trace_enabled = present()
        logging_level      = absent()
      }
    }

    set {
      default_route_settings {
        logging_level = one_of("ERROR", "INFO")
      }
    }
  }

  impact {
    availability = "None. The change fails while the region has no role for API Gateway to write logs (aws_api_gateway_account)."
    replacement  = "None: the settings are modified in place."
    cost         = "CloudWatch Logs; level ERROR writes little."
    notes        = "Leave data_trace_enabled off: it writes whole requests and responses, secrets among them."
  }
}
