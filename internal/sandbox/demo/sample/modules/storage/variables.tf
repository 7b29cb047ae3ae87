variable "environment" {
  description = "Name of the environment, part of every resource name."
  type        = string
}

variable "buckets" {
  description = "Purposes that need a bucket of their own."
  type        = set(string)
  default     = []
}

variable "log_retention_days" {
  description = "How long objects of the log bucket are kept."
  type        = number
  default     = 400
}

variable "tags" {
  type    = map(string)
  default = {}
}
