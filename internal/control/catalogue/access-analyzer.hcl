control "access-analyzer" {
  title    = "IAM Access Analyzer looks for external access"
  subject  = "add an access analyzer"
  severity = "low"
  match    = ["IAM Access Analyzer runs in each region (AWS)"]
  kinds    = ["AccessAnalyzer", "AccessAnalyzerAnalyzer"]

  # Vanta's id of this test is not public.
  keywords = ["access analyzer"]

  guidance = <<-EOT
    Each region needs an analyzer of external access. One of the type ORGANIZATION in the organisation's management or
    delegated account covers all of its accounts; analyzers of unused or internal access are something else.
  EOT

  references {
    cis_aws = ["1.19"]
    trivy   = ["AVD-AWS-0175"]
    kics    = ["iam_access_analyzer_not_enabled"]
    prowler = ["accessanalyzer_enabled"]
  }

  account "aws_accessanalyzer_analyzer" {
    per = "region"

    only {
      type = or_absent(one_of("ACCOUNT", "ORGANIZATION"))
    }

    set {
      type = or_absent(one_of("ACCOUNT", "ORGANIZATION"))
    }

    new {
      analyzer_name = "account"
      type          = "ACCOUNT"
    }
  }

  # Analyzers of unused and of internal access are something else.
  resource "aws_accessanalyzer_analyzer" {
    only {
      type = matches("_ACCESS$")
    }

    set {
      type = one_of("ACCOUNT", "ORGANIZATION")
    }

    covered_by "aws_accessanalyzer_analyzer" {
      type = or_absent(one_of("ACCOUNT", "ORGANIZATION"))
    }

    exempt "this analyzer looks for something else, so external access needs one of its own" {
      type = present()
    }
  }

  impact {
    replacement = "None."
    cost        = "None: the analysis of external access is free of charge."
    notes       = "The first findings appear within half an hour and stay until somebody archives them."
  }
}
