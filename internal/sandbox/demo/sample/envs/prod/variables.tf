variable "environment" {
  type = string
}

variable "db_name" {
  description = "Identifier of the orders database."
  type        = string
}

variable "db_password" {
  type      = string
  sensitive = true
}

variable "vpc_id" {
  type    = string
  default = "vpc-0123456789abcdef0"
}

variable "worker_ami" {
  type    = string
  default = "ami-0abcdef1234567890"
}
