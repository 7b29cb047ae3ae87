control "opensearch-node-to-node" {
  title    = "OpenSearch encrypts the traffic between its nodes"
  subject  = "encrypt traffic between nodes"
  severity = "medium"
  match    = ["OpenSearch traffic between nodes is encrypted (AWS)"]
  kinds    = ["OpenSearch", "OpenSearchDomain", "OpenSearchService", "Elasticsearch", "ElasticsearchDomain"]

  # Vanta's id of this test is not public.
  keywords = ["opensearch node-to-node", "opensearch node to node", "elasticsearch node-to-node", "elasticsearch node to node"]

  guidance = "Elasticsearch before 6.7 and older providers make the domain anew: read the plan."

  references {
    fsbp    = ["ES.3", "OpenSearch.3"]
    trivy   = ["AVD-AWS-0043"]
    checkov = ["CKV_AWS_6"]
    kics    = ["elasticsearch_domain_not_encrypted_node_to_node"]
    prowler = ["opensearch_service_domains_node_to_node_encryption_enabled"]
  }

  resource "aws_opensearch_domain" {
    set {
      node_to_node_encryption {
        enabled = true
      }
    }

    exempt "Elasticsearch can do this from 6.0 on: the engine has to be upgraded first" {
      engine_version = matches("^Elasticsearch_[1-5]\\.")
    }
  }

  resource "aws_elasticsearch_domain" {
    set {
      node_to_node_encryption {
        enabled = true
      }
    }

    # Without a version the domain is made with 1.5.
    exempt "Elasticsearch can do this from 6.0 on: the engine has to be upgraded first" {
      elasticsearch_version = or_absent(matches("^[1-5]\\."))
    }
  }

  impact {
    availability = "A second set of nodes is started beside the first (blue/green), which takes hours and needs room."
    replacement  = "OpenSearch and Elasticsearch from 6.7 on are modified in place by current providers; everything older is destroyed and created anew."
    notes        = "It cannot be switched off again."

    attribute "node_to_node_encryption.enabled" {
      replacement = true
      data_loss   = true
      downtime    = "none in place; until the data is indexed again where the domain is created anew"
    }
  }
}
