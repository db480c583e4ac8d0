"""The closing table of CI: what ran, what was skipped and why, and what needed a second try."""

from pathlib import Path

from tests.report import read, table

FIRST = """<testsuites><testsuite>
<testcase classname="tests.e2e.test_up" name="test_a" time="2.0"/>
<testcase classname="tests.e2e.test_up" name="test_b" time="3.0"><failure message="late"/></testcase>
<testcase classname="tests.e2e.test_up" name="test_c" time="1.0"><error message="no stack"/></testcase>
<testcase classname="tests.integration.roles" name="test_d[postgresql14]" time="0.5"><skipped message="why"/></testcase>
</testsuite></testsuites>"""
ALONE = """<testsuites><testsuite>
<testcase classname="tests.e2e.test_up" name="test_b" time="1.0"/>
<testcase classname="tests.e2e.test_up" name="test_c" time="1.5"><error message="no stack"/></testcase>
</testsuite></testsuites>"""


def shown(folder: Path, **files: str) -> list[str]:
    for name, text in files.items():
        (folder / f"{name}.xml").write_text(text)
    return table([case for name in files for case in read(str(folder / f"{name}.xml"))]).splitlines()


def test_each_outcome_is_counted_and_each_skip_has_its_reason(tmp_path: Path) -> None:
    lines = shown(tmp_path, first=FIRST)

    assert lines[1].split() == ["e2e.test_up", "1", "2", "0", "6.0"]
    assert "skipped 1 of integration.roles: why" in lines
    assert lines[-1] == "1 passed, 2 failed, 1 skipped"


def test_a_test_that_passes_alone_is_passed_and_named_one_that_fails_again_is_failed(tmp_path: Path) -> None:
    """Whichever file is read first."""
    for names in (("first", "alone"), ("alone", "first")):
        lines = shown(tmp_path, **{name: {"first": FIRST, "alone": ALONE}[name] for name in names})

        assert lines[-1] == "2 passed, 1 failed, 1 skipped"
        assert [line for line in lines if "alone" in line] == [
            "failed beside other runs, passed alone: tests.e2e.test_up::test_b"
        ]
