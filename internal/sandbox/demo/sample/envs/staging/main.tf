variable "environment" {
  type    = string
  default = "staging"
}

locals {
  tags = {
    Environment = var.environment
    ManagedBy   = "terraform"
  }
}

module "storage" {
  source = "../../modules/storage"

  environment = var.environment
  tags        = local.tags
}

# Scratch space of the data team. Nothing here is kept.
resource "aws_s3_bucket" "scratch" {
  bucket        = "acme-${var.environment}-scratch"
  force_destroy = true
  tags          = local.tags
}

resource "aws_dynamodb_table" "sessions" {
  name         = "sessions"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}
