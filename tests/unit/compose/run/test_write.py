"""A project on disk: passwords in files out of others' reach, shared files in place, and whole after any kill."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from castmatch.compose.model import File
from castmatch.compose.run import write as module
from castmatch.compose.run.write import write
from castmatch.compose.text import FILE, MARK, as_text
from tests.unit.compose.run.projects import SECRET, SHARED, VALUES, image, project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "castmatch" / "castmatch-dev"


def everything(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file: which one it is, when it was written, and what is in it."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(f.relative_to(folder)): (f.stat().st_ino, f.stat().st_mtime_ns, f.read_bytes()) for f in files}


@pytest.mark.requirement("R07")
class TestPasswords:
    def test_they_are_in_the_files_below_secrets_and_nowhere_else(self, folder: Path, tmp_path: Path) -> None:
        write(project(images=(image(tmp_path / "staged"),)), folder, VALUES)

        with_password = {name for name, (_, _, content) in everything(folder).items() if b"the real" in content}
        assert with_password == {"secrets/backend-DATABASE_URL"}
        assert (folder / SECRET.path).read_text() == "postgresql://a:the real password@h/d"

    @pytest.mark.parametrize("exists", [True, False], ids=["a folder that was open", "a new one"])
    def test_no_other_user_of_the_machine_can_enter_their_folder(self, folder: Path, exists: bool) -> None:
        if exists:
            folder.mkdir(parents=True)
            folder.chmod(0o755)

        write(project(), folder, VALUES)

        assert folder.stat().st_mode & 0o777 == (folder / "secrets").stat().st_mode & 0o777 == 0o700
        assert (folder / SECRET.path).stat().st_mode & 0o777 == 0o444  # a container's user reads it

    def test_those_of_what_is_declared_no_longer_are_removed(self, folder: Path) -> None:
        write(project(), folder, VALUES)
        (folder / "secrets" / "tmpk1ll3d").write_text("half a secret of a run that was killed")
        (folder / "secrets" / "backend-gone").mkdir()  # Docker's, where a mounted file was missing

        write(project(files=(SHARED,)), folder, VALUES)

        assert list((folder / "secrets").iterdir()) == []
        assert (folder / SHARED.path).exists()

    def test_a_mode_that_somebody_widened_is_set_again(self, folder: Path) -> None:
        write(project(), folder, VALUES)
        (folder / SECRET.path).chmod(0o666)

        write(project(), folder, VALUES)

        assert (folder / SECRET.path).stat().st_mode & 0o777 == 0o444


@pytest.mark.requirement("R14")
def test_a_second_run_touches_nothing(folder: Path, tmp_path: Path) -> None:
    whole = project(images=(image(tmp_path / "staged"),))
    write(whole, folder, VALUES)
    before = everything(folder)

    assert write(whole, folder, VALUES) == []

    assert everything(folder) == before


def test_a_folder_is_known_as_ours_also_after_a_kill(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the next export would refuse it as a foreign folder."""
    monkeypatch.setattr(module, "_copy_context", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))

    with pytest.raises(KeyboardInterrupt):
        write(project(images=(image(tmp_path / "staged"),)), folder, VALUES)

    assert MARK in (folder / FILE).read_text()


class TestSharedFiles:
    """A running container has this file mounted; it would not see a new file in its place."""

    def test_one_that_changed_keeps_its_inode_and_is_returned(self, folder: Path) -> None:
        write(project(), folder, VALUES)
        inode = (folder / SHARED.path).stat().st_ino
        other = replace(SHARED, template="local all all reject\n")

        changed = write(project(files=(SECRET, other)), folder, VALUES)

        assert changed == [other]
        assert (folder / SHARED.path).read_text() == "local all all reject\n"
        assert (folder / SHARED.path).stat().st_ino == inode

    @pytest.mark.requirement("R15")
    def test_one_that_a_container_rewrote_is_as_declared_again(self, folder: Path) -> None:
        write(project(), folder, VALUES)
        (folder / SHARED.path).write_text("host all all all trust\n")

        assert write(project(), folder, VALUES) == [SHARED]
        assert (folder / SHARED.path).read_text() == SHARED.template

    def test_every_container_may_write_it_whatever_the_users_mask(self, folder: Path) -> None:
        mask = os.umask(0o077)
        try:
            write(project(), folder, VALUES)
        finally:
            os.umask(mask)

        assert (folder / SHARED.path).stat().st_mode & 0o777 == 0o666

    def test_a_secret_that_changed_is_not_returned(self, folder: Path) -> None:
        """Compose replaces its container."""
        write(project(), folder, VALUES)

        assert write(project(), folder, {"password-of-a": "another"}) == []
        assert (folder / SECRET.path).read_text() == "postgresql://a:another@h/d"


