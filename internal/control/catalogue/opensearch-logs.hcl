control "opensearch-logs" {
  title    = "OpenSearch domains publish their logs"
  subject  = "publish the logs"
  severity = "medium"
  match    = ["OpenSearch domains publish logs (AWS)"]
  kinds    = ["OpenSearch", "OpenSearchDomain", "Elasticsearch", "ElasticsearchDomain"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["opensearch logs", "opensearch logging", "elasticsearch logs", "elasticsearch logging"]

  references {
    fsbp    = ["ES.4", "Opensearch.4"]
    trivy   = ["AVD-AWS-0042"]
    checkov = ["CKV_AWS_84"]
    kics    = ["elasticsearch_logs_disabled"]
    prowler = ["opensearch_service_domains_cloudwatch_logging_enabled"]
  }

  resource "aws_opensearch_domain" {
    also = ["aws_elasticsearch_domain"]

    set {
      log_publishing_options {
        log_type                 = one_of("ES_APPLICATION_LOGS", "AUDIT_LOGS", "INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS")
        cloudwatch_log_group_arn = decision("opensearch-log-group")
      }
    }

    # The destination is there already.
    variant "" {
      when {
        log_publishing_options {}
      }

      set {
        log_publishing_options "each" {
          enabled = or_absent(true)
        }
      }
    }
  }

  decision "opensearch-log-group" {
    question = "Which CloudWatch log group receives the error logs of OpenSearch domains? A resource policy must let es.amazonaws.com write to it."
    example  = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/opensearch/errors"
  }

  impact {
    availability = "None. If no resource policy lets the service write to the log group, the change fails."
    replacement  = "None: the domain is modified in place."
    cost         = "CloudWatch Logs."
  }
}
