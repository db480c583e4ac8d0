"""What a stack's services and roles are like: the table of services as last proven, roles as the guardian sees them."""
