control "lambda-public" {
  title    = "Lambda functions cannot be called by everybody"
  subject  = "restrict who may call it"
  severity = "critical"
  kinds    = ["Lambda", "LambdaFunction", "LambdaPermission"]

  # Vanta's id of this test is not public.
  keywords = ["lambda everybody", "lambda public", "lambda publicly", "lambda public access"]
  guidance = "Find what calls the function in the code: the ARN of the rule, bucket, topic, API or load balancer that names it, and set that as source_arn (for S3 also source_account). The action and the principal of a service stay as they are."

  references {
    fsbp    = ["Lambda.1"]
    trivy   = ["AVD-AWS-0067"]
    checkov = ["CKV_AWS_258", "CKV_AWS_301", "CKV_AWS_364"]
    kics    = ["lambda_permission_principal_is_wildcard"]
    prowler = ["awslambda_function_not_publicly_accessible"]
  }

  # What the function's own permissions and URL say, where it has any.
  resource "aws_lambda_function" {
    companion "aws_lambda_permission" {
      by       = "function_name"
      refer    = "function_name"
      optional = true

      where {
        principal        = "*"
        principal_org_id = absent()
        source_account   = absent()
      }

      set {
        principal = not_one_of("*")
      }
    }

    companion "aws_lambda_permission" {
      by       = "function_name"
      refer    = "function_name"
      optional = true

      where {
        principal        = matches("\\.amazonaws\\.com$")
        principal_org_id = absent()
        source_account   = absent()
      }

      set {
        source_arn = present()
      }
    }

    companion "aws_lambda_function_url" {
      by       = "function_name"
      refer    = "function_name"
      optional = true

      set {
        authorization_type = not_one_of("NONE")
      }
    }
  }

  resource "aws_lambda_permission" {
    set {
      principal = not_one_of("*")
    }

    accept {
      principal_org_id = present()
    }

    accept {
      source_account = present()
    }

    exempt "the permission belongs to a function URL without authentication, and whether the public uses it is not in the code" {
      function_url_auth_type = "NONE"
    }
  }

  # A service acts for every customer of AWS unless the permission says for which resource.
  resource "aws_lambda_permission" {
    only {
      principal = matches("\\.amazonaws\\.com$")
    }

    set {
      source_arn = present()
    }

    accept {
      source_account = present()
    }

    accept {
      principal_org_id = present()
    }
  }

  resource "aws_lambda_function_url" {
    set {
      authorization_type = "AWS_IAM"
    }

    exempt "callers that do not sign their requests would be refused, and whether there are any is not in the code" {
      authorization_type = "NONE"
    }
  }

  impact {
    availability = "Callers other than the named source are refused."
    replacement  = "The permission is removed and added again; calls in the seconds between are refused. The function stays."
  }
}
