"""The report on a terminal."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castmatch.preview.as_text import as_text
from castmatch.preview.model import Mode, Report
from tests.unit.preview.any_report import reports
from tests.unit.preview.reports import drift, no_changes, pull_request, quick, refused

pytestmark = pytest.mark.requirement("R17")


def lines(report: Report, width: int = 120) -> list[str]:
    return as_text(report, width).splitlines()


@pytest.mark.requirement("R16")
def test_no_changes_are_one_plain_line() -> None:
    assert as_text(no_changes()) == "CastMatch, stack dev: no changes; 36 resources are as declared (4.3 s)\n"


def test_no_changes_against_a_base_are_said_of_the_base() -> None:
    report = replace(no_changes(), mode=Mode.BASE, base="main", unchanged=1)

    assert lines(report) == ["CastMatch, stack dev: no changes; 1 resource is as in main (4.3 s)"]


def test_it_begins_with_the_verdict_and_what_is_compared() -> None:
    found = lines(drift(), 200)

    assert found[0].startswith(
        "CastMatch, stack dev: 1 container replaced, 1 container changed, 1 role changed; drift in 3"
    )
    assert found[1] == "running stack dev → working tree; 31 resources are as they are (4.3 s)"


def test_a_number_is_not_parted_from_its_unit() -> None:
    found = [line.strip() for width in range(60, 120) for line in lines(pull_request(), width)]

    assert not {"s", "s)"} & set(found)


def test_what_could_hurt_comes_first() -> None:
    text = as_text(pull_request())

    parts = [
        "what could hurt",
        "what happens",
        "SQL for role castmatch_user",
        "expected downtime",
        "limits",
        "exceptions",
    ]
    assert sorted(parts, key=text.index) == parts


def test_a_hazard_is_told_with_what_to_do() -> None:
    found = lines(pull_request())

    index = found.index("  postgres        The image's major version changes from 15 to 16.")
    assert found[index + 1] == "                  PostgreSQL 16 can't read the data of 15."


def test_a_change_is_a_line_for_each_property_in_columns() -> None:
    found = lines(pull_request(), 200)

    (head,) = (line for line in found if line.lstrip().startswith("resource"))
    index = next(number for number, line in enumerate(found) if line.startswith("  container ai"))
    assert [line[head.index("why") :] for line in found[index : index + 2]] == [
        "ports[0].external: 8002 → 8003 (replaces)",
        "envs[3]: CHAT_MODEL=qwen|2.5 → CHAT_MODEL=`qwen` 3 @castmatch/ai (replaces)",
    ]
    assert found[index][head.index("what happens") :].startswith("replaced")
    assert found[index + 1][: head.index("why")].isspace()


@pytest.mark.requirement("R16")
def test_drift_and_change_are_told_apart() -> None:
    text = as_text(drift())

    assert "drift    mustRun: false → true" in text
    assert "drift    castmatch_user may not log in" in text
    assert "change   memory: 128 → 192" in text
    assert "follows  known when up runs: container_id" in text


def test_the_sql_is_there_statement_by_statement() -> None:
    assert "SQL for role castmatch_user\n  ALTER ROLE castmatch_user LOGIN;\n" in as_text(drift())


def test_the_expected_downtime_is_told_for_each_service() -> None:
    found = lines(pull_request())

    assert "  backend   about 6 s  its container is replaced, and it needs postgres" in found
    assert "  frontend  unknown    it needs backend" in found


def test_a_refusal_is_the_message_as_it_is() -> None:
    text = as_text(refused())

    assert text.startswith("CastMatch, stack pr-43: refused: it can't be brought up\n")
    assert "\n  found     container ai: memory is not set\n" in text


def test_the_quick_mode_says_what_it_cannot_tell() -> None:
    text = " ".join(as_text(quick()).split())

    assert "can't tell a change in place from a replacement" in text
    assert "container redis changed or replaced memory: 128 → 192" in text


@given(reports, st.integers(60, 160))
def test_nothing_in_any_report_is_more_than_text(report: Report, width: int) -> None:
    text = as_text(report, width)

    assert all(letter.isprintable() for letter in text.replace("\n", ""))
    assert "##[" not in text
    assert not [line for line in text.split("\n") if line.lstrip().startswith("::")]
