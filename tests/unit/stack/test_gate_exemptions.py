"""Exemptions from quality gates in the stack file: a known rule, a resource, a reason, a last day."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from castmatch.errors import UserError
from castmatch.gates.model import Exemption
from castmatch.stack.load import load, load_file
from castmatch.stack.model import StackConfig

pytestmark = pytest.mark.requirement("R28")
GRANTED = {"rule": "memory-limit", "resource": "backend", "reason": "heap dumps", "until": "2027-01-31"}
EXEMPTION = Exemption("memory-limit", "backend", "heap dumps", date(2027, 1, 31))


def loaded(**changes: Any) -> StackConfig:
    given = {key: value for key, value in {**GRANTED, **changes}.items() if value is not None}
    return load({"castmatch:exceptions": [given]}, Path("no-project"), "anna")


@pytest.mark.parametrize(
    "until",
    ["2027-01-31", date(2027, 1, 31), datetime(2027, 1, 31), "2027-01-31T00:00:00Z", "2027-01-31 00:00:00 +0000 UTC"],
    ids=["text", "a date of YAML", "a moment of YAML", "as JSON writes it", "as Go writes it"],
)
def test_the_last_day_is_understood_as_yaml_and_as_pulumi_write_it(until: Any) -> None:
    assert [one.model_dump() for one in loaded(until=until).exceptions] == [asdict(EXEMPTION)]


def test_it_stands_in_the_stack_file(tmp_path: Path) -> None:
    line = "[{rule: memory-limit, resource: backend, reason: heap dumps, until: 2027-01-31}]"
    (tmp_path / "Pulumi.dev.yaml").write_text(f"config:\n  castmatch:exceptions: {line}\n")

    assert [one.model_dump() for one in load_file(tmp_path, "dev").exceptions] == [asdict(EXEMPTION)]


@pytest.mark.requirement("R19")
@pytest.mark.parametrize(
    ("changes", "key", "allowed"),
    [
        ({"rule": "memory"}, "rule", "one of the rules health-check, memory-limit"),
        ({"rule": None}, "rule", "Field required"),
        ({"resource": ""}, "resource", "text"),
        ({"reason": None}, "reason", "Field required"),
        ({"reason": " "}, "reason", "a reason in words"),
        ({"until": None}, "until", "Field required"),
        ({"until": "soon"}, "until", "a valid date"),
        ({"until": "2027-02-30"}, "until", "a valid date"),
    ],
)
def test_what_is_missing_or_wrong_is_refused(changes: dict[str, Any], key: str, allowed: str) -> None:
    with pytest.raises(UserError) as caught:
        loaded(**changes)

    assert f"castmatch:exceptions.0.{key}: {allowed}" in caught.value.expected
