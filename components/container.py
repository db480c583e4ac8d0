"""One way to declare a container, so that no service forgets a limit, a health check or a clean stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_docker as docker

from castmatch.stack.containers import PORTS, ContainerName
from castmatch.stack.duration import in_go_form
from castmatch.stack.model import StackConfig
from castmatch.stack.names import Names

# Inputs of a volume in which a difference would replace it: one that Docker Compose made carries labels.
ADOPTED_VOLUME_IGNORES = ["labels", "driver", "driverOpts"]
SECRETS = "/run/secrets"  # folder in a container with one file a secret


@dataclass(frozen=True)
class StackContext:
    """The names, the config and the network that all services of a stack share."""

    names: Names
    config: StackConfig
    network: docker.Network
    proofs_required: bool = True


@dataclass(frozen=True)
class Service:
    """What one service adds to the rules for all.

    Args:
        name: also its host name in the network.
        image: an image id, not a tag, so that a rebuilt image is noticed.
        health: command of Docker's health check.
        stop_seconds: grace period until Docker kills the container; the provider's own default is 0.
        secrets: file name below /run/secrets to content.
        files: path to the initial content of files that are no secrets; the service may write them.
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
    """Declare one container under the rules for all: loopback port, limits, rotation, restart, health, grace."""
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
        ports=[_port(service, config)],
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


def _port(service: Service, config: StackConfig) -> docker.ContainerPortArgs:
    return docker.ContainerPortArgs(internal=PORTS[service.name], external=config.port(service.name), ip="127.0.0.1")


def _secrets(service: Service) -> list[docker.ContainerUploadArgs]:
    return [
        docker.ContainerUploadArgs(file=f"{SECRETS}/{name}", content=pulumi.Output.secret(content), permissions="0444")
        for name, content in sorted(service.secrets.items())
    ]


def _files(service: Service) -> list[docker.ContainerUploadArgs]:
    # An upload belongs to root, whichever user the service runs as.
    return [
        docker.ContainerUploadArgs(file=path, content=content, permissions="0666")
        for path, content in sorted(service.files.items())
    ]
