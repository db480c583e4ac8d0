"""Repair the administrator from outside, through the socket inside the container, which asks for no password.

The official image sets POSTGRES_PASSWORD only on an empty volume, so a kept volume and a new secret differ. Anyone who
may `docker exec` owns the data anyway.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from castmatch.docker_engine.client import engine
from castmatch.docker_engine.hba_file import restore_hba_file
from castmatch.postgres_paths import SOCKETS
from castmatch.roles.admin.administrator import Login, repair_admin
from castmatch.roles.admin.plan import Administrator
from castmatch.roles.admin.trusted_socket import LoginFailed, StatementFailed
from castmatch.roles.connection import SILENCE
from castmatch.roles.errors import Unreachable
from castmatch.roles.server import is_refusal, session_options

# The environment passes the statements, because a process list shows arguments.
_PSQL = """
printf '%s\\n' "$STATEMENTS" |
psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set ON_ERROR_STOP=1
"""
_NO_LOGIN = 2  # psql's exit code when there is no connection


def reset_admin_password(
    container: str, admin: str, password: str, known: Sequence[Login] = (), note: Callable[[str], object] = str
) -> None:
    """Make the administrator of the server in this container as declared: name, rights and password.

    Args:
        container: its name.
        admin: the administrator's name.
        password: the declared one.
        known: roles to ask for another superuser where the administrator can't log in.
        note: receives each finding and its repair.

    Raises:
        UserError: the container does not run (Unreachable), or no superuser can log in (CannotRepairAdmin).
    """
    if restore_hba_file(container):
        note("pg_hba.conf is not as declared: write the declared file")
    for change in repair_admin(ContainerSocket(container), Administrator(admin, password, container), known):
        note(f"{change.finding}: {change.action}")


@dataclass(frozen=True)
class ContainerSocket:
    """The trusted socket inside a container of this name, by way of its own psql."""

    container: str

    def query(self, role: str, database: str, query: str) -> str:
        return self._run(role, database, query)

    def execute(self, role: str, database: str, statements: str) -> None:
        # psql sends them one by one, so SILENCE comes first and keeps the others out of the log.
        self._run(role, database, f"{SILENCE} BEGIN; {statements}; COMMIT;")

    def _run(self, role: str, database: str, statements: str) -> str:
        environment = {
            "STATEMENTS": statements,
            "PGHOST": SOCKETS,
            "PGUSER": role,
            "PGDATABASE": database,
            "PGOPTIONS": session_options(),
        }
        code, output, errors = self._execute(environment)
        if code == 0:
            return output.strip()
        reason = _first_line(errors) or f"exit code {code}"
        if code != _NO_LOGIN:
            raise StatementFailed(reason)
        if not is_refusal(reason):
            raise Unreachable(f"the socket inside {self.container}", reason)
        raise LoginFailed(reason)

    def _execute(self, environment: dict[str, str]) -> tuple[int, str, str]:
        from docker.errors import APIError  # here: most importers of this module only read

        try:
            found = (
                engine()
                .containers.get(self.container)
                .exec_run(["sh", "-c", _PSQL], user="postgres", environment=environment, demux=True)
            )
        except APIError as error:
            reason = error.explanation or "Docker gives no answer"
            raise Unreachable(f"the socket inside {self.container}", reason) from None
        output, errors = cast("tuple[bytes | None, bytes | None]", found.output)
        return int(found.exit_code or 0), (output or b"").decode(), (errors or b"").decode(errors="replace")


def _first_line(errors: str) -> str:
    """The server's message without psql's prefix; further lines may quote the statement."""
    line = next(iter(errors.strip().splitlines()), "")
    return line.removeprefix("psql: error: ").removeprefix("psql:<stdin>:").lstrip("0123456789: ")
