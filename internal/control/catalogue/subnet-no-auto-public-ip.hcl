control "subnet-no-auto-public-ip" {
  title    = "Subnets give out no public addresses by themselves"
  subject  = "give out no public addresses"
  severity = "medium"
  kinds    = ["Subnet", "EC2Subnet", "VPC"]

  # Vanta's id of this test is not public.
  keywords = ["subnet public ip", "subnets public ip", "subnet public addresses", "subnets public addresses"]

  references {
    fsbp    = ["EC2.15"]
    trivy   = ["AVD-AWS-0164"]
    checkov = ["CKV_AWS_130"]
    kics    = ["vpc_subnet_assigns_public_ip"]
    prowler = ["vpc_subnet_no_public_ip_by_default"]
  }

  resource "aws_subnet" {
    set {
      map_public_ip_on_launch = or_absent(false)
    }
  }

  # In a default subnet the provider turns it on unless the block says otherwise.
  resource "aws_default_subnet" {
    set {
      map_public_ip_on_launch = false
    }
  }

  # The input was true by default before 4.0; a false that is written is right in every version.
  module "terraform-aws-modules/vpc/aws" {
    version = ">= 4.0"

    set {
      map_public_ip_on_launch = or_absent(false)
    }
  }

  module "terraform-aws-modules/vpc/aws" {
    version = "< 4.0"

    set {
      map_public_ip_on_launch = false
    }
  }

  impact {
    availability = "What is launched from then on in a public subnet without an address of its own cannot reach the internet: managed EKS node groups and batch fleets there fail to start. Load balancers, NAT gateways and running instances are not concerned."
    replacement  = "None: the subnet is modified in place."
    cost         = "Less: a public IPv4 address is charged by the hour."
  }
}
