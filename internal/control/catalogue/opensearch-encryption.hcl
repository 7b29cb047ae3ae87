control "opensearch-encryption" {
  title    = "OpenSearch domains are encrypted at rest"
  subject  = "encrypt at rest"
  severity = "high"
  match    = ["OpenSearch is encrypted at rest and between nodes (AWS)"]
  kinds    = ["OpenSearch", "OpenSearchDomain", "OpenSearchService", "Elasticsearch", "ElasticsearchDomain"]

  # Vanta's id of this test is not public.
  keywords = ["opensearch encrypted", "opensearch at rest", "elasticsearch encrypted", "elasticsearch at rest", "opensearch encryption at rest"]

  guidance = "The key cannot be changed later. Elasticsearch before 6.7 and older providers make the domain anew: read the plan."

  references {
    fsbp    = ["ES.1", "OpenSearch.1"]
    trivy   = ["AVD-AWS-0048"]
    checkov = ["CKV_AWS_5"]
    kics    = ["elasticsearch_not_encrypted_at_rest", "elasticsearch_encryption_with_kms_is_disabled"]
    prowler = ["opensearch_service_domains_encryption_at_rest_enabled"]
  }

  resource "aws_opensearch_domain" {
    set {
      encrypt_at_rest {
        enabled = true
      }
    }

    exempt "Elasticsearch encrypts from 5.1 on: the engine has to be upgraded first" {
      engine_version = matches("^Elasticsearch_([1-4]\\.|5\\.0)")
    }
  }

  # A new block names the key, since that is for ever; a block that is there may leave it to the service.
  resource "aws_elasticsearch_domain" {
    set {
      encrypt_at_rest {
        enabled    = true
        kms_key_id = any_of(absent(), decision("search-key"))
      }
    }

    # Without a version the domain is made with 1.5.
    exempt "Elasticsearch encrypts from 5.1 on: the engine has to be upgraded first" {
      elasticsearch_version = or_absent(matches("^([1-4]\\.|5\\.0)"))
    }
  }

  decision "search-key" {
    question = "Which KMS key encrypts Elasticsearch domains? It cannot be changed later."
    example  = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  impact {
    availability = "A second set of nodes is started beside the first (blue/green), which takes hours and needs room."
    replacement  = "OpenSearch and Elasticsearch from 6.7 on are modified in place by current providers; everything older is destroyed and created anew."
    notes        = "Take a manual snapshot first; encryption cannot be switched off again."

    attribute "encrypt_at_rest.enabled" {
      replacement = true
      data_loss   = true
      downtime    = "none in place; until the data is indexed again where the domain is created anew"
    }

    attribute "encrypt_at_rest.kms_key_id" {
      replacement = true
      data_loss   = true
      downtime    = "until the data is indexed again"
    }
  }
}
