"""A password is generated once, is long enough, needs no quoting anywhere, and is secret from its first moment."""

import re

import pytest

from castmatch.declared.model import Declared
from components.password import PasswordProvider


def test_it_is_generated_at_creation() -> None:
    one, other = (PasswordProvider().create({}) for _ in range(2))

    assert one.outs is not None
    assert other.outs is not None
    assert one.outs["value"] != other.outs["value"]
    assert one.id != other.id


def test_it_has_192_bits_that_need_no_quoting() -> None:
    """In a URL, a shell, a redis.conf: the same text everywhere."""
    outs = PasswordProvider().create({}).outs

    assert outs is not None
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", outs["value"])


def test_its_id_says_nothing_of_it() -> None:
    created = PasswordProvider().create({})

    assert created.outs is not None
    assert created.id not in created.outs["value"]
    assert created.outs["value"] not in created.id


@pytest.mark.requirement("R14")
def test_it_never_changes_by_itself() -> None:
    assert PasswordProvider().diff("id", {"value": "old"}, {"value": None}).changes is False


@pytest.mark.parametrize("name", ["role-password", "admin-password", "redis-password"])
def test_its_value_is_declared_secret(dev: Declared, name: str) -> None:
    """Pulumi encrypts it in the state and never prints it."""
    password = dev.one("Password", name)

    assert password.options["additionalSecretOutputs"] == ["value"]
    assert not password.inputs.get("value")


def test_the_provider_keeps_nothing_that_would_be_pickled() -> None:
    assert vars(PasswordProvider()) == {}
