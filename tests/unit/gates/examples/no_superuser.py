"""An SQL injection can harm what the backend owns, and nothing else."""

from typing import Any

from castmatch.declared.model import Resource
from castmatch.gates.model import Program
from tests.unit.gates.programs import ROLE, Refused, program, resource


def role(name: str, member_of: tuple[str, ...] = (), **attributes: bool) -> Resource:
    return resource(ROLE, f"role-{name}", role=name, attributes=attributes, member_of=list(member_of))


def judged(*roles: Resource) -> Program:
    return program(*roles, application_role="app")


def theirs(**raw: Any) -> Resource:
    return resource("postgresql:index/role:Role", "theirs", **raw)


REFUSED = {
    "the application's": Refused(judged(role("app", superuser=True)), "SUPERUSER", "take SUPERUSER from it"),
    "any other": Refused(judged(role("staff", superuser=True)), "SUPERUSER", "take SUPERUSER from it"),
    "one of Pulumi's own provider": Refused(judged(theirs(name="x", superuser=True)), "SUPERUSER", "take SUPERUSER"),
    "the application's that makes roles": Refused(
        judged(role("app", createrole=True)), "CREATEROLE", "CREATEROLE from it"
    ),
    "the application's that makes databases": Refused(judged(role("app", createdb=True)), "CREATEDB", "take CREATEDB"),
    "the application's that copies the server": Refused(
        judged(role("app", replication=True)), "REPLICATION", "take REPLICATION from it"
    ),
    "the application's that sees every row": Refused(
        judged(role("app", bypassrls=True)), "BYPASSRLS", "take BYPASSRLS"
    ),
    "one that may run programs": Refused(
        judged(role("staff", ("pg_execute_server_program",))),
        "membership in pg_execute_server_program",
        "take membership in pg_execute_server_program from it",
    ),
    "the application's, of Pulumi's own provider": Refused(
        judged(theirs(name="app", createRole=True)), "CREATEROLE", "take CREATEROLE from it"
    ),
    "the application's by way of a group": Refused(
        judged(role("app", ("staff",)), role("staff", ("boss",)), role("boss", createrole=True)),
        "CREATEROLE through boss",
        "take CREATEROLE from boss, or app out of it",
    ),
}
ACCEPTED = {
    "no attribute": judged(role("app", superuser=False, login=True)),
    "another role that makes databases": judged(role("app"), role("staff", createdb=True, createrole=True)),
    "a group without power": judged(role("app", ("staff",)), role("staff", ("pg_monitor",))),
    "a circle": judged(role("app", ("staff",)), role("staff", ("app",))),
    "no role": judged(),
}
