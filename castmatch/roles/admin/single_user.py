"""The last way in: single-user mode needs no login, but a stopped server, so a person must run it."""

import shlex

from psycopg import sql

from castmatch.postgres_paths import DATA


def single_user_mode(admin: str, container: str = "") -> str:
    """The command that makes the administrator a superuser that may log in.

    Args:
        admin: the administrator's name.
        container: the name of the server's container; without it the result is a description.
    """
    name = sql.Identifier(admin).as_string()
    # The first statement fails where the role exists, and single-user mode goes on to the second.
    statements = [f"CREATE ROLE {name}", f"ALTER ROLE {name} SUPERUSER LOGIN"]
    if not container:
        return f"stop the server, run postgres --single -D <data> template1, and type: {'; '.join(statements)}"
    server = shlex.quote(container)
    return (
        f"docker stop {server}; printf '%s\\n' {shlex.join(statements)}"
        f" | docker run --rm --interactive --volumes-from {server} --env PGDATA={DATA}"
        f" $(docker inspect --format '{{{{.Image}}}}' {server}) postgres --single template1;"
        f" docker start {server}"
    )
