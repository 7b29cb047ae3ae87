# Terraform and Check refuse the same lines of this file.

resource "aws_s3_bucket" "unknown_argument" {
  buckte = "a"
}

resource "aws_s3_bucket" "unknown_block" {
  versionin {
    enabled = true
  }
}

resource "aws_s3_bucket" "nested" {
  versioning {
    enable = true
  }
}

resource "aws_s3_bucket" "block_as_argument" {
  versioning = { enabled = true }
}

resource "aws_s3_bucket" "argument_as_block" {
  tags {
    Name = "a"
  }
}

resource "aws_s3_bucket" "too_many" {
  logging {
    target_bucket = "a"
  }
  logging {
    target_bucket = "b"
  }
}

resource "aws_s3_bucket" "in_dynamic" {
  dynamic "cors_rule" {
    for_each = [1]
    content {
      allowed_methods = ["GET"]
    }
  }
}

resource "aws_s3_bucket" "dynamic_unknown" {
  dynamic "cors_rules" {
    for_each = [1]
    content {
      allowed_methods = ["GET"]
    }
  }
}

resource "aws_s3_bucket_versioning" "missing_block" {
  bucket = "a"
}

resource "aws_s3_bucket_public_access_block" "missing" {
  block_public_acls = true
}

resource "aws_s3_bucket_public_access_block" "null" {
  bucket = null
}

resource "aws_s3_bucket_public_access_block" "types" {
  bucket              = ["a"]
  block_public_acls   = "yes"
  block_public_policy = {}
}

resource "aws_db_instance" "types" {
  instance_class         = "db.t3.micro"
  allocated_storage      = "twenty"
  vpc_security_group_ids = "sg-1"
}

resource "aws_security_group" "object" {
  ingress = [{
    from_port = 1
    to_port   = 1
    protocol  = "tcp"
  }]
}

resource "aws_security_group" "block" {
  ingress {
    from_port = 1
    to_port   = 1
    protocol  = "tcp"
    cidrs     = ["10.0.0.0/8"]
  }
}

resource "aws_s3_bucket" "label" {
  versioning "on" {
    enabled = true
  }
}

resource "aws_flow_log" "gone" {
  vpc_id         = "vpc-1"
  traffic_type   = "ALL"
  log_group_nam  = "x"
  log_group_name = "x"
}

resource "aws_db_instance" "read_only" {
  instance_class = "db.t3.micro"
  endpoint       = "x"
}

resource "aws_route53_resolver_endpoint" "too_few" {
  direction          = "INBOUND"
  security_group_ids = ["sg-1"]
  ip_address {
    subnet_id = "subnet-1"
  }
}

data "aws_iam_policy_document" "nested" {
  statement {
    action = ["s3:*"]
  }
}
