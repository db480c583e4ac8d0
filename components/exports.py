"""The stack's outputs, in the form of castmatch.stack.outputs."""

import pulumi

from castmatch.stack.model import ServiceName
from components.environment import Environment

SCHEMES: dict[ServiceName, str] = {
    "postgres": "postgresql",
    "redis": "redis",
    "ai": "http",
    "backend": "http",
    "frontend": "http",
}


def export(environment: Environment) -> None:
    """Export what the command line needs to find and name everything."""
    house = environment.house
    pulumi.export("stack", house.names.stack)
    pulumi.export("data_volume", house.names.data_volume)
    pulumi.export(
        "services",
        {
            service: {
                "url": f"{scheme}://127.0.0.1:{house.config.port(service)}",
                "container": house.names.container(service),
                "seconds": environment.proofs[service].seconds,
            }
            for service, scheme in SCHEMES.items()
        },
    )
    pulumi.export(
        "role",
        {
            "name": house.config.role.name,
            "database": house.config.role.database,
            "state": environment.role.state,
        },
    )
