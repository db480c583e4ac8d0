"""Reports as a preview makes them: one with much in it, and the smaller kinds."""

from dataclasses import replace

from castmatch.preview.model import (
    Cause,
    Downtime,
    Edge,
    Hazard,
    Mode,
    Operation,
    Property,
    Report,
    ResourceChange,
    RoleSql,
    Special,
)
from castmatch.stack.model import ContainerName

CONTAINER = "docker:index/container:Container"
READY = "pulumi-python:dynamic/castmatch:Ready"
ROLE = "pulumi-python:dynamic/castmatch:PostgresRole"
PASSWORD = "pulumi-python:dynamic/castmatch:Password"
VOLUME = "docker:index/volume:Volume"
CREATE, UPDATE, REPLACE = Operation.CREATE, Operation.UPDATE, Operation.REPLACE
NEEDS = {
    "frontend": ("backend",),
    "backend": ("ai", "redis", "role"),
    "ai": ("role",),
    "guardian": ("role",),
    "role": ("postgres",),
}
EDGES = tuple(Edge(service, needs) for service, all_needs in NEEDS.items() for needs in all_needs)


def change(kind: str, name: str, operation: Operation, *properties: Property, **more: object) -> ResourceChange:
    """A change of one resource of stack dev."""
    urn = f"urn:pulumi:dev::castmatch::{kind}::{name}"
    return replace(ResourceChange(urn, kind, name, operation, properties=properties), **more)  # type: ignore[arg-type]


def changed(path: str, old: object, new: object, cause: Cause = Cause.CHANGE, replaces: bool = False) -> Property:
    return Property(path, old, new, cause, replaces)


def container(service: ContainerName, operation: Operation, *properties: Property) -> ResourceChange:
    return change(CONTAINER, service, operation, *properties, service=service)


def checked_again(service: ContainerName) -> ResourceChange:
    """The readiness check of a container that is replaced."""
    again = changed("container_id", "32e96f94a2a8ae0f", Special.UNKNOWN, Cause.CONSEQUENCE)
    return change(READY, f"{service}-ready", UPDATE, again, service=service)


OTHER_IMAGE = changed(
    "image",
    "sha256:8d3a5f1c0b7e49d28f6a1c3e5b7d9f0a2c4e6f8091a3b5c7d9e1f2a4b6c8d0e2",
    "sha256:c1b2a3948576d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809",
    replaces=True,
)
FEWER_RIGHTS = changed("databases[0].privileges.tables", ["DELETE", "INSERT", "SELECT", "UPDATE"], ["SELECT"])
NEW_READER = (
    changed("databases[0].privileges.tables", Special.ABSENT, ["SELECT"]),
    changed("password", Special.ABSENT, Special.MASKED),
)
OTHER_MODEL = changed("envs[3]", "CHAT_MODEL=qwen|2.5", "CHAT_MODEL=`qwen` 3 @castmatch/ai", replaces=True)
MORE_MEMORY = (changed("memory", 128, 192), changed("memorySwap", 128, 192))
OTHER_SECRET = changed("uploads[0].content", Special.MASKED, Special.MASKED_CHANGED)
UNKNOWN_SERVER = (
    changed("server", "e106f55871b0", Special.UNKNOWN, Cause.CONSEQUENCE),
    changed("host", "127.0.0.1", Special.UNKNOWN, Cause.CONSEQUENCE),
)


def no_changes() -> Report:
    """A running stack that is as declared."""
    return Report(Mode.RUNNING, "dev", "running stack dev", "working tree", edges=EDGES, unchanged=36, seconds=4.3)


