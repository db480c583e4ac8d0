"""Two trees of inputs, property by property."""

from typing import Any

import pytest

from castmatch.declared.model import UNKNOWN
from castmatch.preview.difference import (
    Difference,
    Secret,
    differences,
    holds_secret,
    is_unknown,
    overlap,
    shown,
)
from castmatch.preview.model import Special

pytestmark = pytest.mark.requirement("R17")


def between(old: Any, new: Any) -> list[Difference]:
    return list(differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ({"memory": 1}, {"memory": 2}, "memory"),
        ({"healthcheck": {"interval": "1s"}}, {"healthcheck": {"interval": "2s"}}, "healthcheck.interval"),
        ({"ports": [{"external": 1}]}, {"ports": [{"external": 2}]}, "ports[0].external"),
        ({"envs": ["A=1", "B=2"]}, {"envs": ["B=2", "A=3"]}, "envs.A"),
        (
            {"uploads": [{"file": "/a", "content": "x"}, {"file": "/b", "content": "y"}]},
            {"uploads": [{"file": "/b", "content": "z"}, {"file": "/a", "content": "x"}]},
            "uploads[/b].content",
        ),
        (
            {"volumes": [{"containerPath": "/srv/app", "hostPath": "/one"}]},
            {"volumes": [{"containerPath": "/srv/app", "hostPath": "/two"}]},
            "volumes[/srv/app].hostPath",
        ),
        (
            {"settings": [{"name": "work_mem", "database": "", "value": "1MB"}]},
            {"settings": [{"name": "work_mem", "database": "", "value": "2MB"}]},
            "settings[work_mem].value",
        ),
        ({"networksAdvanced": [{"name": "a"}]}, {"networksAdvanced": [{"name": "b"}]}, "networksAdvanced[0].name"),
    ],
)
def test_each_path_reads_as_a_person_would_say_it(old: Any, new: Any, path: str) -> None:
    assert [found.path for found in between(old, new)] == [path]


def test_a_list_of_plain_values_is_one_value() -> None:
    assert between({"command": ["a", "b"]}, {"command": ["a"]}) == [Difference("command", ["a", "b"], ["a"])]


def test_something_new_and_something_that_went() -> None:
    assert between({"envs": ["A=1"]}, {"envs": ["B=2"]}) == [
        Difference("envs.A", "1", Special.ABSENT),
        Difference("envs.B", Special.ABSENT, "2"),
    ]


def test_a_port_where_there_was_none() -> None:
    assert between({"ports": []}, {"ports": [{"external": 1}]}) == [
        Difference("ports[0]", Special.ABSENT, {"external": 1})
    ]


def test_pulumis_own_keys_make_no_difference() -> None:
    old = {"__defaults": ["start"], "healthcheck": {"__defaults": ["startPeriod"], "retries": 3}}

    assert between(old, {"__defaults": [], "healthcheck": {"retries": 3}}) == []


def test_the_order_of_named_things_and_the_form_of_numbers_make_no_difference() -> None:
    assert between({"envs": ["A=1", "B=2"], "within": 120.0}, {"envs": ["B=2", "A=1"], "within": 120}) == []


def test_secrets_are_compared_and_never_shown() -> None:
    assert between({"password": Secret("a")}, {"password": Secret("a")}) == []
    ((found),) = between({"password": Secret("a")}, {"password": Secret("b")})
    assert shown(found.old) == Special.MASKED
    assert "a" not in repr(Secret("a")).removeprefix("Secret")


@pytest.mark.parametrize("value", [UNKNOWN, f"http://{UNKNOWN}", ["a", UNKNOWN], {"a": {"b": UNKNOWN}}])
def test_what_is_partly_unknown_is_unknown(value: Any) -> None:
    assert is_unknown(value)
    assert not is_unknown(["a", {"b": Secret(), "c": 1}])


def test_a_secret_is_found_at_any_depth() -> None:
    assert holds_secret([{"content": Secret()}])
    assert not holds_secret([{"content": "secret"}, None])


def test_what_is_shown_holds_nothing_of_pulumis_own() -> None:
    value = {"__defaults": [], "id": "ab" * 32, "host": UNKNOWN, "list": [{"secret": Secret()}]}

    assert shown(value) == {"id": "ab" * 6, "host": Special.UNKNOWN, "list": [{"secret": Special.MASKED}]}


@pytest.mark.parametrize(
    ("path", "other", "expected"),
    [
        ("ports", "ports[0].external", True),
        ("ports[0].external", "ports", True),
        ("memory", "memorySwap", False),
        ("memory", "memory", True),
    ],
)
def test_paths_overlap_at_their_joints_only(path: str, other: str, expected: bool) -> None:
    assert overlap(path, other) is expected
