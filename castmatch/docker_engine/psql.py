"""SQL as the administrator, over the local socket inside the server's container."""

from docker.errors import APIError

from castmatch.docker_engine.client import engine
from castmatch.errors import UserError

_PSQL = ["psql", "-U", "postgres", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1"]


def run_sql(container: str, *statements: str, database: str = "postgres") -> str:
    """Run statements one after the other, each in a transaction of its own; their unaligned output.

    Raises:
        UserError: the container is missing or stopped, or the server refuses a statement.
    """
    commands = [part for statement in statements for part in ("-c", statement)]
    try:
        found = engine().containers.get(container).exec_run([*_PSQL, "-d", database, *commands], user="postgres")
        assert isinstance(found.output, bytes)  # noqa: S101 - it is, unless a stream was asked for
        code, output = found.exit_code, found.output.decode(errors="replace").strip()
    except APIError as error:
        code, output = 1, error.explanation or "no answer"
    if code != 0:
        raise UserError(f"the server in {container} to run a statement", output, "make services, then make up")
    return output
