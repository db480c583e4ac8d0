"""CastMatch's own three services: AI service, backend, frontend. Source mounted, dependencies in the image."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pulumi
import pulumi_docker as docker

from castmatch.stack.containers import PORTS
from castmatch.stack.sources import AppName, source_folder
from components.app_image import declare_app_image
from components.container import Service, StackContext, declare_container
from components.ready import Ready

SOURCE = "/srv/app"


@dataclass(frozen=True)
class AppInputs:
    """The inputs of one app.

    Args:
        base: the image that its own is built on.
        project: the folder of Pulumi.yaml.
        environment: plain settings.
        secrets: environment variable to secret value; each arrives as a file and is exported by the entrypoint.
        pages: addresses that must answer 200, first to last.
        after: proofs that this app's own proof waits for (its container does not).
    """

    base: docker.RemoteImage
    project: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    volumes: Sequence[docker.ContainerVolumeArgs] = ()
    pages: Sequence[str] = ("/health",)
    after: Sequence[pulumi.Resource] = ()


class App(pulumi.ComponentResource):
    """One app: image, container, readiness."""

    def __init__(self, name: AppName, context: StackContext, inputs: AppInputs, opts: pulumi.ResourceOptions) -> None:
        super().__init__("castmatch:components:App", name, None, opts)
        source = source_folder(context.config.sources, name, inputs.project)
        image = declare_app_image(name, inputs.base, source, inputs.project / "services", self)
        service = Service(
            name=name,
            image=image.image_id,
            health=["CMD", *_health(name)],
            stop_seconds=10,
            # So that files that the app writes into the checkout belong to the developer, not to root.
            user=f"{os.getuid()}:{os.getgid()}",
            environment={
                "STACK": context.names.stack,
                "PORT": str(PORTS[name]),
                **inputs.environment,
            },
            secrets=inputs.secrets,
            volumes=[
                docker.ContainerVolumeArgs(host_path=str(source), container_path=SOURCE),
                *inputs.volumes,
            ],
        )
        self.container = declare_container(context, service, self)
        self.ready = Ready(
            name,
            kind="http",
            target=" ".join(f"http://127.0.0.1:{context.config.port(name)}{page}" for page in inputs.pages),
            container=context.names.container(name),
            container_id=self.container.id,
            within=context.config.ready_within.total_seconds(),
            required=context.proofs_required,
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(inputs.after)),
        )
        self.register_outputs({"container": self.container.name})


def _health(app: AppName) -> tuple[str, ...]:
    """Docker's health check: ask the app itself, by the language in its image."""
    url = f"http://127.0.0.1:{PORTS[app]}/health"
    if app == "ai":
        return ("python", "-c", f"import urllib.request as r; r.urlopen('{url}', timeout=4)")
    return ("node", "-e", f"fetch('{url}').then(a => process.exit(a.ok ? 0 : 1), () => process.exit(1))")


def make_mount_point(source: Path, folder: str) -> None:
    """Make the folder of a checkout over which a volume is mounted, as the developer.

    Docker would make it as root, and the developer's own tools could not write there.
    """
    if not pulumi.runtime.is_dry_run():
        (source / folder).mkdir(exist_ok=True)
