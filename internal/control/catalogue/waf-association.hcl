control "waf-association" {
  title    = "Public endpoints stand behind a web application firewall"
  subject  = "put it behind the WAF"
  severity = "medium"
  kinds    = ["LoadBalancer", "ELBv2", "CloudFront", "CloudFrontDistribution", "ApiGatewayStage"]

  # Vanta's id of this test is not public.
  keywords = ["waf", "web application firewall"]

  references {
    fsbp    = ["ELB.16", "CloudFront.6", "APIGateway.4"]
    trivy   = ["AVD-AWS-0011"]
    checkov = ["CKV2_AWS_28", "CKV2_AWS_29", "CKV_AWS_68"]
    kics    = ["alb_is_not_integrated_with_waf", "cloudfront_without_waf", "api_gateway_without_waf"]
    prowler = ["elbv2_waf_acl_attached"]
  }

  # WAF works on application load balancers; an internal one is not reached from the internet.
  resource "aws_lb" {
    also = ["aws_alb"]

    only {
      load_balancer_type = or_absent("application")
      internal           = or_absent(false)
    }

    companion "aws_wafv2_web_acl_association" {
      by    = "resource_arn"
      refer = "arn"

      new {
        web_acl_arn = decision("regional-web-acl")
      }
    }
  }

  resource "aws_api_gateway_stage" {
    companion "aws_wafv2_web_acl_association" {
      by    = "resource_arn"
      refer = "arn"

      new {
        web_acl_arn = decision("regional-web-acl")
      }
    }
  }

  resource "aws_cloudfront_distribution" {
    set {
      web_acl_id = decision("cloudfront-web-acl")
    }
  }

  decision "regional-web-acl" {
    question = "Which WAF web ACL (scope REGIONAL) protects load balancers and API stages? Give its ARN."
    example  = "arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/public/1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  decision "cloudfront-web-acl" {
    question = "Which WAF web ACL (scope CLOUDFRONT, in us-east-1) protects CloudFront distributions? Give its ARN."
    example  = "arn:aws:wafv2:us-east-1:111111111111:global/webacl/public/1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  impact {
    availability = "Requests that a rule blocks by mistake are lost to customers: let new rules count before they block."
    replacement  = "None."
    cost         = "For each web ACL, rule and million requests."
    notes        = "An association that Firewall Manager makes is not in the code; then this control should be ignored by the policy."
  }
}
