control "secrets-rotation" {
  title    = "Secrets Manager secrets rotate"
  subject  = "rotate the secret"
  severity = "medium"
  kinds    = ["SecretsManager", "SecretsManagerSecret", "Secret"]

  # Vanta's id of this test is not public.
  keywords = ["secret rotation", "secrets rotation", "secrets manager rotate", "secrets manager rotated", "secrets manager rotation"]
  guidance = "The function must know how to change this very secret; take one that the repository has for it, never one of another database. For the master password of an RDS database manage_master_user_password = true on the database is the better way: RDS then keeps and rotates the secret by itself."

  references {
    fsbp    = ["SecretsManager.1"]
    checkov = ["CKV2_AWS_57", "CKV_AWS_304"]
    prowler = ["secretsmanager_automatic_rotation_enabled"]
  }

  resource "aws_secretsmanager_secret" {
    companion "aws_secretsmanager_secret_rotation" {
      by = "secret_id"

      new {
        rotation_lambda_arn = present()

        rotation_rules {
          automatically_after_days = 30
        }
      }
    }

    # The argument of the secret itself, which provider 5.0 removed.
    accept {
      rotation_lambda_arn = present()
    }
  }

  module "terraform-aws-modules/secrets-manager/aws" {
    set {
      enable_rotation     = true
      rotation_lambda_arn = present()
    }
  }

  impact {
    availability = "The secret changes at once when rotation is added, and then at every turn: software that reads it only at its start fails until it is restarted."
    replacement  = "None."
    notes        = "Secrets Manager needs lambda:InvokeFunction on the function, and the function needs a way to the database and to Secrets Manager."
  }
}
