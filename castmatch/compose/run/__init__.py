"""The environment through Docker Compose, where there is no Pulumi."""
