"""Everything that a stack config may set: names, types, defaults and limits. Their only home.

The keys of Pulumi.<stack>.yaml are these fields in camel case below the namespace `castmatch:`.
Secrets are not part of it (see SECRET_KEYS), because a model is printed, compared and exported.
"""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from castmatch.stack.check_roles import check_roles
from castmatch.stack.containers import CONTAINERS as CONTAINERS
from castmatch.stack.containers import PORTS
from castmatch.stack.containers import SERVICES as SERVICES
from castmatch.stack.containers import ContainerName as ContainerName
from castmatch.stack.containers import ServiceName as ServiceName
from castmatch.stack.duration import Duration
from castmatch.stack.gate_exemptions import GateExemption
from castmatch.stack.roles import DatabaseName, OtherDatabase, OtherRole, Role, RoleName
from castmatch.stack.section import Section

Port = Annotated[int, Field(ge=1, le=65535)]
Mebibytes = Annotated[int, Field(ge=16, le=1_048_576)]
# Read by Pulumi itself as encrypted values; never part of the model.
SECRET_KEYS = frozenset({"chatApiKey"})


def _allowed_interval(interval: timedelta) -> timedelta:
    if not timedelta(milliseconds=100) <= interval <= timedelta(minutes=1):
        raise ValueError("a duration from 100ms to 1m")
    return interval


class Ports(Section):
    """Ports on 127.0.0.1 of the developer's machine."""

    frontend: Port = PORTS["frontend"]
    backend: Port = PORTS["backend"]
    ai: Port = PORTS["ai"]
    postgres: Port = PORTS["postgres"]
    redis: Port = PORTS["redis"]
    guardian: Port = PORTS["guardian"]


class Images(Section):
    """Base images: the official ones, or those built from Debian packages by images/build."""

    source: Literal["official", "offline"] = "official"
    postgres: str | None = Field(None, description="instead of the source's own, e.g. postgres:16.10-bookworm")
    redis: str | None = Field(None, description="instead of the source's own")
    node: str | None = Field(None, description="instead of the source's own; frontend and backend are built on it")
    python: str | None = Field(None, description="instead of the source's own; the AI service is built on it")


class Memory(Section):
    """Memory limit per container in MiB; swap is off."""

    postgres: Mebibytes = 512
    redis: Mebibytes = 128
    ai: Mebibytes = 512
    backend: Mebibytes = 512
    frontend: Mebibytes = 1536
    guardian: Mebibytes = 128


class Health(Section):
    """Docker's own health checks. `pulumi up` does not wait for them: it probes each service itself."""

    interval: Duration = timedelta(seconds=30)
    timeout: Duration = timedelta(seconds=5)
    retries: Annotated[int, Field(ge=1, le=20)] = 3


class Logs(Section):
    """Rotation of each container's log."""

    max_size: Annotated[str, Field(pattern=r"^[1-9]\d*[kmg]$")] = "10m"
    max_files: Annotated[int, Field(ge=1, le=100)] = 3


class Sources(Section):
    """A developer's own checkouts, absolute or relative to the project; without one services/ runs."""

    frontend: str | None = None
    backend: str | None = None
    ai: str | None = None


class Guardian(Section):
    """The control loop that keeps roles as declared between two runs of `pulumi up`."""

    mode: Literal["repair", "watch", "none"] = Field(
        "repair", description="watch: report, repair nothing; none: no guardian"
    )
    interval: Annotated[Duration, AfterValidator(_allowed_interval)] = Field(
        timedelta(seconds=1), description="between two observations of every role"
    )


class Chat(Section):
    """An OpenAI-compatible endpoint; without one the AI service answers itself (key: castmatch:chatApiKey)."""

    endpoint: Annotated[str, Field(pattern=r"^https?://")] | None = None
    model: str | None = None


class StackConfig(Section):
    """The whole stack config of one environment."""

    port_offset: Annotated[int, Field(ge=0, le=65000)] = Field(
        0, description="added to every port, so that a second stack needs one line"
    )
    ports: Ports = Ports()
    images: Images = Images()
    memory: Memory = Memory()
    health: Health = Health()
    logs: Logs = Logs()
    sources: Sources = Sources()
    role: Role = Role()
    roles: dict[RoleName, OtherRole] = Field({}, description="more roles than the application's, by name")
    databases: dict[DatabaseName, OtherDatabase] = Field(
        {}, description="more databases than the application's, by name"
    )
    guardian: Guardian = Guardian()
    chat: Chat = Chat()
    exceptions: tuple[GateExemption, ...] = Field((), description="to quality gates, see docs/gates.md")
    ready_within: Duration = Field(
        timedelta(minutes=2), description="how long one service may take until it is proven ready"
    )

    @property
    def containers(self) -> tuple[ContainerName, ...]:
        """The containers of this stack: the services, and their guardian unless it is switched off."""
        return SERVICES if self.guardian.mode == "none" else CONTAINERS

    def port(self, container: ContainerName) -> int:
        """The port of a container on the host, offset included."""
        port: int = getattr(self.ports, container)
        return port + self.port_offset

    @model_validator(mode="after")
    def _ports_fit(self) -> Self:
        ports = {name: self.port(name) for name in self.containers}
        too_high = [f"{name} {port}" for name, port in ports.items() if port > 65535]
        if too_high:
            raise ValueError(f"ports up to 65535, portOffset included (now: {', '.join(too_high)})")
        twice = [f"{name} {port}" for name, port in ports.items() if list(ports.values()).count(port) > 1]
        if twice:
            raise ValueError(f"a port of its own for each (now: {', '.join(twice)})")
        return self

    @model_validator(mode="after")
    def _roles_fit(self) -> Self:
        check_roles(self.role, self.roles, self.databases)
        return self
