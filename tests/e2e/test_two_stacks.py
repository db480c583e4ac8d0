"""Two developers on one machine: two complete environments at once, neither noticing the other."""

import httpx
import pytest

from castmatch.stack.model import SERVICES
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R18")]


def test_two_stacks_run_at_once_and_share_nothing(up: Stack, unguarded: Stack) -> None:
    """Each page has its own data. What one does not notice of the other's dropped role: test_role_drift."""
    other, talents = unguarded, up.talent_count()
    others = other.talent_count()

    other.sql("DELETE FROM talent WHERE id = 5")

    assert other.talent_count() == others - 1
    assert up.talent_count() == talents
    assert _ids(up).isdisjoint(_ids(other))
    assert up.secret("role-password") != other.secret("role-password")
    assert up.name in httpx.get(up.url("frontend"), timeout=10).text
    assert other.name in httpx.get(other.url("frontend"), timeout=10).text


def _ids(stack: Stack) -> set[str]:
    containers = [stack.container(service) for service in SERVICES]
    networks = [n["NetworkID"] for c in containers for n in c.attrs["NetworkSettings"]["Networks"].values()]
    volumes = [m["Name"] for c in containers for m in c.attrs["Mounts"] if m["Type"] == "volume"]
    return {*(c.id for c in containers), *networks, *volumes}
