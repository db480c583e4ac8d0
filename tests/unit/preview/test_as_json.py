"""The report for programs."""

import json
import random
from dataclasses import fields, replace
from typing import Any

import pytest

from castmatch.preview.as_json import as_json
from castmatch.preview.model import Report, ResourceChange
from tests.unit.preview.reports import SAMPLES, pull_request

pytestmark = pytest.mark.requirement("R17")


def document(report: Report) -> Any:
    return json.loads(as_json(report))


@pytest.mark.requirement("R16")
@pytest.mark.parametrize("sample", SAMPLES)
def test_it_has_every_field_of_the_report_and_what_follows_from_them(sample: str) -> None:
    found = document(SAMPLES[sample]())

    assert set(found) == {field.name for field in fields(Report)} | {"version", "verdict", "has_drift"}
    assert found["version"] == 1
    assert found["has_drift"] is (sample == "drift")


def test_a_change_has_every_field_and_its_cause() -> None:
    found = document(pull_request())["changes"]

    assert {key for change in found for key in change} == {field.name for field in fields(ResourceChange)} | {"cause"}
    redis, backend = (
        next(change for change in found if change["urn"].endswith(f"Container::{name}"))
        for name in ("redis", "backend")
    )
    assert (redis["operation"], redis["cause"], redis["service"]) == ("update", "change", "redis")
    assert redis["properties"][0] == {"path": "memory", "old": 128, "new": 192, "cause": "change", "replaces": False}
    assert backend["properties"][0]["new"] == "(another secret)"


def test_a_downtime_that_cannot_be_told_is_null() -> None:
    times = {found["service"]: found["seconds"] for found in document(pull_request())["downtimes"]}

    assert times == {"ai": 4.1, "backend": 6.3, "frontend": None, "postgres": 3.2}


def test_where_order_means_nothing_it_makes_no_difference() -> None:
    report = replace(pull_request(), exceptions=("a", "b"))

    def mixed(things: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.Random(3).sample(things, len(things)))

    keys = ("changes", "sql", "downtimes", "edges", "exceptions")
    reordered: dict[str, Any] = {key: mixed(getattr(report, key)) for key in keys}
    other = replace(report, **reordered)

    assert other != report
    assert as_json(other) == as_json(report)


def test_the_order_of_statements_and_hazards_is_kept() -> None:
    found = document(pull_request())

    reader, user = found["sql"]
    assert [reader["role"], user["role"]] == ["castmatch_reader", "castmatch_user"]
    assert reader["statements"] == list(pull_request().sql[1].statements)
    assert [hazard["resource"] for hazard in found["hazards"]] == ["postgres", "castmatch_user", "ai"]
