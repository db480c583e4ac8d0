"""The life of the environment: prepare the machine, bring everything up and prove it, take it down.

up:    prepare_machine → check_ports → Pulumi, or Docker Compose → the table of services
down:  Pulumi, or Docker Compose → the data volume only if it is named
"""
