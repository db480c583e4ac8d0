"""The way back in: reset the administrator's password through the local socket inside the container.

The official image sets POSTGRES_PASSWORD only on an empty volume, so a kept volume and a new secret part ways. Whoever
may `docker exec` owns the data anyway; the socket asks no password of them.
"""

from docker.errors import APIError

from castmatch.engine.client import engine
from castmatch.errors import UserError
from castmatch.roles.scram import make_verifier

# psql reads the statement from standard input and the verifier from the environment: neither is in a process list.
_SCRIPT = r"""
psql --no-psqlrc --quiet --no-password --set ON_ERROR_STOP=1 --username "$ADMIN" --dbname postgres <<'SQL'
\set admin `printf %s "$ADMIN"`
\set verifier `printf %s "$VERIFIER"`
SET log_statement = 'none';
SET log_min_duration_statement = -1;
ALTER ROLE :"admin" LOGIN PASSWORD :'verifier';
SQL
"""


def reset_admin_password(container: str, admin: str, password: str) -> None:
    """Give the administrator of the server in this container the declared password.

    Raises:
        UserError: the socket refuses, for instance because a foreign cluster has another administrator.
    """
    try:
        found = (
            engine()
            .containers.get(container)
            .exec_run(
                ["sh", "-c", _SCRIPT],
                user="postgres",
                environment={"ADMIN": admin, "VERIFIER": make_verifier(password)},
            )
        )
        assert isinstance(found.output, bytes)  # noqa: S101 - it is, unless a stream was asked for
        code, output = found.exit_code, found.output.decode(errors="replace").strip()
    except APIError as error:
        code, output = 1, error.explanation or "no answer"
    if code != 0:
        raise UserError(
            f"the administrator {admin} of {container} to log in with the declared password, or over the local socket",
            f"both refused: {output.splitlines()[-1] if output else f'exit code {code}'}",
            f"docker exec -it {container} psql -U <your superuser>, create the superuser {admin}, then: pulumi up",
        )
