environment = "prod"
db_name     = "orders"
