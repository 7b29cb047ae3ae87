control "glue-connection-passwords" {
  title    = "Glue returns connection passwords encrypted"
  subject  = "encrypt connection passwords"
  severity = "medium"
  match    = ["Glue connection passwords are encrypted (AWS)"]
  kinds    = ["Glue", "GlueDataCatalog"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["glue connection password", "glue connection passwords"]

  references {
    checkov = ["CKV_AWS_94"]
    kics    = ["glue_data_catalog_encryption_disabled"]
    prowler = ["glue_data_catalogs_connection_passwords_encryption_enabled"]
  }

  resource "aws_glue_data_catalog_encryption_settings" {
    set {
      data_catalog_encryption_settings {
        connection_password_encryption {
          return_connection_password_encrypted = true
        }
      }
    }

    exempt "passwords are encrypted with a KMS key, and none is named here" {
      data_catalog_encryption_settings {
        connection_password_encryption {
          aws_kms_key_id = absent()
        }
      }
    }
  }

  impact {
    availability = "Crawlers and jobs whose role may not use the key (kms:Decrypt) can no longer open their connections."
    replacement  = "None: the settings are modified in place."
  }
}
