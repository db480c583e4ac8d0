"""No generated password leaves the stack: not on a screen, not in a log, a process list or the state in clear."""

import base64
import subprocess

import docker
import httpx
import pytest

from castmatch.stack.model import CONTAINERS, StackConfig
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R07")]


@pytest.fixture(scope="module")
def passwords(up: Stack) -> list[str]:
    return passwords_of(up)


def passwords_of(stack: Stack) -> list[str]:
    """All generated passwords, and each in base64, in which the Docker provider keeps some contents."""
    plain = stack.secrets("role-password", "admin-password", "redis-password")
    assert all(len(password) >= 32 for password in plain)
    return plain + [base64.b64encode(password.encode()).decode().rstrip("=") for password in plain]


def test_no_command_prints_a_password(unguarded: Stack) -> None:
    """Not even while a changed password is being repaired, as the last of these does, after a preview of its own."""
    passwords = passwords_of(unguarded)
    unguarded.sql("ALTER ROLE castmatch_user PASSWORD 'changed-by-hand'")

    for command in ("preview --json", "stack output --json", "stack export", "up --yes --diff"):
        output = unguarded.pulumi(*command.split()).output

        assert len(output) > 100, command
        assert not [secret for secret in passwords if secret in output], command


def test_the_state_on_disk_holds_no_password_in_clear(up: Stack, passwords: list[str]) -> None:
    """Checkpoint, history and backups of the file backend."""
    files = [path for path in (up.state / ".pulumi").rglob("*") if path.is_file()]

    leaks = [path for path in files if any(secret in path.read_text(errors="replace") for secret in passwords)]

    assert len(files) > 3
    assert leaks == []


def test_no_log_line_of_any_service_holds_a_password(up: Stack, passwords: list[str]) -> None:
    """Docker's logs of all six."""
    logs = "".join(up.container(service).logs().decode(errors="replace") for service in CONTAINERS)

    assert len(logs) > 500
    assert not [secret for secret in passwords if secret in logs]


def test_neither_the_guardians_port_nor_the_servers_settings_tell_a_password(up: Stack, passwords: list[str]) -> None:
    """The record on the server of what was declared last is a digest."""
    told = httpx.get(f"http://127.0.0.1:{StackConfig().ports.guardian + up.offset}/", trust_env=False).text
    settings = up.sql("SELECT unnest(setconfig) FROM pg_db_role_setting")

    assert "castmatch_user" in told
    assert "castmatch.claim_" in settings
    assert not [secret for secret in passwords if secret in told + settings]


def test_no_process_list_shows_a_password(up: Stack, passwords: list[str]) -> None:
    """Arguments of every process of this machine, those in the containers included, during a health check too."""
    for service in CONTAINERS:
        check = up.container(service).attrs["Config"]["Healthcheck"]["Test"][1:]
        up.container(service).exec_run(check, detach=True)
    shown = "".join(
        subprocess.run(["ps", "-eww", "-o", "args"], capture_output=True, text=True).stdout for _ in range(5)
    )

    assert "postgres" in shown
    assert not [secret for secret in passwords if secret in shown]


def test_docker_inspect_shows_no_password(up: Stack, passwords: list[str]) -> None:
    """Environment, command and health check of each container; images likewise."""
    client = docker.from_env()
    inspected = "".join(str(up.container(service).attrs) for service in CONTAINERS)
    inspected += "".join(str(client.images.get(up.container(service).attrs["Image"]).attrs) for service in CONTAINERS)

    assert "POSTGRES_PASSWORD_FILE" in inspected
    assert not [secret for secret in passwords if secret in inspected]
