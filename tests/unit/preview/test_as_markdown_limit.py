"""A comment has to fit: what goes first, and how a reader is told."""

from dataclasses import replace

import pytest

from castmatch.preview.as_markdown import as_markdown
from castmatch.preview.model import Hazard, Mode, Operation, Report
from tests.unit.preview.markdown import fences, tables
from tests.unit.preview.reports import VOLUME, change, no_changes, pull_request

pytestmark = pytest.mark.requirement("R17")


def crowded(changes: int) -> Report:
    """A report that does not fit."""
    volumes = tuple(change(VOLUME, f"volume-{number}", Operation.CREATE) for number in range(changes))
    return replace(pull_request(), changes=pull_request().changes + volumes)


def test_what_does_not_fit_is_cut_from_the_least_important_and_said_to_be() -> None:
    text = as_markdown(crowded(2000))

    assert len(text) <= 65_000
    rows = tables(text)[0][1:]
    assert 0 < len(rows) < 2009
    assert f"… {2009 - len(rows):,} more rows; the full report is in the job summary." in text
    assert "> [!WARNING]" in text
    assert fences(text, "mermaid") == fences(text, "sql") == []


SIGNS = {
    "graph": "flowchart",
    "what follows": "made anew or checked again",
    "limits": "Limits of this preview",
    "exceptions": "Exceptions in force",
    "sql": "```sql",
    "downtime": "Expected downtime",
    "changes": "what&nbsp;happens | why |\n| :-- | :-- | :-- |\n| volume",
    "hazards": "[!WARNING]",
}


def test_with_less_and_less_room_the_sections_go_one_after_the_other() -> None:
    hazards = tuple(Hazard("postgres", f"Hazard {number}.", "Look.") for number in range(20))
    report = replace(pull_request(), hazards=hazards)
    narrower = [as_markdown(report, limit) for limit in range(len(as_markdown(report)), 999, -7)]

    seen = {name: sum(sign in text for text in narrower) for name, sign in SIGNS.items()}

    assert list(seen) == sorted(seen, key=lambda name: seen[name])
    assert len(set(seen.values())) == len(SIGNS)
    assert seen["hazards"] == len(narrower)


def test_a_section_that_is_left_out_is_named() -> None:
    whole = as_markdown(pull_request())

    text = as_markdown(pull_request(), len(whole) - 10)

    assert fences(text, "mermaid") == []
    assert "… 1 more row (the graph); the full report is in the job summary." in text


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


def test_hazards_stay_longest() -> None:
    hazards = tuple(Hazard("postgres", f"Hazard {number}.", "Look.") for number in range(100))

    text = as_markdown(replace(pull_request(), hazards=hazards), 1500)

    assert "Hazard 0." in text
    assert "| resource |" not in text
    assert "more rows; the full report is in the job summary." in text


def test_a_full_report_that_does_not_fit_either_names_the_json_report() -> None:
    assert "the JSON report has everything" in as_markdown(crowded(2000), full=True)


def test_a_limit_that_cannot_be_kept_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1000 characters, not 999"):
        as_markdown(no_changes(), 999)
