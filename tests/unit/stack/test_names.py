"""Names of two stacks never meet, and Docker takes every one of them."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from castmatch.stack.model import CONTAINERS
from castmatch.stack.names import Names

# What Pulumi allows as the name of a stack.
stacks = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,30}", fullmatch=True)


def containers(stack: str) -> set[str]:
    return {Names(stack).container(service) for service in CONTAINERS}


def volumes(stack: str) -> set[str]:
    return {Names(stack).data_volume, Names(stack).socket_volume, Names(stack).build_volume}


@pytest.mark.requirement("R18")
@given(stacks, stacks)
@example("dev", "Dev")
@example("a.b", "a-b")
def test_two_stacks_share_no_name(one: str, other: str) -> None:
    assume(one != other)

    assert containers(one).isdisjoint(containers(other))
    assert volumes(one).isdisjoint(volumes(other))
    assert Names(one).network != Names(other).network


@pytest.mark.requirement("R18")
@given(stacks, st.sampled_from(["postgres", "postgres-data", "postgres-socket", "frontend-build", "backend"]))
def test_not_even_a_stack_that_is_named_after_another_stacks_part(stack: str, part: str) -> None:
    nested = f"{stack}-{part}"

    assert containers(stack).isdisjoint(containers(nested))
    assert volumes(stack).isdisjoint(volumes(nested))


@given(stacks)
def test_one_stack_has_a_name_for_each_thing(stack: str) -> None:
    assert len(containers(stack)) == len(CONTAINERS)
    assert len(volumes(stack)) == 3


@given(stacks)
def test_docker_takes_every_name(stack: str) -> None:
    for name in containers(stack) | volumes(stack) | {Names(stack).network}:
        assert re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+", name)
