"""The guardian's command line: each command gets its options, and an error is three lines and exit code 1."""

import sys
from pathlib import Path
from typing import Any

import pytest

from castmatch.guardian import once, run
from castmatch.guardian.__main__ import main


@pytest.mark.parametrize(
    ("arguments", "module", "given"),
    [
        (["run", "--declaration", "g.json"], run, (Path("g.json"), "127.0.0.1", 5480)),
        (["run", "--declaration", "g.json", "--host", "::", "--port", "1"], run, (Path("g.json"), "::", 1)),
        (["reconcile", "--declaration", "r.json"], once, (Path("r.json"),)),
    ],
    ids=["run", "run with an address", "reconcile"],
)
def test_a_command_hands_its_options_over_and_its_exit_code_back(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], module: Any, given: tuple[Any, ...]
) -> None:
    monkeypatch.setattr(module, "run", lambda *inputs: 3 if inputs == given else pytest.fail(str(inputs)))
    monkeypatch.setattr(sys, "argv", ["guardian", *arguments])

    assert main() == 3


def test_an_error_is_three_lines_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["guardian", "reconcile", "--declaration", str(tmp_path / "none.json")])

    assert main() == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split()[0] for line in err.splitlines() if line] == ["expected", "found", "next"]
    assert "found     No such file or directory" in err
