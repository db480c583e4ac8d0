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
def test_a_command_hands_its_options_to_its_function(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], module: Any, given: tuple[Any, ...]
) -> None:
    called: list[tuple[Any, ...]] = []
    monkeypatch.setattr(module, "run", lambda *inputs: called.append(inputs))
    monkeypatch.setattr(sys, "argv", ["guardian", *arguments])

    main()

    assert called == [given]


@pytest.mark.parametrize(("command", "module"), [("run", run), ("reconcile", once)])
def test_the_exit_code_of_the_function_is_the_commands(
    monkeypatch: pytest.MonkeyPatch, command: str, module: Any
) -> None:
    monkeypatch.setattr(module, "run", lambda *_: 3)
    monkeypatch.setattr(sys, "argv", ["guardian", command, "--declaration", "g.json"])

    assert main() == 3


def test_an_error_is_three_lines_on_standard_error_and_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["guardian", "reconcile", "--declaration", str(tmp_path / "none.json")])

    assert main() == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split()[0] for line in err.splitlines() if line] == ["expected", "found", "next"]
    assert "found     No such file or directory" in err
