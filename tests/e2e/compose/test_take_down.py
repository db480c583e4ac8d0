"""`castmatch down` of a stack that Compose runs; the last file here, it leaves a stack without its data."""

from collections.abc import Callable

import pytest

from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R20")]


@pytest.mark.exhaustive
def test_what_compose_ran_comes_up_again_by_pulumi_with_all_rows(composed: Stack, data: Callable[[], bool]) -> None:
    _down(composed)

    composed.up()

    assert data()


def test_down_keeps_the_data_unless_its_volume_is_named(composed: Stack) -> None:
    _down(composed)

    deleted = composed.castmatch("down", "--delete-data", composed.names.data_volume)

    assert deleted.code == 0, deleted.output
    assert composed.in_docker()[2] == []


def _down(stack: Stack) -> None:
    result = stack.castmatch("down")
    containers, _, kept = stack.in_docker()

    assert result.code == 0, result.output
    assert containers == []
    assert [volume.name for volume in kept] == [stack.names.data_volume]
