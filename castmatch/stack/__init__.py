"""The stack config: the model, its one loader, and the names and images that follow from it. No Pulumi import."""
