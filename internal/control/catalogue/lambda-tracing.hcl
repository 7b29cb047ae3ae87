control "lambda-tracing" {
  title    = "Lambda functions are traced"
  subject  = "turn on tracing"
  severity = "low"
  match    = ["Lambda functions are traced by X-Ray (AWS)"]
  kinds    = ["Lambda", "LambdaFunction"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["lambda tracing", "lambda x-ray", "lambda functions traced"]
  guidance = "Attach AWSXRayDaemonWriteAccess to the execution role if it is declared here and lacks the permissions."

  references {
    trivy   = ["AVD-AWS-0066"]
    checkov = ["CKV_AWS_50"]
    kics    = ["lambda_functions_without_x-ray_tracing"]
  }

  resource "aws_lambda_function" {
    set {
      tracing_config {
        mode = "Active"
      }
    }
  }

  # The module's own role gets the permissions with attach_tracing_policy.
  module "terraform-aws-modules/lambda/aws" {
    set {
      tracing_mode          = "Active"
      attach_tracing_policy = true
    }
  }

  impact {
    availability = "None."
    replacement  = "None: the function is modified in place."
    cost         = "X-Ray traces beyond the free hundred thousand a month; one request each second and five percent of the rest are sampled."
    notes        = "The execution role needs xray:PutTraceSegments and xray:PutTelemetryRecords, as in the managed policy AWSXRayDaemonWriteAccess."
  }
}
