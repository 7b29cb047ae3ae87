control "ebs-snapshot-public" {
  title    = "EBS snapshots cannot be shared with the public"
  subject  = "block public snapshots"
  severity = "high"
  kinds    = ["EBSSnapshot", "EbsSnapshot", "EC2Snapshot", "EBS"]

  # Vanta's id of this test is not public.
  keywords = ["ebs snapshots public", "ebs snapshot public", "ebs snapshots publicly"]
  guidance = "The resource needs provider 5.30 or newer. One is enough for a region; block-new-sharing leaves what is public already as it is."

  references {
    fsbp    = ["EC2.1", "EC2.182"]
    prowler = ["ec2_ebs_public_snapshot"]
  }

  account "aws_ebs_snapshot_block_public_access" {
    per = "region"

    set {
      state = "block-all-sharing"
    }
  }

  impact {
    availability = "Whoever outside the account uses a public snapshot of it loses access; sharing with named accounts goes on."
    replacement  = "None."
    cost         = "None."
  }
}
