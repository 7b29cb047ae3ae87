control "kms-deletion-window" {
  title    = "KMS keys wait before they are deleted"
  subject  = "wait 30 days before deletion"
  severity = "low"
  match    = ["KMS keys have a deletion window (AWS)"]
  kinds    = ["KMS", "KMSKey", "KmsKey"]

  # Vanta has no public test of this name; scanners and the AWS standards ask for it.
  keywords = ["kms deletion window", "kms deletion waiting", "kms waiting period"]

  references {
    kics = ["kms_key_with_no_deletion_window"]
  }

  # Seven days, the shortest wait, are gone within a holiday; what the key encrypts is then lost for ever.
  resource "aws_kms_key" {
    set {
      deletion_window_in_days = any_of(30, at_least(14))
    }
  }

  impact {
    availability = "None."
    replacement  = "None: the setting is used only when the key is destroyed."
    notes        = "30 days is what AWS takes when nothing is said; the code then says so."
  }
}
