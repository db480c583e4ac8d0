"""Nothing uses the database before its role is there: the failure that the project exists for."""

from typing import Any

from castmatch.declared.model import Resource
from tests.unit.gates.programs import ROLE, Refused, container, program, resource, secret

URL = "postgresql://castmatch_user:pw@postgres:5432/castmatch"
ROLE_OF_US = resource(ROLE, "role", role="castmatch_user")
THEIR_ROLE = resource("postgresql:index/role:Role", "role", name="app")
PROOF = resource("pulumi-python:dynamic/castmatch:Ready", "redis-ready", needs=(ROLE_OF_US,))
FILE = [{"file": "/run/secrets/DATABASE_URL", "content": secret(URL)}]
FIX = "PostgresRole.url"


def backend(*needs: Resource, **changes: Any) -> Resource:
    return container("backend", needs=needs, **changes)


REFUSED = {
    "a URL in a file": Refused(program(ROLE_OF_US, backend(uploads=FILE)), "the file /run/secrets/DATABASE_URL", FIX),
    "a URL in a file of another name": Refused(
        program(ROLE_OF_US, backend(uploads=[{"file": "/run/secrets/db", "content": secret(URL)}])), "secrets/db", FIX
    ),
    "a URL in a variable": Refused(program(ROLE_OF_US, backend(envs=[f"DB={URL}"])), "the variable DB", FIX),
    "libpq's variables": Refused(program(ROLE_OF_US, backend(envs=["PGHOST=db"])), "the variable PGHOST", FIX),
    "the server's socket": Refused(
        program(ROLE_OF_US, backend(volumes=[{"volumeName": "s", "containerPath": "/var/run/postgresql"}])),
        "the server's socket",
        FIX,
    ),
    "no role at all": Refused(program(backend(uploads=FILE)), "no dependency on a role", "depends_on"),
    "something else to wait for": Refused(
        program(ROLE_OF_US, resource("x:y:Z", "z"), backend(resource("x:y:Z", "z"), uploads=FILE)),
        "no dependency on a role",
        FIX,
    ),
}
ACCEPTED = {
    "after the role": program(ROLE_OF_US, backend(ROLE_OF_US, uploads=FILE)),
    "after what is after the role": program(ROLE_OF_US, PROOF, backend(PROOF, uploads=FILE)),
    "after a role of Pulumi's own provider": program(THEIR_ROLE, backend(THEIR_ROLE, uploads=FILE)),
    "no database": program(ROLE_OF_US, container(envs=["BACKEND_URL=http://backend:5002"])),
    "the server itself": program(
        container(
            "postgres",
            image="postgres:17.6",
            envs=["PGDATA=/data", "PGUSER=postgres"],
            volumes=[{"volumeName": "s", "containerPath": "/var/run/postgresql"}],
        )
    ),
}
