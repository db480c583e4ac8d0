"""`castmatch down` of a stack that went through both hands; the last file here, it leaves a stack without its data."""

from collections.abc import Callable

import docker
import pytest

from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R20")]


def test_down_keeps_the_data_in_both_states_unless_its_volume_is_named(
    composed: Stack, data: Callable[[], bool]
) -> None:
    """Of Compose's stack, which Pulumi brings up again with all rows, and of Pulumi's."""
    _down(composed)
    composed.up()
    complete = data()
    _down(composed)

    deleted = composed.castmatch("down", "--delete-data", composed.names.data_volume)

    assert complete
    assert deleted.code == 0, deleted.output
    assert docker.from_env().volumes.list(filters={"name": f"castmatch-{composed.name}-"}) == []


def _down(stack: Stack) -> None:
    result = stack.castmatch("down")
    left = docker.from_env().containers.list(all=True, filters={"name": f"^/castmatch-{stack.name}-"})
    kept = docker.from_env().volumes.list(filters={"name": f"castmatch-{stack.name}-"})

    assert result.code == 0, result.output
    assert left == []
    assert [volume.name for volume in kept] == [stack.names.data_volume]
