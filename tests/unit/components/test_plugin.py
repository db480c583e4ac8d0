"""Inside Pulumi's plugin process an error of ours is its own three lines, and every other keeps its traceback."""

import traceback
from collections.abc import Iterator

import pulumi
import pytest

from castmatch.errors import UserError
from components.plugin import readable, unknown


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The plugin process keeps the change for good; this process must not."""
    original = traceback.format_exc
    yield
    traceback.format_exc = original


@readable
def refuse(name: str) -> str:
    raise UserError(f"{name} to be ready", "it is not", "docker logs")


@readable
def fail(name: str) -> str:
    raise KeyError(name)


@readable
def succeed(name: str) -> str:
    """What a method does."""
    return f"{name} is ready"


@pytest.mark.requirement("R13")
def test_a_user_error_is_told_without_a_traceback() -> None:
    try:
        refuse("backend")
    except UserError:
        told = traceback.format_exc()

    assert told == "\nexpected  backend to be ready\nfound     it is not\nnext      docker logs"


def test_any_other_error_is_a_bug_and_keeps_its_traceback() -> None:
    try:
        fail("backend")
    except KeyError:
        told = traceback.format_exc()

    assert told.startswith("Traceback (most recent call last)")
    assert "KeyError: 'backend'" in told


def test_a_method_that_succeeds_is_as_before() -> None:
    assert succeed("backend") == "backend is ready"
    assert succeed.__doc__ == "What a method does."


def test_importing_changes_nothing() -> None:
    assert traceback.format_exc.__module__ == "traceback"


def test_unknown_is_what_preview_does_not_know_yet() -> None:
    assert unknown(pulumi.output.Unknown())  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("value", [None, "", 0, "04da6b54-80e4-46f7-96ec-b56ff0331ba9", {}])
def test_anything_else_is_known(value: object) -> None:
    assert not unknown(value)
