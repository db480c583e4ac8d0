"""How long a file may be, and what it may be called. Which room may import which: the contracts in pyproject.toml."""

from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LONGEST = 250  # lines


@pytest.mark.parametrize("room", ["castmatch", "components", "tests"])
def test_no_file_is_too_long_to_read(room: str) -> None:
    files = sorted((PROJECT / room).rglob("*.py"))
    lengths = {str(file.relative_to(PROJECT)): len(file.read_text().splitlines()) for file in files}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


@pytest.mark.parametrize("room", ["castmatch", "components"])
def test_nothing_is_called_utils_helpers_or_common(room: str) -> None:
    files = (PROJECT / room).rglob("*.py")

    assert not [file for file in files if {"utils", "helpers", "common"} & {file.stem, file.parent.name}]
