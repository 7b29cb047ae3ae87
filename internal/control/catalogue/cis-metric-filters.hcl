control "cis-metric-filters" {
  title    = "Alarms watch changes of the account"
  subject  = "alarm on account changes"
  severity = "medium"
  kinds    = ["LogMetricFilter", "MetricFilter", "CloudWatchMetricFilter"]

  # Vanta's id of this test is not public.
  keywords = ["metric filter", "metric filters", "unauthorized api calls", "root account usage alarm", "account changes alarm"]

  guidance = <<-EOT
    The filters belong to the log group that the account's trail writes to (aws_cloudtrail.cloud_watch_logs_group_arn). The
    id of a filter is its name, which is the name of its metric here. The module terraform-aws-modules/cloudwatch/aws has the
    same set in modules/cis-alarms.
  EOT

  references {
    cis_aws = ["4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8", "4.9", "4.10", "4.11", "4.12", "4.13", "4.14", "4.15"]
    trivy   = ["AVD-AWS-0147", "AVD-AWS-0148", "AVD-AWS-0149", "AVD-AWS-0150", "AVD-AWS-0151", "AVD-AWS-0152", "AVD-AWS-0153", "AVD-AWS-0154", "AVD-AWS-0155", "AVD-AWS-0156", "AVD-AWS-0157", "AVD-AWS-0158", "AVD-AWS-0159", "AVD-AWS-0160", "AVD-AWS-0174"]
    kics    = ["cloudwatch_unauthorized_access_defined_alarm_missing", "cloudwatch_root_account_use_alarm_missing"]
    prowler = ["cloudwatch_log_metric_filter_unauthorized_api_calls"]
  }

  # The log group of a trail tells itself by its name only.
  resource "aws_cloudwatch_log_group" {
    only {
      name = matches("(?i)^/?(aws/)?[a-z0-9_.-]*cloud-?trail")
    }

    # 4.1
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "unauthorized_calls"

      where {
        pattern = matches("UnauthorizedOperation")
      }

      new {
        name    = "UnauthorizedCalls"
        pattern = "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") }"

        metric_transformation {
          name      = "UnauthorizedCalls"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "unauthorized_calls" {
        alarm_name          = "${target.name}-unauthorized-calls"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.2
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "sign_in_without_mfa"

      where {
        pattern = matches("MFAUsed")
      }

      new {
        name    = "SignInWithoutMFA"
        pattern = "{ ($.eventName = \"ConsoleLogin\") && ($.additionalEventData.MFAUsed != \"Yes\") && ($.userIdentity.type = \"IAMUser\") && ($.responseElements.ConsoleLogin = \"Success\") }"

        metric_transformation {
          name      = "SignInWithoutMFA"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "sign_in_without_mfa" {
        alarm_name          = "${target.name}-sign-in-without-mfa"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.3
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "root_use"

      where {
        pattern = matches("userIdentity\\.type\\s*=\\s*\"?Root")
      }

      new {
        name    = "RootUse"
        pattern = "{ $.userIdentity.type = \"Root\" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != \"AwsServiceEvent\" }"

        metric_transformation {
          name      = "RootUse"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "root_use" {
        alarm_name          = "${target.name}-root-use"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.4
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "iam_changes"

      where {
        pattern = matches("DeleteGroupPolicy")
      }

      new {
        name    = "IAMChanges"
        pattern = "{ ($.eventName = DeleteGroupPolicy) || ($.eventName = DeleteRolePolicy) || ($.eventName = DeleteUserPolicy) || ($.eventName = PutGroupPolicy) || ($.eventName = PutRolePolicy) || ($.eventName = PutUserPolicy) || ($.eventName = CreatePolicy) || ($.eventName = DeletePolicy) || ($.eventName = CreatePolicyVersion) || ($.eventName = DeletePolicyVersion) || ($.eventName = AttachRolePolicy) || ($.eventName = DetachRolePolicy) || ($.eventName = AttachUserPolicy) || ($.eventName = DetachUserPolicy) || ($.eventName = AttachGroupPolicy) || ($.eventName = DetachGroupPolicy) }"

        metric_transformation {
          name      = "IAMChanges"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "iam_changes" {
        alarm_name          = "${target.name}-iam-changes"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.5
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "trail_changes"

      where {
        pattern = matches("StopLogging")
      }

      new {
        name    = "TrailChanges"
        pattern = "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = StopLogging) }"

        metric_transformation {
          name      = "TrailChanges"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "trail_changes" {
        alarm_name          = "${target.name}-trail-changes"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.6
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "sign_in_failures"

      where {
        pattern = matches("Failed authentication")
      }

      new {
        name    = "SignInFailures"
        pattern = "{ ($.eventName = ConsoleLogin) && ($.errorMessage = \"Failed authentication\") }"

        metric_transformation {
          name      = "SignInFailures"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "sign_in_failures" {
        alarm_name          = "${target.name}-sign-in-failures"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.7
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "key_deletion"

      where {
        pattern = matches("ScheduleKeyDeletion")
      }

      new {
        name    = "KeyDeletion"
        pattern = "{ ($.eventSource = kms.amazonaws.com) && (($.eventName = DisableKey) || ($.eventName = ScheduleKeyDeletion)) }"

        metric_transformation {
          name      = "KeyDeletion"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "key_deletion" {
        alarm_name          = "${target.name}-key-deletion"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.8
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "bucket_policy_changes"

      where {
        pattern = matches("PutBucketPolicy")
      }

      new {
        name    = "BucketPolicyChanges"
        pattern = "{ ($.eventSource = s3.amazonaws.com) && (($.eventName = PutBucketAcl) || ($.eventName = PutBucketPolicy) || ($.eventName = PutBucketCors) || ($.eventName = PutBucketLifecycle) || ($.eventName = PutBucketReplication) || ($.eventName = DeleteBucketPolicy) || ($.eventName = DeleteBucketCors) || ($.eventName = DeleteBucketLifecycle) || ($.eventName = DeleteBucketReplication)) }"

        metric_transformation {
          name      = "BucketPolicyChanges"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "bucket_policy_changes" {
        alarm_name          = "${target.name}-bucket-policy-changes"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.9
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "config_changes"

      where {
        pattern = matches("StopConfigurationRecorder")
      }

      new {
        name    = "ConfigChanges"
        pattern = "{ ($.eventSource = config.amazonaws.com) && (($.eventName = StopConfigurationRecorder) || ($.eventName = DeleteDeliveryChannel) || ($.eventName = PutDeliveryChannel) || ($.eventName = PutConfigurationRecorder)) }"

        metric_transformation {
          name      = "ConfigChanges"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "config_changes" {
        alarm_name          = "${target.name}-config-changes"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.10
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "security_group_changes"

      where {
        pattern = matches("AuthorizeSecurityGroupIngress")
      }

      new {
        name    = "SecurityGroupChanges"
        pattern = "{ ($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = AuthorizeSecurityGroupEgress) || ($.eventName = RevokeSecurityGroupIngress) || ($.eventName = RevokeSecurityGroupEgress) || ($.eventName = CreateSecurityGroup) || ($.eventName = DeleteSecurityGroup) }"

        metric_transformation {
          name      = "SecurityGroupChanges"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "security_group_changes" {
        alarm_name          = "${target.name}-security-group-changes"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.11
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "network_acl_changes"

      where {
        pattern = matches("CreateNetworkAclEntry")
      }

      new {
        name    = "NetworkAclChanges"
        pattern = "{ ($.eventName = CreateNetworkAcl) || ($.eventName = CreateNetworkAclEntry) || ($.eventName = DeleteNetworkAcl) || ($.eventName = DeleteNetworkAclEntry) || ($.eventName = ReplaceNetworkAclEntry) || ($.eventName = ReplaceNetworkAclAssociation) }"

        metric_transformation {
          name      = "NetworkAclChanges"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "network_acl_changes" {
        alarm_name          = "${target.name}-network-acl-changes"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.12
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "gateway_changes"

      where {
        pattern = matches("CreateCustomerGateway")
      }

      new {
        name    = "GatewayChanges"
        pattern = "{ ($.eventName = CreateCustomerGateway) || ($.eventName = DeleteCustomerGateway) || ($.eventName = AttachInternetGateway) || ($.eventName = CreateInternetGateway) || ($.eventName = DeleteInternetGateway) || ($.eventName = DetachInternetGateway) }"

        metric_transformation {
          name      = "GatewayChanges"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "gateway_changes" {
        alarm_name          = "${target.name}-gateway-changes"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.13
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "route_changes"

      where {
        pattern = matches("ReplaceRouteTableAssociation")
      }

      new {
        name    = "RouteChanges"
        pattern = "{ ($.eventSource = ec2.amazonaws.com) && (($.eventName = CreateRoute) || ($.eventName = CreateRouteTable) || ($.eventName = ReplaceRoute) || ($.eventName = ReplaceRouteTableAssociation) || ($.eventName = DeleteRouteTable) || ($.eventName = DeleteRoute) || ($.eventName = DisassociateRouteTable)) }"

        metric_transformation {
          name      = "RouteChanges"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "route_changes" {
        alarm_name          = "${target.name}-route-changes"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.14
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "vpc_changes"

      where {
        pattern = matches("CreateVpcPeeringConnection|AcceptVpcPeeringConnection")
      }

      new {
        name    = "VpcChanges"
        pattern = "{ ($.eventName = CreateVpc) || ($.eventName = DeleteVpc) || ($.eventName = ModifyVpcAttribute) || ($.eventName = AcceptVpcPeeringConnection) || ($.eventName = CreateVpcPeeringConnection) || ($.eventName = DeleteVpcPeeringConnection) || ($.eventName = RejectVpcPeeringConnection) || ($.eventName = AttachClassicLinkVpc) || ($.eventName = DetachClassicLinkVpc) || ($.eventName = DisableVpcClassicLink) || ($.eventName = EnableVpcClassicLink) }"

        metric_transformation {
          name      = "VpcChanges"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "vpc_changes" {
        alarm_name          = "${target.name}-vpc-changes"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }

    # 4.15
    companion "aws_cloudwatch_log_metric_filter" {
      by     = "log_group_name"
      refer  = "name"
      suffix = "organization_changes"

      where {
        pattern = matches("organizations\\.amazonaws\\.com")
      }

      new {
        name    = "OrganizationChanges"
        pattern = "{ ($.eventSource = organizations.amazonaws.com) && (($.eventName = AcceptHandshake) || ($.eventName = AttachPolicy) || ($.eventName = CreateAccount) || ($.eventName = CreateOrganizationalUnit) || ($.eventName = CreatePolicy) || ($.eventName = DeclineHandshake) || ($.eventName = DeleteOrganization) || ($.eventName = DeleteOrganizationalUnit) || ($.eventName = DeletePolicy) || ($.eventName = DetachPolicy) || ($.eventName = DisablePolicyType) || ($.eventName = EnablePolicyType) || ($.eventName = InviteAccountToOrganization) || ($.eventName = LeaveOrganization) || ($.eventName = MoveAccount) || ($.eventName = RemoveAccountFromOrganization) || ($.eventName = UpdatePolicy) || ($.eventName = UpdateOrganizationalUnit)) }"

        metric_transformation {
          name      = "OrganizationChanges"
          namespace = "AccountChanges"
          value     = "1"
        }
      }

      with "aws_cloudwatch_metric_alarm" "organization_changes" {
        alarm_name          = "${target.name}-organization-changes"
        namespace           = "AccountChanges"
        metric_name         = companion.aws_cloudwatch_log_metric_filter.id
        statistic           = "Sum"
        comparison_operator = "GreaterThanOrEqualToThreshold"
        threshold           = 1
        period              = 300
        evaluation_periods  = 1
        treat_missing_data  = "notBreaching"
        alarm_actions       = includes(decision("security-alarm-topic"))
      }
    }
  }

  decision "security-alarm-topic" {
    question = "Which SNS topic tells people about changes of the account? Give its ARN."
    example  = "arn:aws:sns:eu-west-1:111111111111:security-alarms"
  }

  impact {
    replacement = "None: the trail and its log group are not touched."
    cost        = "Fifteen alarms and metrics a month for each trail."
    notes       = "Terraform itself sets most of these alarms off whenever it changes IAM or the network: route them where people can tell the two apart."
  }
}
