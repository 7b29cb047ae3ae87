resource "aws_s3_bucket" "v3" {
  bucket = "inline-blocks"
  acl    = "private"

  versioning {
    enabled = true
  }

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "aws:kms"
      }
    }
  }

  logging {
    target_bucket = "logs"
    target_prefix = "log/"
  }

  dynamic "lifecycle_rule" {
    for_each = toset(["a", "b"])
    content {
      id      = lifecycle_rule.value
      enabled = true
      expiration {
        days = 90
      }
    }
  }

  lifecycle {
    prevent_destroy = true
    ignore_changes  = [tags]
  }

  tags = {
    Name = "inline"
    Cost = 1
  }
}

resource "aws_s3_bucket_public_access_block" "v4" {
  for_each = toset(["x"])

  bucket                  = each.key
  block_public_acls       = true
  block_public_policy     = "true"
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_flow_log" "f" {
  log_destination = "arn:aws:s3:::logs"
  traffic_type    = "ALL"
  vpc_id          = aws_vpc.v[0].id
}

resource "aws_vpc" "v" {
  count      = 1
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "blocks" {
  name   = "blocks"
  vpc_id = "vpc-1"

  ingress {
    from_port   = 443
    to_port     = "443"
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }

  dynamic "egress" {
    for_each = [1, 2]
    content {
      from_port   = egress.value
      to_port     = egress.value
      protocol    = "tcp"
      cidr_blocks = ["10.0.0.0/8"]
    }
  }

  provisioner "local-exec" {
    command = "true"
  }
}

resource "aws_security_group" "values" {
  name    = "values"
  ingress = []
  egress = [{
    description      = null
    from_port        = 0
    to_port          = 0
    protocol         = -1
    self             = false
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = []
    prefix_list_ids  = []
    security_groups  = []
  }]
}

resource "aws_db_instance" "d" {
  provider            = aws
  instance_class      = "db.t3.micro"
  allocated_storage   = "20"
  engine              = "postgres"
  username            = "admin"
  password            = null
  publicly_accessible = false
  storage_encrypted   = true
  depends_on          = [aws_vpc.v]

  timeouts {
    create = "60m"
  }
}

resource "aws_guardduty_detector" "g" {
  enable = true
}

resource "aws_guardduty_detector_feature" "g" {
  detector_id = aws_guardduty_detector.g.id
  name        = "EKS_RUNTIME_MONITORING"
  status      = "ENABLED"

  additional_configuration {
    name   = "EKS_ADDON_MANAGEMENT"
    status = "ENABLED"
  }
}

resource "aws_cloudfront_distribution" "c" {
  enabled = true

  origin {
    domain_name = "example.com"
    origin_id   = "o"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "o"
    viewer_protocol_policy = "redirect-to-https"
    forwarded_values {
      query_string = false
      cookies {
        forward = "none"
      }
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}

resource "aws_wafv2_web_acl" "w" {
  name  = "w"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "r"
    priority = 1
    action {
      block {}
    }
    statement {
      and_statement {
        statement {
          not_statement {
            statement {
              geo_match_statement {
                country_codes = ["US"]
              }
            }
          }
        }
        statement {
          asn_match_statement {
            asn_list = [64496]
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "r"
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "w"
    sampled_requests_enabled   = true
  }
}

data "aws_iam_policy_document" "p" {
  statement {
    actions   = ["s3:*"]
    resources = ["*"]
    dynamic "principals" {
      for_each = ["*"]
      content {
        type        = "AWS"
        identifiers = [principals.value]
      }
    }
  }
}

data "aws_caller_identity" "me" {}
