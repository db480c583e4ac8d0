"""Two trees of inputs, property by property."""

from typing import Any

import pytest

from castmatch.preview.difference import Difference, Secret, differences, holds_secret, is_unknown, overlap, shown
from castmatch.preview.model import Special
from castmatch.pulumi_values import UNKNOWN

pytestmark = pytest.mark.requirement("R17")
A, B = {"file": "/a", "content": "x"}, {"file": "/b", "content": "y"}


@pytest.mark.parametrize(
    ("old", "new", "paths"),
    [
        ({"memory": 1}, {"memory": 2}, ["memory"]),
        ({"healthcheck": {"interval": "1s"}}, {"healthcheck": {"interval": "2s"}}, ["healthcheck.interval"]),
        ({"ports": [{"external": 1}]}, {"ports": [{"external": 2}]}, ["ports[0].external"]),
        ({"envs": ["A=1", "B=2"]}, {"envs": ["B=2", "A=3"]}, ["envs.A"]),
        ({"uploads": [A, B]}, {"uploads": [{**B, "content": "z"}, A]}, ["uploads[/b].content"]),
        (
            {"volumes": [{"containerPath": "/srv/app", "hostPath": "/one"}]},
            {"volumes": [{"containerPath": "/srv/app", "hostPath": "/two"}]},
            ["volumes[/srv/app].hostPath"],
        ),
        (
            {"settings": [{"name": "work_mem", "database": "", "value": "1MB"}]},
            {"settings": [{"name": "work_mem", "database": "", "value": "2MB"}]},
            ["settings[work_mem].value"],
        ),
        ({"networksAdvanced": [{"name": "a"}]}, {"networksAdvanced": [{"name": "b"}]}, ["networksAdvanced[0].name"]),
        ({"__defaults": ["start"], "of": {"__defaults": ["a"], "b": 3}}, {"__defaults": [], "of": {"b": 3}}, []),
        ({"envs": ["A=1", "B=2"], "within": 120.0}, {"envs": ["B=2", "A=1"], "within": 120}, []),
        ({"password": Secret("a")}, {"password": Secret("a")}, []),
        ({"password": Secret("a")}, {"password": Secret("b")}, ["password"]),
    ],
)
def test_each_path_reads_as_a_person_would_say_it(old: Any, new: Any, paths: list[str]) -> None:
    assert [found.path for found in differences(old, new)] == paths


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"command": ["a", "b"]}, {"command": ["a"]}, [Difference("command", ["a", "b"], ["a"])]),
        (
            {"envs": ["A=1"]},
            {"envs": ["B=2"]},
            [Difference("envs.A", "1", Special.ABSENT), Difference("envs.B", Special.ABSENT, "2")],
        ),
        ({"ports": []}, {"ports": [{"external": 1}]}, [Difference("ports[0]", Special.ABSENT, {"external": 1})]),
    ],
    ids=["a list of plain values is one value", "something new and something that went", "the first of a list"],
)
def test_each_difference_has_both_values(old: Any, new: Any, expected: list[Difference]) -> None:
    assert list(differences(old, new)) == expected


@pytest.mark.parametrize("value", [UNKNOWN, f"http://{UNKNOWN}", ["a", UNKNOWN], {"a": {"b": UNKNOWN}}])
def test_what_is_partly_unknown_is_unknown(value: Any) -> None:
    assert is_unknown(value)
    assert not is_unknown(["a", {"b": Secret(), "c": 1}])


def test_a_secret_is_found_at_any_depth() -> None:
    assert holds_secret([{"content": Secret()}])
    assert not holds_secret([{"content": "secret"}, None])


def test_what_is_shown_holds_nothing_of_pulumis_own_and_no_secret() -> None:
    value = {"__defaults": [], "id": "ab" * 32, "host": UNKNOWN, "list": [{"secret": Secret("digest")}]}

    assert shown(value) == {"id": "ab" * 6, "host": Special.UNKNOWN, "list": [{"secret": Special.MASKED}]}
    assert "digest" not in repr(value)


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
