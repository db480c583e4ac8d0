"""Whatever stands in a report: all in the comment is closed, and nothing foreign breaks out or calls."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castmatch.preview.as_markdown import as_markdown
from castmatch.preview.model import Report
from castmatch.preview.naming import derived_changes, primary_changes
from tests.unit.preview.any_report import reports
from tests.unit.preview.markdown import html, prose, said, tables, tokens

pytestmark = pytest.mark.requirement("R17")
LIMITS = st.one_of(st.integers(1_000, 3_000), st.integers(3_000, 65_000))
CALLS = re.compile(r"@\w|#\d|https?://|www\.")
PAIRED = ("details", "summary", "code", "sub")


@given(reports, LIMITS)
def test_every_fence_and_every_tag_is_closed(report: Report, limit: int) -> None:
    text = as_markdown(report, limit)

    lines = text.splitlines()
    for fence in (token for token in tokens(text) if token.type == "fence"):
        assert fence.map is not None
        assert lines[fence.map[1] - 1] == fence.markup
    for tag in PAIRED:
        assert [found for found in html(text) if found.strip("</>") == tag] == [
            f"<{tag}>",
            f"</{tag}>",
        ] * html(text).count(f"<{tag}>")


@given(reports, LIMITS)
def test_no_foreign_tag_or_comment_comes_through(report: Report, limit: int) -> None:
    comment, *tags = html(as_markdown(report, limit))

    assert re.fullmatch(r"<!-- castmatch-preview: [A-Za-z0-9._-]* -->", comment)
    assert {tag.strip("</>") for tag in tags} <= {*PAIRED, "br"}


@given(reports)
def test_every_change_is_one_row_of_three_cells(report: Report) -> None:
    found = tables(as_markdown(report, 10_000_000, full=True))

    rows = [row for table in found if table[0][0] == "resource" for row in table[1:]]
    away = [row for table in found if table[0][0] == "service" for row in table[1:]]
    assert len(rows) == len(primary_changes(report)) + len(derived_changes(report))
    assert len(away) == len(report.downtimes)
    assert {len(row) for row in rows + away} <= {3}


@given(reports, LIMITS)
def test_nothing_in_it_is_a_mention_a_reference_or_a_link(report: Report, limit: int) -> None:
    text = as_markdown(report, limit)

    assert [found for found in prose(text) if CALLS.search(found)] == []
    assert [child.type for token in tokens(text) for child in token.children or () if "link" in child.type] == []
    assert [child.type for token in tokens(text) for child in token.children or () if child.type == "image"] == []


@given(reports, LIMITS)
def test_it_has_no_other_blocks_than_its_own(report: Report, limit: int) -> None:
    """No heading, quote, rule or list beside those that the report makes."""
    found = tokens(as_markdown(report, limit))
    headings = [said(after) for before, after in pairwise(found) if before.type == "heading_open"]

    assert set(headings[1:]) <= {"Expected downtime", "Limits of this preview", "Exceptions in force"}
    assert not [token for token in found if token.type in ("hr", "code_block", "ordered_list_open")]
    assert sum(token.type == "blockquote_open" for token in found) <= 3
