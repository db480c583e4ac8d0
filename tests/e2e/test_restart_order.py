"""Nothing orders the containers after a restart: each waits for what it needs, and nothing crashes."""

import subprocess
import time
from datetime import UTC, datetime

import httpx
import pytest

from castmatch.stack.model import CONTAINERS, SERVICES, ServiceName
from tests.e2e.stack import APPS, Stack
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R09")]

# No word of these may stand in the log of an app that only has to wait.
CRASHES = ("app crashed", "cannot start", "Traceback", "Unhandled")


def test_all_five_restarted_at_once_are_ready_again_without_help(up: Stack) -> None:
    """`docker restart` with all five in one command."""
    talents, since = up.talent_count(), datetime.now(UTC)

    docker("restart", up, *reversed(SERVICES))
    wait_until_ready(up)

    assert restarts(up) == dict.fromkeys(CONTAINERS, 0)
    assert crashes(up, since) == []
    assert in_order(log(up, "backend", since), "listening")
    assert up.talent_count() == talents


def test_a_database_that_comes_10_seconds_late_is_waited_for(up: Stack) -> None:
    """The backend says for which login it waits and why, and starts its server only after that login."""
    talents = up.talent_count()
    docker("stop", up, *SERVICES)
    since = datetime.now(UTC)
    docker("start", up, *(service for service in reversed(SERVICES) if service != "postgres"))
    time.sleep(10)

    with pytest.raises(httpx.TransportError):
        httpx.get(f"{up.url('backend')}/health", timeout=5)
    docker("start", up, "postgres")
    wait_until_ready(up)

    assert restarts(up) == dict.fromkeys(CONTAINERS, 0)
    assert crashes(up, since) == []
    waited = "waiting for postgres: "
    assert in_order(log(up, "backend", since), waited, "login=castmatch_user@postgres:5432/castmatch", "listening")
    assert up.talent_count() == talents


def docker(action: str, stack: Stack, *services: ServiceName) -> None:
    """One command for all of them."""
    names = [stack.names.container(service) for service in services]
    subprocess.run(["docker", action, *names], check=True, capture_output=True)


def wait_until_ready(stack: Stack) -> None:
    """Wait until each of the five proves itself: apps over HTTP, the database by a login, Redis by a PING."""
    stack.until_healthy()
    eventually(lambda: serves(stack), 60)


def serves(stack: Stack) -> bool:
    """The page's own API lists talent, and the backend's health, which logs in and PINGs, names no failure."""
    try:
        found = httpx.get(f"{stack.url('frontend')}/api/talent?limit=1", timeout=5)
        health = httpx.get(f"{stack.url('backend')}/health", timeout=5).json()
    except (httpx.HTTPError, ValueError):
        return False
    return found.status_code == 200 and health["status"] == "ok" and health["failing"] == []


def restarts(stack: Stack) -> dict[str, int]:
    """How often Docker started each container again because it had ended by itself."""
    return {name: stack.container(name).attrs["RestartCount"] for name in CONTAINERS}


def log(stack: Stack, service: str, since: datetime | None = None) -> str:
    return str(stack.container(service).logs(**({"since": since} if since else {})).decode())


def crashes(stack: Stack, since: datetime) -> list[str]:
    """Lines of any app's log that tell of a crash."""
    lines = [line for app in APPS for line in log(stack, app, since).splitlines()]
    return [line for line in lines if any(word in line for word in CRASHES)]


def in_order(text: str, *words: str) -> bool:
    """True when the words stand in the text, each after the one before."""
    place = 0
    for word in words:
        place = text.find(word, place) + 1
        if place == 0:
            return False
    return True
