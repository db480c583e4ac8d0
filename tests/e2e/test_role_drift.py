"""The incident and its relatives: preview names what is wrong with the role, one up repairs it, no data is lost."""

import json
import time

import pytest

from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker]

# One statement to psql, so one transaction: a guardian finds all of it or nothing.
DROP = ("REASSIGN OWNED BY castmatch_user TO postgres; DROP OWNED BY castmatch_user; DROP ROLE castmatch_user",)
FAULTS = {
    "dropped": (DROP, "role castmatch_user is missing"),
    "password changed": (
        ("ALTER ROLE castmatch_user PASSWORD 'changed-by-hand'",),
        "castmatch_user has another password than the declared one",
    ),
    "privilege revoked": (
        ("REVOKE SELECT ON talent FROM castmatch_user",),
        "castmatch_user may not SELECT on table public.talent",
    ),
    "connect revoked": (
        ("REVOKE CONNECT ON DATABASE castmatch FROM castmatch_user",),
        "castmatch_user may not CONNECT on database castmatch",
    ),
    "login lost": (("ALTER ROLE castmatch_user NOLOGIN",), "castmatch_user has NOLOGIN, not LOGIN"),
    "superuser by hand": (
        ("ALTER ROLE castmatch_user SUPERUSER",),
        "castmatch_user has SUPERUSER, not NOSUPERUSER",
    ),
}


@pytest.mark.requirement("R07")
@pytest.mark.requirement("R15")
@pytest.mark.requirement("R16")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_by_preview_and_repaired_by_one_up(unguarded: Stack, fault: str) -> None:
    """Named in words, repaired with grants, login and backend; no talent is lost; then nothing is left to do."""
    statements, words = FAULTS[fault]
    talents = unguarded.talent_count()
    unguarded.sql(*statements)

    preview = unguarded.preview()
    unguarded.up()

    assert words in preview.output
    assert unguarded.is_healthy("backend")
    assert unguarded.is_healthy("frontend")
    assert unguarded.talent_count() == talents
    unguarded.expect_no_changes()


@pytest.mark.requirement("R15")
def test_a_wiped_volume_is_filled_again_by_one_up(unguarded: Stack) -> None:
    """Container and volume gone: the role is made anew, migrations run, the seed is back."""
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
@pytest.mark.parametrize("service", ["postgres", "backend"])
def test_a_stopped_container_is_started_again(unguarded: Stack, service: str) -> None:
    """`docker stop` by hand is drift: preview does not fail, up brings the service back."""
    unguarded.container(service).stop()

    preview = unguarded.preview()
    unguarded.up()

    assert service in preview.output
    assert unguarded.is_healthy("frontend")


@pytest.mark.requirement("R02")
@pytest.mark.requirement("R15")
def test_a_crash_looping_backend_is_back_at_once_after_the_repair(unguarded: Stack) -> None:
    """Docker's restart backoff, by then many seconds long, is not sat out."""
    unguarded.sql(*DROP)
    unguarded.container("backend").restart()
    backend = unguarded.folder / "services" / "backend" / "src" / "server.js"
    original = backend.read_text()
    try:
        # A backend that does not wait for its login but dies of it, as CastMatch's own once did.
        backend.write_text(CRASHING)
        _wait_until_crash_looping(unguarded)
    finally:
        backend.write_text(original)  # once: nodemon restarts the backend at every write, a later one too

    unguarded.up()

    assert unguarded.is_healthy("backend")
    assert unguarded.is_healthy("frontend")


CRASHING = """
import pg from 'pg';
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
"""


def _wait_until_crash_looping(unguarded: Stack) -> None:
    deadline = time.monotonic() + 60
    while unguarded.container("backend").attrs["RestartCount"] < 3:
        assert time.monotonic() < deadline, "the backend does not crash"
        time.sleep(0.2)
