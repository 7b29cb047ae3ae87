control "ecs-plaintext-secrets" {
  title    = "Task definitions hold no secrets in plain text"
  severity = "high"
  kinds    = ["ECS", "ECSTaskDefinition", "EcsTaskDefinition"]

  # Vanta's id of this test is not public.
  keywords = ["plaintext secrets", "plain text secrets", "environment variables secrets", "environment secrets", "container environment credentials"]

  references {
    fsbp    = ["ECS.8"]
    trivy   = ["AVD-AWS-0036"]
    prowler = ["ecs_task_definitions_no_environment_secrets"]
  }

  report_only {
    steps = "A secret that stood in a task definition is known to everybody who can read the repository, its history or the task: change it at its source first. Store the new value in Secrets Manager or as a SecureString parameter, outside Terraform, so that it does not get into the state. In container_definitions remove the entry from environment and add one to secrets, with the same name and valueFrom = the ARN. Allow the execution role secretsmanager:GetSecretValue (or ssm:GetParameters) on that ARN, and kms:Decrypt where a customer key encrypts it. Deploy, then deregister the old revisions."
  }

  impact {
    availability = "The service makes a new deployment; tasks do not start if the execution role may not read the secret."
    replacement  = "A new revision of the task definition."
  }
}
