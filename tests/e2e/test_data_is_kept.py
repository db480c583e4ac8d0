"""No ordinary command loses the database; losing it takes the volume's name. Volumes of other origin: test_faults."""

import docker
import httpx
import pytest

from tests.e2e.conftest import MakeStack
from tests.e2e.stack import Stack
from tests.talent import talent

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker]

NEW = "Asha Written-Before-Destroy"


@pytest.mark.requirement("R04")
@pytest.mark.requirement("R20")
def test_what_was_written_is_still_there_after_destroy_and_up(up: Stack) -> None:
    """destroy removes five containers and the network; up makes new passwords and finds the old data."""
    written = httpx.post(f"{up.url('backend')}/api/talent", json=talent(NEW), timeout=10)
    assert written.status_code == 201, written.text
    talents = up.talent_count()

    destroyed = up.pulumi("destroy", "--yes", "--skip-preview")
    gone = docker.from_env().containers.list(all=True, filters={"name": f"^/castmatch-{up.name}-"})
    kept = docker.from_env().volumes.list(filters={"name": f"castmatch-{up.name}-"})
    up.up()

    assert destroyed.code == 0, destroyed.output
    assert gone == []
    assert [volume.name for volume in kept] == [up.names.data_volume]
    assert up.talent_count() == talents


@pytest.mark.requirement("R20")
def test_down_keeps_the_data_unless_its_volume_is_named(make_stack: MakeStack) -> None:
    """A wrong name touches nothing; the right one deletes the database."""
    stack = make_stack()
    volumes = docker.from_env().volumes
    volumes.create(stack.names.data_volume)

    wrong = stack.castmatch("down", "--delete-data", "everything")
    kept = stack.castmatch("down")
    still_there = [volume.name for volume in volumes.list(filters={"name": stack.names.data_volume})]
    deleted = stack.castmatch("down", "--delete-data", stack.names.data_volume)

    assert (wrong.code, kept.code, deleted.code) == (1, 0, 0), wrong.output + kept.output + deleted.output
    assert stack.names.data_volume in wrong.output
    assert still_there == [stack.names.data_volume]
    assert volumes.list(filters={"name": stack.names.data_volume}) == []
