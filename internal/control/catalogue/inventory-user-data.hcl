control "inventory-user-data" {
  title    = "The inventory says what holds user data"
  severity = "low"
  tests    = ["inventory-list-user-data"]
  match    = ["Inventory list tracks resources that contain user data"]
  keywords = ["inventory user data"]

  report_only {
    steps = <<-EOT
      Somebody who knows the data decides: VantaContainsUserData = "true" or "false" as a tag of the resource, and
      with "true" also VantaUserDataStored with what kinds of data it holds. The same can be entered in Vanta's
      inventory.
      Where tags is a merge() or a variable, extend that; tags that all resources share belong into default_tags of
      the provider. The names of the tags can be changed in Vanta: look there which ones it reads.
    EOT
  }
}
