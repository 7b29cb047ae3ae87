control "kms-rotation" {
  title    = "Customer managed KMS keys rotate every year"
  subject  = "rotate the key yearly"
  severity = "medium"
  match    = ["Customer KMS keys rotate yearly (AWS)"]
  kinds    = ["KMS", "KMSKey", "KmsKey"]

  # Vanta's id of this test is not public.
  keywords = ["kms key rotation", "kms rotation", "cmk rotation", "kms keys rotated"]

  guidance = "Keys with imported material (aws_kms_external_key) and replicas (aws_kms_replica_key) have no argument for rotation."

  references {
    cis_aws = ["3.6"]
    fsbp    = ["KMS.4"]
    trivy   = ["AVD-AWS-0065"]
    checkov = ["CKV_AWS_7"]
    kics    = ["cmk_rotation_disabled"]
    prowler = ["kms_cmk_rotation_enabled"]
  }

  resource "aws_kms_key" {
    set {
      enable_key_rotation = true
    }

    # Saying is_enabled alone reads as a key that can be deleted at once; the default of 30 days is written out beside it.
    variant "" {
      when {
        enable_key_rotation     = or_absent(false)
        is_enabled              = true
        deletion_window_in_days = absent()
      }

      set {
        enable_key_rotation     = true
        deletion_window_in_days = 30
      }
    }

    exempt "AWS rotates symmetric encryption keys only, and this key signs or verifies" {
      key_usage = one_of("SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT")
    }

    exempt "AWS rotates symmetric encryption keys only, and this key has another key spec" {
      customer_master_key_spec = one_of(
        "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521",
        "ECC_SECG_P256K1", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2",
      )
    }

    exempt "AWS cannot rotate a key in a custom key store" {
      custom_key_store_id = present()
    }

    exempt "AWS cannot rotate a key in an external key store" {
      xks_key_id = present()
    }

    exempt "the key is disabled, and a disabled key cannot be told to rotate" {
      is_enabled = false
    }
  }

  # The module rotates unless the call says otherwise.
  module "terraform-aws-modules/kms/aws" {
    set {
      enable_key_rotation = or_absent(true)
    }

    exempt "AWS rotates symmetric encryption keys only, and this key signs or verifies" {
      key_usage = one_of("SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT")
    }

    exempt "AWS rotates symmetric encryption keys only, and this key has another key spec" {
      customer_master_key_spec = matches("^(RSA_|ECC_|HMAC_|SM2)")
    }

    exempt "AWS rotates only key material that it made itself, and this key has imported material" {
      create_external = true
    }

    exempt "AWS cannot rotate a key in a custom key store" {
      custom_key_store_id = present()
    }
  }

  impact {
    replacement = "None: existing ciphertext stays readable."
    cost        = "One US dollar a month for each of the first two retained key versions."
  }
}
