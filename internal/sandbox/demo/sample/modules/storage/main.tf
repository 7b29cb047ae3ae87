# Buckets that every environment has. One per purpose, plus one for logs.

locals {
  prefix = "acme-${var.environment}"
}

resource "aws_s3_bucket" "data" {
  for_each = var.buckets

  bucket = "${local.prefix}-${each.key}"

  tags = merge(var.tags, {
    Purpose = each.key
  })
}

resource "aws_s3_bucket_versioning" "data" {
  for_each = var.buckets

  bucket = aws_s3_bucket.data[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "logs" {
  bucket = "${local.prefix}-logs" # read by the log shipper

  tags = var.tags
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket = aws_s3_bucket.logs.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = var.log_retention_days
    }
  }
}
