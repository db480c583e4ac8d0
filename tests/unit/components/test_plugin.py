"""Inside Pulumi's plugin process an error of ours is its own three lines, and every other keeps its traceback."""

import traceback

import pulumi
import pytest
from pulumi.dynamic import Config, ConfigureRequest

from castmatch.errors import UserError
from components import plugin
from components.password import PasswordProvider
from components.plugin import Provider, unknown
from components.postgres_role import PostgresRoleProvider
from components.ready import ReadyProvider


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the SDK does before any other call. The plugin's process keeps the change; this process does not."""
    monkeypatch.setattr(traceback, "format_exc", traceback.format_exc)
    monkeypatch.setattr(plugin, "relax_gc", lambda: None)
    Provider().configure(ConfigureRequest(Config({}, "castmatch")))


def printed(error: Exception) -> str:
    """What the SDK prints of an error."""
    try:
        raise error
    except type(error):
        return traceback.format_exc()


@pytest.mark.requirement("R13")
@pytest.mark.usefixtures("configured")
def test_a_user_error_is_printed_without_a_traceback() -> None:
    error = UserError("backend to be ready", "it is not", "docker logs")

    assert printed(error) == "\nexpected  backend to be ready\nfound     it is not\nnext      docker logs"


@pytest.mark.usefixtures("configured")
def test_any_other_error_is_a_bug_and_keeps_its_traceback() -> None:
    text = printed(KeyError("backend"))

    assert text.startswith("Traceback (most recent call last)")
    assert "KeyError: 'backend'" in text


@pytest.mark.parametrize("provider", [PasswordProvider, PostgresRoleProvider, ReadyProvider])
def test_every_provider_of_ours_is_set_up_so(provider: type[Provider]) -> None:
    assert provider.configure is Provider.configure


def test_importing_changes_nothing() -> None:
    assert traceback.format_exc.__module__ == "traceback"


def test_unknown_is_what_preview_does_not_know_yet() -> None:
    assert unknown(pulumi.output.Unknown())  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("value", [None, "", 0, "04da6b54-80e4-46f7-96ec-b56ff0331ba9", {}])
def test_anything_else_is_known(value: object) -> None:
    assert not unknown(value)