class TestKilled:
    @pytest.mark.parametrize("left", [b"", b"postgresql://a:the re", b"\xff\xfe"], ids=["empty", "half", "no text"])
    @pytest.mark.parametrize("file", [SECRET, SHARED], ids=lambda file: str(file.path))
    def test_a_broken_file_is_repaired(self, folder: Path, file: File, left: bytes) -> None:
        write(project(), folder, VALUES)
        (folder / file.path).chmod(0o666)
        (folder / file.path).write_bytes(left)

        write(project(), folder, VALUES)

        assert (folder / SECRET.path).read_text() == "postgresql://a:the real password@h/d"
        assert (folder / SHARED.path).read_text() == SHARED.template

    def test_a_folder_that_docker_made_where_a_file_was_missing_makes_way(self, folder: Path) -> None:
        (folder / SHARED.path).mkdir(parents=True)

        write(project(), folder, VALUES)

        assert (folder / SHARED.path).read_text() == SHARED.template

    def test_a_build_context_that_was_half_copied_is_copied_again(self, folder: Path, tmp_path: Path) -> None:
        build = folder / "build" / "backend"
        build.mkdir(parents=True)
        (build / "left-over").touch()

        write(project(images=(image(tmp_path / "staged"),)), folder, VALUES)

        assert {file.name for file in build.iterdir()} == {"Dockerfile", ".castmatch"}

    def test_a_run_after_a_kill_at_any_file_ends_as_one_without(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = project(images=(image(tmp_path / "staged"),))
        write(whole, tmp_path / "right", VALUES)
        right = {name: content for name, (_, _, content) in everything(tmp_path / "right").items()}
        really = module._write

        for survivors in range(4):
            left = iter(range(survivors))

            def until_killed(file: Path, content: str, mode: int) -> bool:
                if next(left, None) is None:  # noqa: B023 - it is used up in this very round
                    raise KeyboardInterrupt
                return really(file, content, mode)

            monkeypatch.setattr(module, "_write", until_killed)
            with pytest.raises(KeyboardInterrupt):
                write(whole, folder, VALUES)
            monkeypatch.setattr(module, "_write", really)

            write(whole, folder, VALUES)
            assert {name: content for name, (_, _, content) in everything(folder).items()} == right


class TestTheRest:
    def test_the_compose_file_and_the_projects_name_lie_in_it(self, folder: Path) -> None:
        write(project(), folder, VALUES)

        assert (folder / FILE).read_text() == as_text(project())
        assert (folder / ".env").read_text() == "COMPOSE_PROJECT_NAME=castmatch-dev\n"

    def test_an_image_of_other_content_gets_its_context_copied_again(self, folder: Path, tmp_path: Path) -> None:
        write(project(images=(image(tmp_path / "one"),)), folder, VALUES)
        other = image(tmp_path / "other", "castmatch/backend:2", "FROM other")

        write(project(images=(other,)), folder, VALUES)

        assert (folder / "build" / "backend" / "Dockerfile").read_text() == "FROM other"

    def test_what_else_of_ours_lies_there_is_kept(self, folder: Path) -> None:
        """Passwords, and the outputs of the last run."""
        folder.mkdir(parents=True)
        (folder / "passwords.json").write_text("{}")
        (folder / "outputs.json").write_text("{}")

        write(project(), folder, VALUES)

        assert (folder / "passwords.json").read_text() == (folder / "outputs.json").read_text() == "{}"
