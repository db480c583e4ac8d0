"""What is sent to Docker: exactly the named files, at their places, whole, with modes of their own."""

from pathlib import Path

import pytest

from castmatch.stack.build_context import Files, digest_of, staged


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Files from here and there, two of them of the same name."""
    places = {"Dockerfile": "a/Dockerfile", "entrypoint.sh": "b/entrypoint.sh", "part/x.py": "a/x.py", "x.py": "b/x.py"}
    for number, place in enumerate(places.values()):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(f"content {number}")
        (tmp_path / place).chmod(0o600)
    return {name: tmp_path / place for name, place in places.items()}


def test_what_moves_from_one_file_to_the_next_is_a_change(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("xy")
    second.write_text("z")
    before = digest_of({"a": first, "b": second})
    first.write_text("x")
    second.write_text("yz")

    assert digest_of({"a": first, "b": second}) != before


def test_a_file_at_another_place_is_a_change(files: Files) -> None:
    moved = {name.replace("part/", "other/"): file for name, file in files.items()}

    assert digest_of(moved) != digest_of(files)


def test_each_file_lies_at_its_place_and_nothing_else_does(files: Files) -> None:
    folder = staged(files, digest_of(files))

    found = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert found == {name: file.read_bytes() for name, file in files.items()}


def test_other_contents_are_staged_elsewhere(files: Files) -> None:
    before = staged(files, digest_of(files))
    files["x.py"].write_text("edited")

    after = staged(files, digest_of(files))

    assert after != before
    assert (before / "x.py").read_text() != "edited"


def test_a_file_is_staged_whole_or_not_at_all(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy killed half-way must not stay under the file's name: the image would be built from it for ever."""

    def killed(_file: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            staged(files, digest_of(files))
    folder = staged(files, digest_of(files))

    assert all((folder / name).read_bytes() == file.read_bytes() for name, file in files.items())


def test_programs_are_executable_and_the_rest_is_not(files: Files) -> None:
    """Modes belong to the image too, whatever the developer's umask."""
    folder = staged(files, digest_of(files))

    modes = {name: (folder / name).stat().st_mode & 0o777 for name in files}
    assert modes == {"Dockerfile": 0o644, "entrypoint.sh": 0o755, "part/x.py": 0o644, "x.py": 0o644}