def pull_request() -> Report:
    """Eight changes of their own, three hazards, SQL and downtime; compared with a base that was brought up."""
    return Report(
        Mode.BASE,
        "pr-42",
        "main (4f1c2d9)",
        "slower-health-checks (b2a90e1)",
        changes=(
            container("postgres", REPLACE, OTHER_IMAGE, changed("healthcheck.interval", "30s", "20s", replaces=True)),
            change(VOLUME, "cache", CREATE),
            change(VOLUME, "postgres-data", Operation.DELETE, retained=True),
            change(ROLE, "role", UPDATE, FEWER_RIGHTS, *UNKNOWN_SERVER, new={"role": "castmatch_user"}),
            change(ROLE, "role-castmatch_reader", CREATE, *NEW_READER, new={"role": "castmatch_reader"}),
            change(PASSWORD, "role-password-castmatch_reader", CREATE),
            container("redis", UPDATE, *MORE_MEMORY),
            container("ai", REPLACE, changed("ports[0].external", 8002, 8003, replaces=True), OTHER_MODEL),
            container("backend", REPLACE, OTHER_SECRET),
            *(checked_again(service) for service in ("postgres", "ai", "backend")),
        ),
        hazards=(
            Hazard(
                "postgres",
                "The image's major version changes from 15 to 16.",
                "PostgreSQL 16 can't read the data of 15.",
            ),
            Hazard("castmatch_user", "It loses DELETE, INSERT and UPDATE on tables.", "Does the backend still write?"),
            Hazard("ai", "It is published on port 8003 instead of 8002.", "Tell everybody who calls it."),
        ),
        sql=(
            RoleSql("castmatch_user", ('REVOKE DELETE, INSERT, UPDATE ON TABLE public.talent FROM "castmatch_user"',)),
            RoleSql(
                "castmatch_reader",
                (
                    "CREATE ROLE castmatch_reader LOGIN PASSWORD '(secret)'",
                    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO castmatch_reader",
                ),
            ),
        ),
        downtimes=(
            Downtime("postgres", 3.2, "its container is replaced"),
            Downtime("ai", 4.1, "its container is replaced, and it needs postgres"),
            Downtime("backend", 6.3, "its container is replaced, and it needs postgres"),
            Downtime("frontend", None, "it needs backend"),
        ),
        edges=EDGES,
        exceptions=("container ai may run without a memory limit until 2026-12-31: the model is being measured.",),
        limits=("What `pulumi up` does to data that only your own stack holds can't be seen here.",),
        unchanged=22,
        seconds=21.4,
    )


def drift() -> Report:
    """A running stack that was altered behind Pulumi's back, and whose config was edited as well."""
    ports = [{"external": 8002, "internal": 8002, "ip": "127.0.0.1", "protocol": "tcp"}]
    stopped = changed("mustRun", False, True, Cause.DRIFT), changed("ports", [], ports, Cause.DRIFT, replaces=True)
    wrong = ("castmatch_user may not log in", "castmatch_user may not SELECT on table public.talent")
    state = changed("state", "GET http://127.0.0.1:5002/health: 503, down: postgres", "ready", Cause.DRIFT)
    return replace(
        no_changes(),
        changes=(
            container("redis", UPDATE, *MORE_MEMORY),
            change(ROLE, "role", UPDATE, findings=wrong, new={"role": "castmatch_user"}),
            container("ai", REPLACE, *stopped),
            change(READY, "backend-ready", UPDATE, state, service="backend"),
            checked_again("ai"),
        ),
        sql=(RoleSql("castmatch_user", ("ALTER ROLE castmatch_user LOGIN",)),),
        downtimes=(Downtime("ai", 2.0, "its container is replaced"),),
        unchanged=31,
    )


def refused() -> Report:
    """A head that a quality gate refuses."""
    message = (
        "expected  every container to have a memory limit\n"
        "found     container ai: memory is not set\n"
        "next      set castmatch:memory in Pulumi.dev.yaml, or record an exception: docs/gates.md"
    )
    return Report(Mode.BASE, "pr-43", "main (4f1c2d9)", "no-limits (77aa012)", refused=message, seconds=0.4)


def quick() -> Report:
    """Only what is declared, compared: two containers and a volume."""
    return Report(
        Mode.QUICK,
        "dev",
        "main (4f1c2d9)",
        "working tree",
        changes=(
            container("redis", Operation.CHANGE, changed("memory", 128, 192)),
            container("frontend", Operation.CHANGE, changed("envs[1]", "NEXT_TELEMETRY=1", "NEXT_TELEMETRY=0")),
            change(VOLUME, "cache", CREATE),
        ),
        downtimes=(Downtime("frontend", None, "it may be replaced"), Downtime("redis", None, "it may be replaced")),
        edges=EDGES,
        limits=("Which SQL a role would run needs a running database.",),
        unchanged=33,
        seconds=0.9,
    )


SAMPLES = {report.__name__: report for report in (no_changes, pull_request, drift, refused, quick)}
