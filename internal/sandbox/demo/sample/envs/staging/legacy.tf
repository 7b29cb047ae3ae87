# The session store of the old application, moved here from another account.
# Both are called "sessions"; they live in different regions.

provider "aws" {
  alias  = "legacy"
  region = "us-east-1"
}

resource "aws_dynamodb_table" "sessions_legacy" {
  provider = aws.legacy

  name         = "sessions"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}
