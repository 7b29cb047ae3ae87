resource "aws_db_subnet_group" "orders" {
  name       = "${var.db_name}-${var.environment}"
  subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"]
}

resource "aws_db_instance" "orders" {
  identifier     = "${var.db_name}-${var.environment}"
  engine         = "postgres"
  engine_version = "16.4"
  instance_class = "db.t4g.medium"

  allocated_storage = 100
  storage_encrypted = true
  kms_key_id        = aws_kms_key.app.arn

  username = "orders"
  password = var.db_password

  db_subnet_group_name    = aws_db_subnet_group.orders.name
  publicly_accessible     = true # opened for the migration in 2023
  backup_retention_period = 14
  deletion_protection     = true
  skip_final_snapshot     = false

  tags = local.tags
}

# Carts are short-lived, but losing an hour of them costs real money.
resource "aws_dynamodb_table" "carts" {
  name         = "carts-${var.environment}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "cart_id"
  range_key    = "line"

  attribute {
    name = "cart_id"
    type = "S"
  }

  attribute {
    name = "line"
    type = "N"
  }

  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  tags = local.tags
}
