"""The closing table of CI: what ran, and what was skipped and why."""

from pathlib import Path

from tests.report import read, table

RUN = """<testsuites><testsuite>
<testcase classname="tests.e2e.test_up" name="test_a" time="2.0"/>
<testcase classname="tests.e2e.test_up" name="test_b" time="3.0"><failure message="late"/></testcase>
<testcase classname="tests.e2e.test_up" name="test_c" time="1.0"><error message="no stack"/></testcase>
<testcase classname="tests.integration.roles" name="test_d[postgresql14]" time="0.5"><skipped message="why"/></testcase>
</testsuite></testsuites>"""


def test_each_outcome_is_counted_and_each_skip_has_its_reason(tmp_path: Path) -> None:
    (tmp_path / "run.xml").write_text(RUN)

    lines = table(read(str(tmp_path / "run.xml"))).splitlines()

    assert lines[1].split() == ["e2e.test_up", "1", "2", "0", "6.0"]
    assert "of them on postgresql14        0       0       1      0.5" in lines
    assert "skipped 1 of integration.roles: why" in lines
    assert lines[-1] == "1 passed, 2 failed, 1 skipped"
