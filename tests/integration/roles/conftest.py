"""A private PostgreSQL cluster, and the role on it in working order.

The binaries are looked for in CASTMATCH_POSTGRES_BIN (to try another version), then where
pg_config, Debian and PATH have them. Each test starts from an empty server and leaves one behind.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress

ADMIN_PASSWORD = "the admin's secret"
PASSWORD = "the role's sécret"

Rows = list[tuple[Any, ...]]
Run = Callable[[str], Rows]


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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server binaries (initdb) on this machine")
    home = Path(tempfile.mkdtemp(prefix="castmatch-roles-"))
    try:
        with running(binaries, home) as started:
            yield started
    finally:
        shutil.rmtree(home)


@pytest.fixture
def fresh(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster, emptied again after the test."""
    yield cluster
    cluster.run("ALTER ROLE postgres PASSWORD " + sql.Literal(ADMIN_PASSWORD).as_string())
    for (name,) in cluster.run("SELECT datname FROM pg_database WHERE NOT datistemplate"):
        if name != "postgres":
            cluster.run(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(name)).as_string())
    for (name,) in cluster.run("SELECT rolname FROM pg_roles WHERE rolname !~ '^(pg_|postgres$)'"):
        cluster.run(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(name)).as_string())
    cluster.run("GRANT CONNECT, TEMPORARY ON DATABASE postgres TO PUBLIC")
    cluster.run("GRANT CONNECT ON DATABASE template1 TO PUBLIC")


@pytest.fixture
def server(fresh: Cluster) -> ServerAddress:
    return fresh.address


@pytest.fixture
def declared() -> RoleDeclaration:
    return RoleDeclaration.owner("castmatch_user", PASSWORD, "castmatch", connection_limit=20)


@pytest.fixture
def server_log(fresh: Cluster) -> Path:
    return fresh.log


@pytest.fixture
def socket_directory(fresh: Cluster) -> Path:
    """Where the server lets everyone in without a password."""
    return fresh.socket


@pytest.fixture
def on_server(fresh: Cluster) -> Run:
    """Run a statement as the admin, in the maintenance database."""
    return fresh.run


@pytest.fixture
def in_database(fresh: Cluster) -> Run:
    """Run a statement as the admin, in the role's database."""
    return lambda statement: fresh.run(statement, "castmatch")


@pytest.fixture
def as_role(server: ServerAddress) -> Run:
    """Run a statement as the application does: over TCP, with the role's password."""

    def run(statement: str) -> Rows:
        with psycopg.connect(
            host=server.host,
            port=server.port,
            user="castmatch_user",
            password=PASSWORD,
            dbname="castmatch",
            autocommit=True,
        ) as connection:
            return rows(connection, statement)

    return run


@pytest.fixture
def working(server: ServerAddress, declared: RoleDeclaration, as_role: Run) -> RoleDeclaration:
    """The role in its declared state, its migrations run and its data written."""
    reconcile(server, declared)
    as_role(MIGRATIONS)
    return declared


MIGRATIONS = """
CREATE TYPE gender AS ENUM ('female', 'male', 'non-binary');
CREATE TABLE talent (id serial PRIMARY KEY, name text NOT NULL, gender gender);
CREATE TABLE booking (id int GENERATED ALWAYS AS IDENTITY, talent_id int);
CREATE VIEW names AS SELECT name FROM talent;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM talent;
CREATE SEQUENCE invoice;
CREATE FUNCTION best(text, integer) RETURNS text LANGUAGE sql AS 'SELECT $1';
INSERT INTO talent (name, gender) VALUES ('Asha', 'female')
"""


def rows(connection: psycopg.Connection[tuple[Any, ...]], statement: str) -> Rows:
    cursor = connection.execute(statement.encode())
    return cursor.fetchall() if cursor.description else []


def find_binaries() -> Path | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    named = [Path(os.environ["CASTMATCH_POSTGRES_BIN"])] if "CASTMATCH_POSTGRES_BIN" in os.environ else []
    on_path = shutil.which("initdb")
    candidates = [*named, *pg_config(), *debian, *([Path(on_path).parent] if on_path else [])]
    return next((c for c in candidates if (c / "initdb").exists() and (c / "postgres").exists()), None)


def pg_config() -> list[Path]:
    if not shutil.which("pg_config"):
        return []
    told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
    return [Path(told.stdout.strip())]


def unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: who it runs as then."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return {}


@contextlib.contextmanager
def running(binaries: Path, home: Path) -> Iterator[Cluster]:
    account = unprivileged()
    if account:
        os.chown(home, account["user"], account["group"])
    password_file = home / "admin-password"
    password_file.write_text(ADMIN_PASSWORD)
    password_file.chmod(0o644)
    initialise: list[str | Path] = [binaries / "initdb", "-D", home / "data", "-U", "postgres", "--no-sync"]
    initialise += ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password_file}"]
    initialise += ["--encoding=UTF8", "--locale=C"]
    subprocess.run(initialise, check=True, capture_output=True, cwd=home, **account)
    cluster = Cluster(ServerAddress("127.0.0.1", free_port(), "postgres", ADMIN_PASSWORD), home, home / "log")
    with cluster.log.open("wb") as log:
        settings = {
            "port": cluster.address.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": home,
            "fsync": "off",
            "log_statement": "all",  # the tests read the log for secrets
            "log_min_duration_statement": 0,
            "log_transaction_sample_rate": 1,
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        server = subprocess.Popen(
            [binaries / "postgres", "-D", home / "data", *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
            **account,
        )
        try:
            wait_until_ready(cluster, server)
            yield cluster
        finally:
            server.send_signal(2)  # SIGINT: a fast shutdown
            server.wait(timeout=30)


def wait_until_ready(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
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
