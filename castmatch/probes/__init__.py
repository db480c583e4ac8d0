"""How each kind of service proves that it is ready, and how fast. No Pulumi import."""
