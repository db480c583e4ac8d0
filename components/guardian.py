"""The guardian's container: keeps every role as declared between two runs of `pulumi up`. Nothing waits for it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pulumi
import pulumi_docker as docker

from castmatch.guardian.image import NAME, build_files
from castmatch.postgres_paths import SOCKETS
from castmatch.stack.containers import PORTS
from components.container import Service, StackContext, declare_container
from components.our_image import declare_image
from components.postgres import ADMIN, PostgresServer
from components.postgres_role import PostgresRole
from components.ready import Ready

PORT = PORTS["guardian"]
DOCUMENT = "guardian.json"
HEALTH = ("python", "-c", f"import urllib.request as r; r.urlopen('http://127.0.0.1:{PORT}/health', timeout=4)")
PROOF_EVERY = 3  # observations between two logins as a role that is as declared


class Guardian(pulumi.ComponentResource):
    """Image, container and readiness of the guardian.

    Args:
        context: what the stack's containers share.
        base: the Python image that its own is built on.
        server: the PostgreSQL server.
        roles: the roles to keep. Pulumi knows their declarations only after it has reconciled them.
        project: the folder of Pulumi.yaml.
    """

    def __init__(
        self,
        context: StackContext,
        base: docker.RemoteImage,
        server: PostgresServer,
        roles: Sequence[PostgresRole],
        project: Path,
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("castmatch:components:Guardian", "guardian", None, opts)
        image = declare_image(NAME, build_files(project / "castmatch"), base, self)
        service = Service(
            name="guardian",
            image=image.image_id,
            health=["CMD", *HEALTH],
            stop_seconds=10,
            secrets={DOCUMENT: _document(context, server, roles)},
            volumes=[
                docker.ContainerVolumeArgs(volume_name=server.sockets.name, container_path=SOCKETS, read_only=True)
            ],
        )
        self.container = declare_container(context, service, self)
        self.ready = Ready(
            "guardian",
            kind="http",
            target=f"http://127.0.0.1:{context.config.port('guardian')}/health",
            container=context.names.container("guardian"),
            container_id=self.container.id,
            within=context.config.ready_within.total_seconds(),
            required=context.proofs_required,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"container": self.container.name})


def _document(context: StackContext, server: PostgresServer, roles: Sequence[PostgresRole]) -> pulumi.Output[str]:
    """The guardian's input, see castmatch.guardian.declaration. A secret."""
    settings = context.config.guardian
    interval = settings.interval.total_seconds()
    common = {
        "stack": context.names.stack,
        "interval": interval,
        "prove_every": interval * PROOF_EVERY,
        "mode": settings.mode,
    }

    def written(values: list[Any]) -> str:
        admin_password, *declarations = values
        where = {
            "host": "postgres",
            "port": PORTS["postgres"],
            "admin_user": ADMIN,
            "admin_password": admin_password,
            "admin_host": SOCKETS,
            "container": context.names.container("postgres"),
        }
        return json.dumps({**common, "server": where, "roles": declarations}, sort_keys=True)

    known = pulumi.Output.all(server.admin_password, *(role.declaration for role in roles))
    return pulumi.Output.secret(known.apply(written))
