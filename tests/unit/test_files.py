"""A file is written whole or not at all, with its own mode whatever the user's mask."""

import os
from pathlib import Path

import pytest

from castmatch.files import write_whole


def test_a_file_has_its_content_and_its_mode(tmp_path: Path) -> None:
    mask = os.umask(0o077)
    try:
        file = write_whole(tmp_path / "file", b"text", 0o644)
    finally:
        os.umask(mask)

    assert (file, file.read_bytes(), file.stat().st_mode & 0o777) == (tmp_path / "file", b"text", 0o644)


def test_a_killed_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_whole(tmp_path / "file", b"old")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fchmod", killed)
    with pytest.raises(KeyboardInterrupt):
        write_whole(file, b"new")

    assert file.read_bytes() == b"old"
