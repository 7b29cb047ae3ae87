control "opensearch-https" {
  title    = "OpenSearch accepts HTTPS with TLS 1.2 only"
  subject  = "accept HTTPS only"
  severity = "high"
  match    = ["OpenSearch accepts HTTPS only (AWS)"]
  kinds    = ["OpenSearch", "OpenSearchDomain", "OpenSearchService", "Elasticsearch", "ElasticsearchDomain"]

  # Vanta's id of this test is not public.
  keywords = ["opensearch https", "elasticsearch https", "opensearch tls", "elasticsearch tls"]

  references {
    fsbp    = ["ES.8", "OpenSearch.8"]
    trivy   = ["AVD-AWS-0046", "AVD-AWS-0126"]
    checkov = ["CKV_AWS_83", "CKV_AWS_228"]
    kics    = ["elasticsearch_with_https_disabled"]
    prowler = ["opensearch_service_domains_https_communications_enforced"]
  }

  # In a block that is there, enforce_https is on unless somebody says otherwise.
  resource "aws_opensearch_domain" {
    also = ["aws_elasticsearch_domain"]

    set {
      domain_endpoint_options {
        enforce_https       = any_of(true, absent())
        tls_security_policy = one_of("Policy-Min-TLS-1-2-2019-07", "Policy-Min-TLS-1-2-PFS-2023-10")
      }
    }
  }

  impact {
    availability = "Clients that use http, or a TLS older than 1.2, are refused."
    replacement  = "None: the domain is modified in place."
  }
}
