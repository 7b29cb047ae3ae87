resource "aws_security_group" "worker" {
  name        = "worker-${var.environment}"
  description = "Outbound only"
  vpc_id      = var.vpc_id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "worker" {
  ami                    = var.worker_ami
  instance_type          = "t3.large"
  vpc_security_group_ids = [aws_security_group.worker.id]

  root_block_device {
    volume_size = 50
    encrypted   = true
  }

  tags = merge(local.tags, {
    Name = "acme-worker-prod"
  })
}
