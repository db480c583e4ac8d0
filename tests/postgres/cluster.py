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
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from castmatch.roles.server import ServerAddress
from tests.postgres.binaries import Unavailable, binaries
from tests.waiting import eventually

ADMIN_PASSWORD = "the admin's secret"

_ROOM = 2**30  # bytes

Rows = list[tuple[Any, ...]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Cluster:
    """A server in `home`, by the initdb and postgres of `programs`.

    TCP with SCRAM for everyone, and a local socket in `home` that trusts everyone.
    """

    programs: Path
    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> ServerAddress:
        return ServerAddress("127.0.0.1", self.port, "postgres", ADMIN_PASSWORD)

    @property
    def socket(self) -> Path:
        """The folder with the local socket."""
        return self.home

    @property
    def log(self) -> Path:
        return self.home / "log"

    def initialise(self) -> None:
        """An empty data directory, whatever was there before: a copy of one that is made once in a run."""
        shutil.rmtree(self.home / "data", ignore_errors=True)
        template = _template(self.programs) / "data"
        command: list[str | Path] = ["cp", "--archive", "--reflink=auto", template, self.home / "data"]
        subprocess.run(command, check=True, cwd=self.home, **_unprivileged())

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.home}
        command: list[str | Path] = [self.programs / "postgres", "-D", self.home / "data"]
        command += [f"--{name}={value}" for name, value in {**settings, **_SETTINGS}.items()]
        with self.log.open("ab") as log:
            self.process = server = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, cwd=self.home, **_unprivileged()
            )
        eventually(lambda: server.poll() or self.run("SELECT 1"), every=0.02, during=(psycopg.OperationalError,))
        assert server.poll() is None, f"PostgreSQL did not start:\n{self.log.read_text()}"

    def stop(self) -> None:
        """A fast shutdown: every session is ended."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)
            self.process = None

    def run(self, statement: str, database: str = "postgres", user: str = "postgres") -> Rows:
        """Run a statement as a superuser over the local socket; the rows, if it has any."""
        with self._session(database, user) as session:
            return rows(session, statement)

    def admits(self, role: str, password: str, database: str) -> bool:
        """Whether the role may log in over TCP with its password."""
        try:
            psycopg.connect(host="127.0.0.1", port=self.port, dbname=database, user=role, password=password).close()
        except psycopg.OperationalError:
            return False
        return True

    def empty(self) -> None:
        """Leave nothing but the admin and the databases that every server has, as initdb made them."""
        with self._session("postgres", "postgres") as session:
            for (name,) in rows(session, "SELECT quote_ident(datname) FROM pg_database WHERE datistemplate"):
                if name not in ("template0", "template1"):
                    rows(session, f"ALTER DATABASE {name} IS_TEMPLATE false")
            for (name,) in rows(session, "SELECT quote_ident(datname) FROM pg_database WHERE oid >= 16384"):
                rows(session, f"DROP DATABASE {name} (FORCE)")
            for (names,) in rows(session, _ROLES_MADE):
                rows(session, f"REASSIGN OWNED BY {names} TO postgres; DROP OWNED BY {names}; DROP ROLE {names}")
            rows(session, _AS_INITDB_MADE_IT)

    def _session(self, database: str, user: str) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(host=str(self.home), port=self.port, user=user, dbname=database, autocommit=True)


_SETTINGS = {
    "fsync": "off",
    "max_wal_size": "128MB",
    "log_statement": "all",  # the tests read the log for secrets
    "log_min_duration_statement": 0,
    "log_transaction_sample_rate": 1,
}

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


def rows(session: psycopg.Connection[tuple[Any, ...]], statement: str) -> Rows:
    cursor = session.execute(statement.encode())
    return cursor.fetchall() if cursor.description else []


def running_version(major: str) -> contextlib.AbstractContextManager[Cluster]:
    """A running cluster of this version; the test is skipped where there is none."""
    try:
        return running(binaries(major))
    except Unavailable as error:
        pytest.skip(f"PostgreSQL {major}: {error}")


@contextlib.contextmanager
def running(programs: Path) -> Iterator[Cluster]:
    """Initialise a cluster in a temporary folder, start it, stop it. `programs` is where initdb and postgres are."""
    cluster = Cluster(programs, _own_folder("cluster"))
    try:
        cluster.initialise()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(cluster.home)


@functools.cache
def _template(programs: Path) -> Path:
    """A folder with a data directory as initdb makes it, which takes a second."""
    home = _own_folder("template")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    password_file = home / "admin-password"
    password_file.write_text(ADMIN_PASSWORD)
    password_file.chmod(0o644)
    command: list[str | Path] = [programs / "initdb", "-D", home / "data", "-U", "postgres", "--no-sync"]
    command += ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password_file}"]
    command += ["--encoding=UTF8", "--locale=C"]
    subprocess.run(command, check=True, capture_output=True, cwd=home, **_unprivileged())
    return home


def _own_folder(name: str) -> Path:
    """A temporary folder that belongs to the account of the server."""
    folder = Path(tempfile.mkdtemp(prefix=f"castmatch-{name}-", dir=_in_memory()))
    if account := _unprivileged():
        os.chown(folder, account["user"], account["group"])
    return folder


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: who it runs as then."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return {}


def _in_memory() -> str | None:
    """A folder in memory if there is one with room for some clusters; a cluster has a thousand files."""
    folder = Path("/dev/shm")  # noqa: S108 - the folders in it are mkdtemp's
    return str(folder) if folder.is_dir() and shutil.disk_usage(folder).free > _ROOM else None
