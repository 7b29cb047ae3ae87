output "log_bucket" {
  description = "Name of the log bucket."
  value       = aws_s3_bucket.logs.bucket
}

output "bucket_arns" {
  value = { for purpose, bucket in aws_s3_bucket.data : purpose => bucket.arn }
}
