control "inventory-descriptions" {
  title    = "Inventory items have a description"
  severity = "low"
  tests    = ["inventory-list-descriptions"]
  match    = ["Inventory items have descriptions"]
  keywords = ["inventory descriptions", "inventory description"]

  report_only {
    steps = <<-EOT
      Write in one line what the item is for, either in Vanta's inventory or as the tag VantaDescription of the
      resource.
      Where tags is a merge() or a variable, extend that; tags that all resources share belong into default_tags of
      the provider. The names of the tags can be changed in Vanta: look there which ones it reads.
    EOT
  }
}
