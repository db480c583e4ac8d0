"""The stack's outputs, in the form of castmatch.stack.outputs."""

from typing import Any

import pulumi

from castmatch.stack.containers import ContainerName, ServiceName
from components.container import StackContext
from components.environment import Environment
from components.gates import exemptions
from components.ready import Ready

SCHEMES: dict[ServiceName, str] = {
    "postgres": "postgresql",
    "redis": "redis",
    "ai": "http",
    "backend": "http",
    "frontend": "http",
}


def export(environment: Environment) -> None:
    """Export names, addresses and states for the command line."""
    context = environment.context
    pulumi.export("stack", context.names.stack)
    pulumi.export("data_volume", context.names.data_volume)
    pulumi.export(
        "services",
        {
            service: _service(context, service, scheme, environment.proofs[service])
            for service, scheme in SCHEMES.items()
        },
    )
    pulumi.export(
        "role",
        {
            "name": context.config.role.name,
            "database": context.config.role.database,
            "state": environment.role.state,
        },
    )
    if environment.guardian:
        pulumi.export("guardian", _service(context, "guardian", "http", environment.guardian.ready))
    pulumi.export("exceptions", [str(exemption) for exemption in exemptions(context.config)])
    pulumi.export("database_urls", _database_urls(environment))


def _service(context: StackContext, name: ContainerName, scheme: str, proof: Ready) -> dict[str, Any]:
    return {
        "url": f"{scheme}://127.0.0.1:{context.config.port(name)}",
        "container": context.names.container(name),
        "seconds": proof.seconds,
    }


def _database_urls(environment: Environment) -> dict[str, pulumi.Output[str]]:
    """Role to the URL by which it logs in from this machine, for each role that logs in somewhere. Each is a secret."""
    port = environment.context.config.port("postgres")
    return {name: role.url_at("127.0.0.1", port) for name, role in environment.roles.items() if role.logs_in}
