"""The Pulumi CLI: run it, read its local state, clear away what a killed run left."""
