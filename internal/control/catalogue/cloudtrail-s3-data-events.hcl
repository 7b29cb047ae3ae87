control "cloudtrail-s3-data-events" {
  title    = "CloudTrail records what happens to S3 objects"
  subject  = "record S3 object events"
  severity = "low"
  match    = ["CloudTrail records S3 object events (AWS)"]
  kinds    = ["CloudTrail", "CloudTrailTrail"]

  # Vanta's id of this test is not public.
  keywords = ["cloudtrail data events", "s3 data events", "s3 object-level logging", "cloudtrail s3 object"]

  guidance = <<-EOT
    One trail with object events is enough. "arn:aws:s3" means the objects of all buckets; a bucket's ARN with a slash at its
    end means those of that bucket. event_selector and advanced_event_selector exclude each other.
  EOT

  references {
    cis_aws = ["3.8", "3.9"]
    trivy   = ["AVD-AWS-0171", "AVD-AWS-0172"]
    kics    = ["s3_bucket_object_level_cloudtrail_logging_disabled"]
    prowler = ["cloudtrail_s3_dataevents_write_enabled", "cloudtrail_s3_dataevents_read_enabled"]
  }

  resource "aws_cloudtrail" {
    # Management events stay recorded: true is the default.
    set {
      event_selector {
        read_write_type           = any_of("All", absent())
        include_management_events = or_absent(one_of(true, false))

        data_resource "type" {
          type   = "AWS::S3::Object"
          values = includes(decision("object-event-arns"))
        }
      }
    }

    accept {
      advanced_event_selector {
        field_selector "field" {
          field  = "resources.type"
          equals = includes("AWS::S3::Object")
        }
      }
    }

    # Another trail may record them.
    covered_by "aws_cloudtrail" {
      event_selector {
        read_write_type = or_absent("All")

        data_resource "type" {
          type   = "AWS::S3::Object"
          values = present()
        }
      }
    }

    exempt "the trail chooses its events by advanced_event_selector, and the two kinds of selectors exclude each other" {
      advanced_event_selector {}
    }
  }

  decision "object-event-arns" {
    question = "Which buckets' object events are recorded? Each event is charged; arn:aws:s3 means all buckets."
    example  = "arn:aws:s3:::acme-customer-data/"
  }

  impact {
    replacement = "None: the trail is modified in place."
    cost        = "Each event is charged: on busy buckets this can be the largest part of the bill."
    notes       = "The trail's own bucket should not be among the recorded ones, or each delivery makes further events."
  }
}
