"""The hook's file: where git looks for it, and never over another's."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from castmatch.cli import hook
from castmatch.errors import UserError

THEIRS = "#!/bin/sh\necho theirs\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    folder = tmp_path / "clone"
    git(tmp_path, "init", "--quiet", "clone")
    hook_of(folder).parent.mkdir(exist_ok=True)
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def hook_of(repository: Path) -> Path:
    return repository / ".git" / "hooks" / "pre-push"


@pytest.mark.requirement("R17")
def test_it_is_written_executable_and_told(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hook.install(repository)

    file = hook_of(repository)
    assert file.stat().st_mode & 0o111 == 0o111
    assert capsys.readouterr().err == (
        f"castmatch: {file} written: `git push` previews a branch first; `git push --no-verify` does not\n"
    )


def test_installed_again_it_is_made_anew(repository: Path) -> None:
    hook.install(repository)
    fresh = hook_of(repository).read_text()
    hook_of(repository).write_text(fresh.replace("exec ", "exec /moved"))

    hook.install(repository)

    assert hook_of(repository).read_text() == fresh


def test_a_clone_without_a_folder_of_hooks_gets_one(repository: Path) -> None:
    for file in hook_of(repository).parent.iterdir():
        file.unlink()
    hook_of(repository).parent.rmdir()

    hook.install(repository)

    assert hook_of(repository).exists()


@pytest.mark.parametrize("place", [".hooks", "/elsewhere"], ids=["in the project", "elsewhere"])
def test_it_goes_where_core_hookspath_says(repository: Path, tmp_path: Path, place: str) -> None:
    folder = repository / place if place.startswith(".") else tmp_path / "elsewhere"
    git(repository, "config", "core.hooksPath", place if place.startswith(".") else str(folder))

    hook.install(repository)

    assert (folder / "pre-push").exists()
    assert not hook_of(repository).exists()
    hook.remove(repository)
    assert not (folder / "pre-push").exists()


@pytest.mark.parametrize("change", [hook.install, hook.remove])
def test_anothers_hook_stays_as_it_is(repository: Path, change: Callable[[Path], None]) -> None:
    hook_of(repository).write_text(THEIRS)

    with pytest.raises(UserError) as refusal:
        change(repository)

    assert refusal.value.found == f"{hook_of(repository)}, which castmatch did not make"
    assert hook_of(repository).read_text() == THEIRS


def test_who_has_a_hook_is_told_the_line_to_add(repository: Path) -> None:
    hook_of(repository).write_text(THEIRS)

    with pytest.raises(UserError) as refusal:
        hook.install(repository)

    assert '-m castmatch hook run "$@"' in refusal.value.next_step


def test_a_link_is_anothers_even_when_it_leads_nowhere(repository: Path, tmp_path: Path) -> None:
    hook_of(repository).symlink_to(tmp_path / "not yet")

    with pytest.raises(UserError):
        hook.install(repository)

    assert not (tmp_path / "not yet").exists()


def test_removed_it_is_gone_and_once_more_is_no_error(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hook.install(repository)

    hook.remove(repository)
    hook.remove(repository)

    assert not hook_of(repository).exists()
    assert "no hook to remove" in capsys.readouterr().err


def test_without_a_repository_it_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    with pytest.raises(UserError, match="a git repository"):
        hook.install(tmp_path)
