control "kms-rotation" {
  title    = "Customer managed KMS keys rotate every year"
  subject  = "rotate the key yearly"
  severity = "medium"
  match    = ["Customer KMS keys rotate yearly (AWS)"]
  kinds    = ["KMS", "KMSKey", "KmsKey"]

  # Vanta's id of this test is not public.
  keywords = ["kms key rotation", "kms rotation", "cmk rotation"]

  resource "aws_kms_key" {
    set {
      enable_key_rotation = true
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
  }

  impact {
    replacement = "None: existing ciphertext stays readable."
    cost        = "One US dollar a month for each of the first two retained key versions."
  }
}
