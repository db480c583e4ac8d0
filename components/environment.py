"""The whole environment of one stack: its resources, and the values by which one waits for another."""

from pathlib import Path

import pulumi
import pulumi_docker as docker

from castmatch.stack.containers import PORTS
from castmatch.stack.images import base_image
from castmatch.stack.model import StackConfig
from castmatch.stack.names import Names
from castmatch.stack.sources import source_folder
from components.app import SOURCE, App, AppInputs, make_mount_point
from components.base_image import declare_base_image
from components.container import ADOPTED_VOLUME_IGNORES, StackContext
from components.guardian import Guardian
from components.postgres import PostgresServer
from components.ready import Ready
from components.redis import RedisServer
from components.roles import declare_passwords, declare_roles


class Environment(pulumi.ComponentResource):
    """Five services, their roles, one network, and a guardian of the roles unless it is switched off.

    Args:
        stack: its name; part of every name on the machine.
        config: the validated stack config.
        project: the folder of Pulumi.yaml.
        chat_key: secret for the OpenAI-compatible endpoint, if one is configured.
        proofs_required: whether `up` fails where a service does not become ready.
    """

    def __init__(
        self,
        stack: str,
        config: StackConfig,
        project: Path,
        chat_key: pulumi.Output[str] | None = None,
        proofs_required: bool = True,
    ) -> None:
        super().__init__("castmatch:components:Environment", "castmatch")
        self._child = pulumi.ResourceOptions(parent=self)
        self._project = project
        names = Names(stack)
        network = docker.Network("network", name=names.network, opts=self._child)
        self.context = StackContext(names, config, network, proofs_required)

        passwords = declare_passwords(config, self)
        self.server = PostgresServer(
            self.context, config.role.name, passwords[config.role.name], config.role.database, self._child
        )
        self.roles = declare_roles(self.context, self.server, passwords, self._child)
        self.role = self.roles[config.role.name]
        self.postgres_ready = self._prove_postgres()
        self.redis = RedisServer(self.context, self._child)

        node = declare_base_image("node-image", base_image(config.images, "node"), self)
        python = declare_base_image("python-image", base_image(config.images, "python"), self)
        self.ai = App("ai", self.context, self._ai(python, chat_key), self._child)
        self.backend = App("backend", self.context, self._backend(node), self._child)
        self.frontend = App("frontend", self.context, self._frontend(node), self._child)
        self.guardian = self._guard(python)
        self.register_outputs({})

    @property
    def proofs(self) -> dict[str, Ready]:
        """Service to its proof, in the order in which they become ready."""
        return {
            "postgres": self.postgres_ready,
            "redis": self.redis.ready,
            "ai": self.ai.ready,
            "backend": self.backend.ready,
            "frontend": self.frontend.ready,
        }

    def _prove_postgres(self) -> Ready:
        return Ready(
            "postgres",
            kind="postgres",
            target=self.role.url_at("127.0.0.1", self.context.config.port("postgres")),
            container=self.context.names.container("postgres"),
            container_id=self.server.container.id,
            within=self.context.config.ready_within.total_seconds(),
            required=self.context.proofs_required,
            opts=self._child,
        )

    def _guard(self, python: docker.RemoteImage) -> Guardian | None:
        if self.context.config.guardian.mode == "none":
            return None
        roles = list(self.roles.values())
        return Guardian(self.context, python, self.server, roles, self._project, self._child)

    def _ai(self, python: docker.RemoteImage, chat_key: pulumi.Output[str] | None) -> AppInputs:
        chat = self.context.config.chat
        environment = {"CHAT_ENDPOINT": chat.endpoint, "CHAT_MODEL": chat.model}
        return AppInputs(
            base=python,
            project=self._project,
            environment={key: value for key, value in environment.items() if value},
            secrets={
                "DATABASE_URL": self.role.url,
                **({"CHAT_API_KEY": chat_key} if chat_key else {}),
            },
        )

    def _backend(self, node: docker.RemoteImage) -> AppInputs:
        return AppInputs(
            base=node,
            project=self._project,
            environment={"AI_URL": f"http://ai:{PORTS['ai']}"},
            secrets={"DATABASE_URL": self.role.url, "REDIS_URL": self.redis.url},
            after=[self.ai.ready],
        )

    def _frontend(self, node: docker.RemoteImage) -> AppInputs:
        opts = pulumi.ResourceOptions(parent=self, ignore_changes=ADOPTED_VOLUME_IGNORES)
        build = docker.Volume("frontend-build", name=self.context.names.build_volume, opts=opts)
        make_mount_point(source_folder(self.context.config.sources, "frontend", self._project), ".next")
        return AppInputs(
            base=node,
            project=self._project,
            environment={"BACKEND_URL": f"http://backend:{PORTS['backend']}"},
            volumes=[docker.ContainerVolumeArgs(volume_name=build.name, container_path=f"{SOURCE}/.next")],
            pages=["/", "/health"],
            after=[self.backend.ready],
        )
