"""A private PostgreSQL server, gone again with everything in it."""

import atexit
import contextlib
import functools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from castmatch.roles.server import ServerAddress

ADMIN_PASSWORD = "the admin's secret"

_ROOM = 2**30  # bytes

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Cluster:
    """A running server: TCP with SCRAM for everyone, and a local socket that trusts everyone."""

    address: ServerAddress
    socket: Path
    log: Path

    def run(self, statement: str, database: str = "postgres") -> Rows:
        """Run a statement as the admin over the local socket; the rows, if it has any."""
        with psycopg.connect(
            host=str(self.socket),
            port=self.address.port,
            user="postgres",
            dbname=database,
            autocommit=True,
        ) as connection:
            return rows(connection, statement)

    def empty(self) -> None:
        """Leave nothing but the admin and the databases that every server has, as initdb made them."""
        with psycopg.connect(
            host=str(self.socket), port=self.address.port, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            for (name,) in rows(connection, "SELECT quote_ident(datname) FROM pg_database WHERE datistemplate"):
                if name not in ("template0", "template1"):
                    rows(connection, f"ALTER DATABASE {name} IS_TEMPLATE false")
            for (name,) in rows(connection, "SELECT quote_ident(datname) FROM pg_database WHERE oid >= 16384"):
                rows(connection, f"DROP DATABASE {name} (FORCE)")
            for (names,) in rows(connection, _ROLES_MADE):
                rows(connection, f"REASSIGN OWNED BY {names} TO postgres; DROP OWNED BY {names}; DROP ROLE {names}")
            rows(connection, _AS_INITDB_MADE_IT)


# All at once, because one may hold what another granted.
_ROLES_MADE = """
SELECT string_agg(quote_ident(rolname), ', ') FROM pg_roles WHERE oid >= 16384 HAVING count(*) > 0
"""

_AS_INITDB_MADE_IT = f"""
ALTER ROLE postgres RESET ALL;
ALTER ROLE postgres PASSWORD {sql.Literal(ADMIN_PASSWORD).as_string()};
ALTER ROLE ALL RESET ALL;
ALTER DATABASE postgres RESET ALL;
ALTER DATABASE postgres OWNER TO postgres;
ALTER DATABASE template1 OWNER TO postgres;
GRANT CONNECT, TEMPORARY ON DATABASE postgres TO PUBLIC;
REVOKE CREATE ON DATABASE postgres FROM PUBLIC CASCADE;
GRANT CONNECT ON DATABASE template1 TO PUBLIC;
REVOKE CREATE, TEMPORARY ON DATABASE template1 FROM PUBLIC CASCADE
"""


def rows(connection: psycopg.Connection[tuple[Any, ...]], statement: str) -> Rows:
    cursor = connection.execute(statement.encode())
    return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def running(programs: Path) -> Iterator[Cluster]:
    """Initialise a cluster in a temporary folder, start it, stop it. `programs` is where initdb and postgres are."""
    account = unprivileged()
    home = Path(tempfile.mkdtemp(prefix="castmatch-postgres-", dir=in_memory()))
    try:
        if account:
            os.chown(home, account["user"], account["group"])
        _initialise(programs, home, account)
        with _started(programs, home, account) as cluster:
            yield cluster
    finally:
        shutil.rmtree(home)


def _initialise(programs: Path, home: Path, account: dict[str, Any]) -> None:
    """A copy of a data directory that is made once in a run: initdb alone takes a second."""
    command: list[str | Path] = ["cp", "--archive", "--reflink=auto", _template(programs) / "data", home / "data"]
    subprocess.run(command, check=True, cwd=home, **account)


@functools.cache
def _template(programs: Path) -> Path:
    account, home = unprivileged(), Path(tempfile.mkdtemp(prefix="castmatch-template-", dir=in_memory()))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    if account:
        os.chown(home, account["user"], account["group"])
    _initdb(programs, home, account)
    return home


def _initdb(programs: Path, home: Path, account: dict[str, Any]) -> None:
    password_file = home / "admin-password"
    password_file.write_text(ADMIN_PASSWORD)
    password_file.chmod(0o644)
    command: list[str | Path] = [programs / "initdb", "-D", home / "data", "-U", "postgres", "--no-sync"]
    command += ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password_file}"]
    command += ["--encoding=UTF8", "--locale=C"]
    subprocess.run(command, check=True, capture_output=True, cwd=home, **account)


@contextlib.contextmanager
def _started(programs: Path, home: Path, account: dict[str, Any]) -> Iterator[Cluster]:
    cluster = Cluster(ServerAddress("127.0.0.1", free_port(), "postgres", ADMIN_PASSWORD), home, home / "log")
    settings = {
        "port": cluster.address.port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": home,
        "fsync": "off",
        "max_wal_size": "128MB",
        "log_statement": "all",  # the tests read the log for secrets
        "log_min_duration_statement": 0,
        "log_transaction_sample_rate": 1,
    }
    command: list[str | Path] = [programs / "postgres", "-D", home / "data"]
    command += [f"--{name}={value}" for name, value in settings.items()]
    with cluster.log.open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=home, **account)
    try:
        _wait_until_ready(cluster, server)
        yield cluster
    finally:
        server.send_signal(signal.SIGINT)  # a fast shutdown
        server.wait(timeout=30)


def unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: who it runs as then."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return {}


def in_memory() -> str | None:
    """A folder in memory if there is one with room for some clusters; a cluster has a thousand files."""
    folder = Path("/dev/shm")  # noqa: S108 - the folders in it are mkdtemp's
    return str(folder) if folder.is_dir() and shutil.disk_usage(folder).free > _ROOM else None


def _wait_until_ready(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            cluster.run("SELECT 1")
            return
        time.sleep(0.05)
    pytest.fail(f"PostgreSQL did not start:\n{cluster.log.read_text()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
