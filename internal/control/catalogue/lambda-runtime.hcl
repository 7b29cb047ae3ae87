control "lambda-runtime" {
  title    = "Lambda functions use supported runtimes"
  subject  = "move to a supported runtime"
  severity = "medium"
  kinds    = ["Lambda", "LambdaFunction"]

  # Vanta's id of this test is not public.
  keywords = ["lambda runtime", "lambda runtimes", "supported runtime", "supported runtimes", "deprecated runtime", "deprecated runtimes"]
  guidance = "Stay in the same language and take the newest runtime that the function's code, its layers and its build support; say in the summary which changes of the language the code has to be tried against. provided and go1.x become provided.al2023, for which a Go program must be built as an executable called bootstrap."

  references {
    fsbp    = ["Lambda.2"]
    checkov = ["CKV_AWS_363"]
    prowler = ["awslambda_function_using_supported_runtimes"]
  }

  # Runtimes past their deprecation date, https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
  resource "aws_lambda_function" {
    set {
      runtime = not_one_of(
        "nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x", "nodejs16.x",
        "nodejs18.x", "nodejs20.x", "python2.7", "python3.6", "python3.7", "python3.8", "python3.9", "ruby2.5", "ruby2.7", "ruby3.2",
        "java8", "go1.x", "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet5.0", "dotnet6", "dotnet7", "provided",
      )
    }
  }

  module "terraform-aws-modules/lambda/aws" {
    set {
      runtime = not_one_of(
        "nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x", "nodejs16.x",
        "nodejs18.x", "nodejs20.x", "python2.7", "python3.6", "python3.7", "python3.8", "python3.9", "ruby2.5", "ruby2.7", "ruby3.2",
        "java8", "go1.x", "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet5.0", "dotnet6", "dotnet7", "provided",
      )
    }
  }

  impact {
    availability = "The code may not run with the new version of the language: it has to be tried before the change is applied."
    replacement  = "None: the function is modified in place."
    notes        = "Layers and native packages must be built for the new runtime and its Amazon Linux as well."
  }
}
