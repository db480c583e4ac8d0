"""CastMatch's development environment: its settings, its database role, its probes and its command line."""
