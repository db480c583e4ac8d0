"""A comment has to fit: what goes first, and how a reader learns of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castmatch.preview.as_markdown import as_markdown
from castmatch.preview.model import Hazard, Mode, Operation, Report
from tests.unit.preview.any_report import reports
from tests.unit.preview.markdown import fences, tables
from tests.unit.preview.reports import VOLUME, change, changed, container, no_changes, pull_request

pytestmark = pytest.mark.requirement("R17")
SIGNS = {
    "graph": "flowchart",
    "what follows": "replaced or checked again",
    "limits": "Limits of this preview",
    "exceptions": "Exceptions in force",
    "sql": "```sql",
    "downtime": "Expected downtime",
    "changes": "what&nbsp;happens | why |\n| :-- | :-- | :-- |\n| volume",
    "hazards": "[!WARNING]",
}


def hazards(number: int) -> tuple[Hazard, ...]:
    return tuple(Hazard("postgres", f"Hazard {one}.", "Look.") for one in range(number))


def test_a_table_of_very_many_rows_shows_the_first_hundred_and_says_where_the_others_are() -> None:
    volumes = tuple(change(VOLUME, f"volume-{number}", Operation.CREATE) for number in range(2000))
    report = replace(pull_request(), changes=pull_request().changes + volumes)

    text = as_markdown(report)

    assert len(tables(text)[0][1:]) == 100
    assert "… 1,909 more rows; the full report is in the job summary." in text
    assert len(tables(as_markdown(report, 1_000_000, full=True))[0][1:]) == 2009


def test_a_full_report_that_does_not_fit_either_names_the_json_report() -> None:
    long = container("ai", Operation.REPLACE, changed("command", "a" * 600_000, "b" * 600_000))
    text = as_markdown(replace(pull_request(), changes=(long,)), 1_000_000, full=True)

    assert len(text) <= 1_000_000
    assert "(the changes, the SQL, the downtime, the graph)" not in text
    assert "the JSON report has everything" in text


def test_with_less_and_less_room_the_sections_go_one_after_the_other() -> None:
    report = replace(pull_request(), hazards=hazards(20))
    narrower = [as_markdown(report, limit) for limit in range(len(as_markdown(report)) + 500, 1300, -7)]

    seen = {name: sum(sign in text for text in narrower) for name, sign in SIGNS.items()}

    assert list(seen) == sorted(seen, key=lambda name: seen[name])
    assert len(set(seen.values())) == len(SIGNS)
    assert seen["hazards"] == len(narrower)
    assert any("… 1 more row (the graph); the full report is in the job summary." in text for text in narrower)


@given(reports, st.integers(0, 120), st.one_of(st.integers(1_000, 5_000), st.integers(5_000, 65_000)), st.booleans())
def test_it_always_fits_and_hazards_are_cut_only_where_nothing_lesser_is_shown(
    report: Report, number: int, limit: int, full: bool
) -> None:
    report = replace(report, refused="", hazards=(*report.hazards, *hazards(number)))
    text = as_markdown(report, limit, full)

    assert len(text) <= limit
    if text.count("> - **") < len(report.hazards):
        assert not tables(text)
        assert not fences(text, "sql") + fences(text, "mermaid")
        assert "####" not in text


def test_the_smallest_limit_is_kept_when_nothing_at_all_fits() -> None:
    odd = "|{" * 100
    report = replace(
        pull_request(),
        mode=Mode.QUICK,
        stack=odd,
        base=odd,
        head=odd,
        hazards=(Hazard(odd, odd, odd),) * 1000,
        exceptions=(odd,) * 1000,
        limits=(odd,) * 1000,
        seconds=100_000.0,
        unchanged=100_000,
    )

    text = as_markdown(report, 1000)

    assert len(text) <= 1000
    assert "more rows; the full report is in the job summary." in text


def test_a_limit_that_cannot_be_kept_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1000 characters, not 999"):
        as_markdown(no_changes(), 999)
