control "inventory-list-owners" {
  title    = "Inventory items have an owner"
  severity = "low"
  tests    = ["inventory-list-owners"]
  keywords = ["inventory owners", "inventory owner"]

  report_only {
    steps = <<-EOT
      Name a person or a team that answers for the item, in Vanta's inventory or as the tag VantaOwner with the
      e-mail address of an active person.
      Where tags is a merge() or a variable, extend that; tags that all resources share belong into default_tags of
      the provider. The names of the tags can be changed in Vanta: look there which ones it reads.
    EOT
  }
}
