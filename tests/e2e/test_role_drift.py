"""The incident and its relatives: preview names what is wrong with the role, one up repairs it, no data is lost."""

import json

import pytest

from tests.e2e.stack import Stack
from tests.faults.catalogue import fault
from tests.incidents.play import cause
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker]

AT_ONCE = [
    fault(name)
    for name in (
        "password changed",
        "SELECT revoked",
        "CONNECT revoked",
        "login taken away",
        "made superuser",
        "reader lost SELECT",
        "reader may write",
        "reader lost a declared setting",
    )
]


@pytest.mark.requirement("R07")
@pytest.mark.requirement("R15")
@pytest.mark.requirement("R16")
@pytest.mark.requirement("R18")
def test_a_dropped_role_is_named_by_preview_and_repaired_by_one_up(unguarded: Stack, up: Stack) -> None:
    """No talent is lost, and another stack on this machine notices nothing."""
    talents = unguarded.talent_count()
    cause(unguarded, fault("role dropped"))

    assert not unguarded.is_healthy("backend")
    assert up.is_healthy("backend")
    preview = unguarded.preview()
    unguarded.up()

    assert fault("role dropped").words in preview.output
    assert unguarded.is_healthy("backend", "frontend")
    assert unguarded.talent_count() == talents


@pytest.mark.requirement("R07")
@pytest.mark.requirement("R15")
@pytest.mark.requirement("R16")
def test_eight_faults_of_two_roles_are_all_named_by_one_preview_and_repaired_by_one_up(unguarded: Stack) -> None:
    """Then nothing is left to do. Each fault alone: tests/integration/guardian/test_incident_matrix, `make matrix`."""
    talents = unguarded.talent_count()
    for one in AT_ONCE:
        cause(unguarded, one)

    preview = unguarded.preview()
    unguarded.up()

    assert [one.words for one in AT_ONCE if one.words not in preview.output] == []
    assert unguarded.is_healthy("backend", "frontend")
    assert unguarded.talent_count() == talents
    unguarded.expect_no_changes()


@pytest.mark.requirement("R15")
def test_a_wiped_volume_is_filled_again_by_one_up(unguarded: Stack) -> None:
    """Container and volume gone: the role is made again, migrations run, the seed is back."""
    seed = json.loads((unguarded.folder / "services" / "backend" / "seed" / "talent.json").read_text())
    unguarded.container("postgres").remove(force=True)
    for volume in unguarded.container("redis").client.volumes.list(filters={"name": unguarded.names.data_volume}):
        volume.remove(force=True)

    preview = unguarded.preview()
    unguarded.up()

    assert "castmatch_user: cannot be inspected now" in preview.output
    assert unguarded.is_healthy("frontend")
    assert unguarded.talent_count() == len(seed)


@pytest.mark.requirement("R15")
def test_stopped_containers_are_started_again_by_one_up(unguarded: Stack) -> None:
    """`docker stop` by hand is drift: preview does not fail but names both, up brings them back."""
    for service in ("backend", "postgres"):
        unguarded.container(service).stop()

    preview = unguarded.preview()
    unguarded.up()

    assert "backend" in preview.output
    assert "postgres" in preview.output
    assert unguarded.is_healthy("backend", "frontend")


@pytest.mark.requirement("R02")
@pytest.mark.requirement("R15")
def test_a_crash_looping_backend_is_back_at_once_after_the_repair(unguarded: Stack) -> None:
    """Docker's restart backoff, by then many seconds long, is not sat out."""
    cause(unguarded, fault("role dropped"))
    unguarded.container("backend").restart()
    backend = unguarded.folder / "services" / "backend" / "src" / "server.js"
    original = backend.read_text()
    try:
        # A backend that does not wait for its login but dies of it, as CastMatch's own once did.
        backend.write_text(CRASHING)
        eventually(lambda: unguarded.container("backend").attrs["RestartCount"] >= 3, 60)
    finally:
        backend.write_text(original)  # once: nodemon restarts the backend at every write, a later one too

    unguarded.up()

    assert unguarded.is_healthy("backend", "frontend")


CRASHING = """
import pg from 'pg';
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
"""
