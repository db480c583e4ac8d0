"""Everything that a stack config may say: names, types, defaults and limits. Their only home.

The keys of Pulumi.<stack>.yaml are these fields in camel case below the namespace `castmatch:`.
Secrets are not in here (see SECRET_KEYS): a model is printed, compared and exported; a secret never is.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic.alias_generators import to_camel

from castmatch.errors import UserError
from castmatch.roles.names import check_database_name, check_role_name, check_schema_name
from castmatch.stack.duration import Duration

Port = Annotated[int, Field(ge=1, le=65535)]
Mebibytes = Annotated[int, Field(ge=16, le=1_048_576)]
ServiceName = Literal["postgres", "redis", "ai", "backend", "frontend"]
SERVICES: tuple[ServiceName, ...] = ("postgres", "redis", "ai", "backend", "frontend")
# Read by Pulumi itself as encrypted values; never part of the model.
SECRET_KEYS = frozenset({"chatApiKey"})

TablePrivilege = Literal["DELETE", "INSERT", "MAINTAIN", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"]


def _named(check: Callable[[str], None]) -> Callable[[str], str]:
    """A name check of castmatch.roles as a pydantic validator."""

    def validator(name: str) -> str:
        try:
            check(name)
        except UserError as error:
            raise ValueError(error.expected) from None
        return name

    return validator


class Section(BaseModel):
    """A part of the stack config: immutable, no unknown keys, and no value repeated in pydantic's own errors."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        alias_generator=to_camel,
        populate_by_name=True,
    )

    @field_validator("*", mode="before")
    @classmethod
    def _no_boolean(cls, value: Any) -> Any:
        """No setting is one, and Python would count with it: `portOffset: yes` would be 1."""
        if isinstance(value, bool):
            raise ValueError("a number or text (YAML reads yes, no, on and off as true and false)")
        return value


class Ports(Section):
    """Ports on 127.0.0.1 of the developer's machine."""

    frontend: Port = 3001
    backend: Port = 5002
    ai: Port = 8002
    postgres: Port = 5432
    redis: Port = 6379


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


class Privileges(Section):
    """What the role may do with what it owns; everything when left out. PostgreSQL's own words, in capitals."""

    database: frozenset[Literal["CONNECT", "CREATE", "TEMPORARY"]] | None = None
    schema_: frozenset[Literal["CREATE", "USAGE"]] | None = Field(None, alias="schema")
    tables: frozenset[TablePrivilege] | None = None
    sequences: frozenset[Literal["SELECT", "UPDATE", "USAGE"]] | None = None
    functions: frozenset[Literal["EXECUTE"]] | None = None


class Role(Section):
    """The PostgreSQL role that the backend logs in as, and the database that it owns."""

    name: Annotated[str, AfterValidator(_named(check_role_name))] = "castmatch_user"
    database: Annotated[str, AfterValidator(_named(check_database_name))] = "castmatch"
    schemas: Annotated[tuple[Annotated[str, AfterValidator(_named(check_schema_name))], ...], Field(min_length=1)] = (
        "public",
    )
    connection_limit: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        None, description="concurrent connections of the role; unlimited when left out"
    )
    privileges: Privileges = Privileges()


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
    chat: Chat = Chat()
    ready_within: Duration = Field(
        timedelta(minutes=2), description="how long one service may take until it is proven ready"
    )

    def port(self, service: ServiceName) -> int:
        """The port of a service on the host, offset included."""
        port: int = getattr(self.ports, service)
        return port + self.port_offset

    @model_validator(mode="after")
    def _ports_fit(self) -> Self:
        ports = {service: self.port(service) for service in SERVICES}
        too_high = [f"{service} {port}" for service, port in ports.items() if port > 65535]
        if too_high:
            raise ValueError(f"ports up to 65535, portOffset included (now: {', '.join(too_high)})")
        twice = [f"{service} {port}" for service, port in ports.items() if list(ports.values()).count(port) > 1]
        if twice:
            raise ValueError(f"five different ports (now: {', '.join(twice)})")
        return self
