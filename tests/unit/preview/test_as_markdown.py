"""The comment on a pull request: what could hurt first, then everything else, each in its place."""

from dataclasses import replace

import pytest

from castmatch.preview.as_markdown import as_markdown
from castmatch.preview.model import Mode, Operation, Report, RoleSql
from castmatch.preview.naming import primary_changes
from castmatch.preview.verdict import verdict
from tests.unit.preview.markdown import fences, tables
from tests.unit.preview.reports import (
    SAMPLES,
    changed,
    container,
    drift,
    no_changes,
    pull_request,
    quick,
    refused,
)

pytestmark = pytest.mark.requirement("R17")


@pytest.mark.parametrize("sample", SAMPLES)
def test_its_first_line_is_hidden_and_names_the_stack_and_its_heading_is_the_verdict(sample: str) -> None:
    report = SAMPLES[sample]()

    first, second, *_ = as_markdown(report).splitlines()

    assert first == f"<!-- castmatch-preview: {report.stack} -->"
    assert second.lower() == f"### {verdict(report).lower()}"


def test_the_changes_are_a_table_of_resource_what_happens_and_why() -> None:
    head, *rows = tables(as_markdown(pull_request()))[0]

    assert head == ["resource", "what\xa0happens", "why"]
    assert len(rows) == len(primary_changes(pull_request())) == 9
    assert rows[1] == [
        "container postgres",
        "replaced",
        "image: sha256:8d3a5f1c0b7e… → sha256:c1b2a3948576… (replaces)\nhealthcheck.interval: 30s → 20s (replaces)",
    ]
    assert ["container redis", "changed", "memory: 128 → 192\nmemorySwap: 128 → 192"] in rows
    assert ["container backend", "replaced", "uploads[0].content: (secret) → (another secret)"] in rows
    assert [
        "volume postgres-data",
        "no\xa0longer\xa0managed,\xa0kept",
        "no longer declared; it stays on this machine",
    ] in rows


def test_what_merely_follows_stands_folded_in_a_table_of_its_own() -> None:
    text = as_markdown(pull_request())

    assert "<summary>3 resources replaced or checked again because of these</summary>" in text
    assert [row[0] for row in tables(text)[1][1:]] == ["check postgres-ready", "check ai-ready", "check backend-ready"]


def test_what_could_hurt_stands_before_everything_else_in_a_warning() -> None:
    text = as_markdown(pull_request())

    warning = text.index("> [!WARNING]")
    assert warning < text.index("| resource |")
    assert text.count("> - **") == 3
    assert "[!" not in as_markdown(replace(pull_request(), hazards=()))
    assert "> - **ai**: It is published on port 8003 instead of 8002.<br>*Tell everybody" in text


def test_the_sql_is_folded_one_statement_a_line_with_whose_it_is() -> None:
    (sql,) = fences(as_markdown(pull_request()), "sql")

    assert sql.splitlines()[:3] == [
        "-- role castmatch_user",
        'REVOKE DELETE, INSERT, UPDATE ON TABLE public.talent FROM "castmatch_user";',
        "-- role castmatch_reader",
    ]


def test_without_changes_there_is_neither_a_table_nor_a_graph() -> None:
    assert "flowchart" in fences(as_markdown(pull_request()), "mermaid")[0]
    unchanged = as_markdown(no_changes())
    assert "36 resources unchanged" in unchanged
    assert not tables(unchanged) + fences(unchanged, "mermaid")


def test_the_expected_downtime_is_a_table() -> None:
    found = tables(as_markdown(pull_request()))[2]

    assert found[0] == ["service", "away", "why"]
    assert found[3] == ["backend", "about 6 s", "its container is replaced, and it needs postgres"]
    assert found[4][:2] == ["frontend", "unknown"]


def test_limits_and_exceptions_are_said() -> None:
    text = as_markdown(pull_request())

    assert "- What <code>pulumi up</code> does to data" in text
    assert "- container ai may run without a memory limit until 2026-12-31" in text


@pytest.mark.requirement("R16")
def test_drift_and_change_are_told_apart() -> None:
    text = as_markdown(drift())

    assert "**drift** mustRun: <code>false</code> → <code>true</code>" in text
    assert "**drift** castmatch_user may not log in" in text
    assert "*change* memory: <code>128</code> → <code>192</code>" in text


def test_a_refused_head_is_said_to_be_so_with_the_message() -> None:
    text = as_markdown(refused())

    assert "> [!CAUTION]" in text
    assert fences(text, "text") == [refused().refused + "\n"]


def test_the_quick_mode_says_what_it_cannot_tell() -> None:
    text = as_markdown(quick())

    assert "It can't tell a change in place from a replacement" in text
    assert ["container redis", "changed\xa0or\xa0replaced", "memory: 128 → 192"] in tables(text)[0]


def test_a_long_value_is_shortened_in_the_middle_but_not_in_the_full_report() -> None:
    long = changed("command", "a" * 500, "b" * 499 + "c")
    report = Report(Mode.BASE, "pr-1", "main", "head", changes=(container("ai", Operation.REPLACE, long),))

    short = tables(as_markdown(report))[0][1][2]
    full = tables(as_markdown(report, 1_000_000, full=True))[0][1][2]

    assert len(short) < 150
    assert short.endswith("bc")
    assert full == f"command: {'a' * 500} → {'b' * 499}c"


def test_of_a_resource_with_very_many_differences_the_comment_shows_some() -> None:
    many = [changed(f"envs[{number}]", "0", "1") for number in range(40)]
    report = Report(Mode.BASE, "pr-1", "main", "head", changes=(container("ai", Operation.REPLACE, *many),))

    assert tables(as_markdown(report))[0][1][2].splitlines()[-2:] == ["envs[11]: 0 → 1", "… 28 more"]
    assert tables(as_markdown(report, full=True))[0][1][2].count("→") == 40


def test_a_comment_among_the_statements_is_no_statement() -> None:
    report = Report(Mode.BASE, "dev", "main", "head", sql=(RoleSql("anna", ("-- in database castmatch", "GRANT x")),))

    text = as_markdown(report)

    assert "SQL: 1 statement<" in text
    assert "-- in database castmatch\nGRANT x;" in text
