"""One way to declare a container, so that no service forgets a limit, a health check or a clean stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_docker as docker

from castmatch.stack.containers import PORTS, ContainerName
from castmatch.stack.duration import in_go_form
from castmatch.stack.model import StackConfig
from castmatch.stack.names import Names

# Of a volume. A label is the provider's reason to replace one; one made by Docker Compose carries several.
ADOPTED_VOLUME_IGNORES = ["labels", "driver", "driverOpts"]
SECRETS = "/run/secrets"  # where a container finds one file a secret


@dataclass(frozen=True)
class StackContext:
    """What every service of a stack shares."""

    names: Names
    config: StackConfig
    network: docker.Network


@dataclass(frozen=True)
class Service:
    """What one service adds to the context rules.

    Args:
        name: also its host name in the network.
        image: an image id, not a tag, so that a rebuilt image is noticed.
        health: command of Docker's health check.
        stop_seconds: grace period until the container is killed; the provider's own default is none at all.
        secrets: file name below /run/secrets to content.
        files: path to content of what is no secret. The service may write it: it is what the container starts with.
    """

    name: ContainerName
    image: pulumi.Input[str]
    health: Sequence[str]
    stop_seconds: int
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    volumes: Sequence[docker.ContainerVolumeArgs] = ()
    command: Sequence[str] | None = None
    user: str | None = None
    stop_signal: str | None = None


def declare_container(
    context: StackContext,
    service: Service,
    parent: pulumi.Resource,
    waits_for: Sequence[pulumi.Resource] = (),
) -> docker.Container:
    """Declare one container under the context rules: loopback port, limits, rotation, restart, health, grace."""
    config = context.config
    return docker.Container(
        service.name,
        name=context.names.container(service.name),
        image=service.image,
        command=list(service.command) if service.command else None,
        user=service.user,
        envs=[f"{key}={value}" for key, value in sorted(service.environment.items())],
        uploads=[*_secrets(service), *_files(service)],
        volumes=list(service.volumes),
        networks_advanced=[docker.ContainerNetworksAdvancedArgs(name=context.network.name, aliases=[service.name])],
        ports=[
            docker.ContainerPortArgs(internal=PORTS[service.name], external=config.port(service.name), ip="127.0.0.1")
        ],
        healthcheck=docker.ContainerHealthcheckArgs(
            tests=list(service.health),
            interval=in_go_form(config.health.interval),
            timeout=in_go_form(config.health.timeout),
            retries=config.health.retries,
        ),
        memory=getattr(config.memory, service.name),
        memory_swap=getattr(config.memory, service.name),  # without it every preview shows a difference
        log_driver="json-file",
        log_opts={"max-size": config.logs.max_size, "max-file": str(config.logs.max_files)},
        restart="unless-stopped",
        destroy_grace_seconds=service.stop_seconds,
        stop_timeout=service.stop_seconds,
        stop_signal=service.stop_signal,
        must_run=True,
        opts=pulumi.ResourceOptions(
            parent=parent,
            depends_on=list(waits_for),
            # The provider reports an edited health check as updated, but Docker cannot change one in place.
            replace_on_changes=["healthcheck"],
            delete_before_replace=True,
        ),
    )


def _secrets(service: Service) -> list[docker.ContainerUploadArgs]:
    return [
        docker.ContainerUploadArgs(file=f"{SECRETS}/{name}", content=pulumi.Output.secret(content), permissions="0444")
        for name, content in sorted(service.secrets.items())
    ]


def _files(service: Service) -> list[docker.ContainerUploadArgs]:
    # An upload belongs to root, whoever the service runs as.
    return [
        docker.ContainerUploadArgs(file=path, content=content, permissions="0666")
        for path, content in sorted(service.files.items())
    ]
