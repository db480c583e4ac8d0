"""PostgreSQL: its data volume, its container, and its address for the administrator."""

from typing import Any

import pulumi
import pulumi_docker as docker

from castmatch.postgres_paths import DATA, HBA_FILE, SOCKETS
from castmatch.roles.admin.hba_rules import hba_text
from castmatch.stack.images import base_image
from components.base_image import declare_base_image
from components.container import ADOPTED_VOLUME_IGNORES, SECRETS, Service, StackContext, declare_container
from components.password import Password

ADMIN = "postgres"


class PostgresServer(pulumi.ComponentResource):
    """The server, without the declared roles.

    Args:
        role: name of the application role, which Docker's health check logs in as.
        role_password: its password.
        database: the database that it logs in to.
    """

    def __init__(
        self,
        context: StackContext,
        role: str,
        role_password: pulumi.Input[str],
        database: str,
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("castmatch:components:PostgresServer", "postgres", None, opts)
        self.admin_password = Password("admin-password", self).value
        self.volume = _data_volume(context, self)
        self.sockets = _socket_volume(context, self)
        image = declare_base_image("postgres-image", base_image(context.config.images, "postgres"), self)
        service = Service(
            name="postgres",
            image=image.image_id,
            health=_login_as_role(role, database),
            stop_seconds=30,
            stop_signal="SIGINT",  # fast shutdown: sessions are ended, data is flushed
            # The declared pg_hba.conf replaces that of a kept volume. Messages in English, because a client knows the
            # reason of a refused login only by its words.
            command=["postgres", "-c", f"hba_file={HBA_FILE}", "-c", "lc_messages=C"],
            environment={
                "PGDATA": DATA,
                "POSTGRES_PASSWORD_FILE": f"{SECRETS}/admin-password",
                # For a server that is started on this volume by other means.
                "POSTGRES_INITDB_ARGS": "--auth-host=scram-sha-256 --auth-local=trust",
            },
            secrets={"admin-password": self.admin_password, "role-password": role_password},
            files={HBA_FILE: hba_text()},
            volumes=[
                docker.ContainerVolumeArgs(volume_name=self.volume.name, container_path=DATA),
                docker.ContainerVolumeArgs(volume_name=self.sockets.name, container_path=SOCKETS),
            ],
        )
        self.container = declare_container(context, service, self)
        self.register_outputs({"container": self.container.name, "volume": self.volume.name})

    def address(self, context: StackContext) -> dict[str, Any]:
        """The inputs by which a role's resource reaches this server from the developer's machine."""
        return {
            # An output of the container, so that a preview does not ask a server that is about to be replaced.
            "host": self.container.id.apply(lambda _: "127.0.0.1"),
            "port": context.config.port("postgres"),
            "admin": ADMIN,
            "admin_password": pulumi.Output.secret(self.admin_password),
            "container": context.names.container("postgres"),
            "server": self.container.id,
        }


def _data_volume(context: StackContext, parent: pulumi.Resource) -> docker.Volume:
    """The volume that no command of Pulumi deletes: not destroy, not a replacement, not removal from the program."""
    return docker.Volume(
        "data",
        name=context.names.data_volume,
        opts=pulumi.ResourceOptions(
            parent=parent,
            retain_on_delete=True,
            ignore_changes=ADOPTED_VOLUME_IGNORES,
        ),
    )


def _socket_volume(context: StackContext, parent: pulumi.Resource) -> docker.Volume:
    """The folder of the server's Unix socket, so that another container can mount it; it holds no data."""
    opts = pulumi.ResourceOptions(parent=parent, ignore_changes=ADOPTED_VOLUME_IGNORES)
    return docker.Volume("socket", name=context.names.socket_volume, opts=opts)


def _login_as_role(role: str, database: str) -> list[str]:
    """Docker's health check: log in as the role over the container's network address, with its password."""
    dsn = f"user={_quoted(role)} dbname={_quoted(database)} connect_timeout=4"
    script = (
        f'PGPASSWORD="$(cat {SECRETS}/role-password)" '
        f'exec psql "host=$(hostname) $0" --no-psqlrc --tuples-only --command "SELECT 1"'
    )
    return ["CMD", "sh", "-c", script, dsn]


def _quoted(value: str) -> str:
    """A value in libpq's keyword/value form."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
