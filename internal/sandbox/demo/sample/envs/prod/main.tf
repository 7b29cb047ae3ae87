locals {
  tags = {
    Environment = var.environment
    ManagedBy   = "terraform"
  }
}

module "storage" {
  source = "../../modules/storage"

  environment = var.environment
  buckets     = ["invoices", "reports"]
  tags        = local.tags
}

resource "aws_kms_key" "app" {
  description             = "Encrypts the data of the application"
  deletion_window_in_days = 30

  tags = local.tags
}

resource "aws_kms_alias" "app" {
  name          = "alias/acme-app"
  target_key_id = aws_kms_key.app.key_id
}
