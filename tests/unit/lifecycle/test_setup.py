"""Preparing the machine: the config first, so that a wrong one touches nothing; and `git status` stays as it was."""

import shutil
import subprocess
from pathlib import Path

import pytest

from castmatch.errors import UserError
from castmatch.lifecycle import setup
from castmatch.lifecycle.setup import hide_salt_from_git, prepare_machine, prepare_pulumi

PROJECT = Path(__file__).parents[3]
SALT = "encryptionsalt: v1:j6ctqU5zuJU=\n"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done to the machine, in order."""
    done: list[str] = []
    monkeypatch.setattr(setup, "ensure_engine", lambda _: done.append("docker"))
    monkeypatch.setattr(setup, "settle_image_source", lambda *given: given[2])
    monkeypatch.setattr(setup, "ensure_base_images", lambda *_: done.append("images"))
    return done


def test_docker_comes_before_the_images(steps: list[str], tmp_path: Path) -> None:
    assert prepare_machine(tmp_path, "anna").port_offset == 0
    assert steps == ["docker", "images"]


@pytest.mark.requirement("R19")
def test_a_wrong_config_is_refused_before_anything_is_touched(steps: list[str], tmp_path: Path) -> None:
    (tmp_path / "Pulumi.anna.yaml").write_text("config:\n  castmatch:portOfset: 1000\n")

    with pytest.raises(UserError, match="did you mean portOffset"):
        prepare_machine(tmp_path, "anna")

    assert steps == []


@pytest.mark.requirement("R18")
def test_a_new_stacks_file_is_written_and_announced(
    steps: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n")

    config = prepare_machine(tmp_path, "anna")

    assert config.port_offset > 0
    assert capsys.readouterr().err == "stack anna: Pulumi.anna.yaml written, with a port block of its own\n"


@pytest.mark.requirement("R18")
def test_a_stack_file_that_is_there_is_kept(
    steps: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "Pulumi.anna.yaml"
    file.write_text("# mine\nconfig:\n  castmatch:portOffset: 700\n")

    assert prepare_machine(tmp_path, "anna").port_offset == 700
    assert file.read_text() == "# mine\nconfig:\n  castmatch:portOffset: 700\n"
    assert capsys.readouterr().err == ""


class TestGitStatus:
    """The committed stack file gets each user's own salt, and git must not see it."""

    @pytest.fixture(autouse=True)
    def no_stack(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """No clone has a stack yet: selecting it writes the salt, as Pulumi does."""

        def capture(project: Path, *arguments: str) -> None:
            assert arguments[:-1] == ("stack", "select", "--create")
            with (project / f"Pulumi.{arguments[-1]}.yaml").open("a") as file:
                file.write(SALT)

        monkeypatch.setattr(setup, "capture", capture)
        monkeypatch.setattr(setup, "salt_of", lambda _stack: None)
        monkeypatch.setattr(setup, "remove_torn_attributes", lambda: None)

    @pytest.fixture
    def clone(self, tmp_path: Path) -> Path:
        if shutil.which("git") is None:
            pytest.skip("no git on this machine")
        git(tmp_path, "init", "--quiet")
        shutil.copy(PROJECT / ".gitattributes", tmp_path)
        (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  castmatch:portOffset: 0\n")
        git(tmp_path, "add", ".")
        git(tmp_path, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "--message=first")
        return tmp_path

    def test_cloning_and_running_leaves_it_clean(self, clone: Path) -> None:
        prepare_pulumi(clone, "dev")

        assert SALT in (clone / "Pulumi.dev.yaml").read_text()
        assert git(clone, "status", "--porcelain") == ""

    def test_a_second_clone_gets_the_stacks_own_salt_before_pulumi_writes_another(
        self, clone: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Selecting a stack that is there writes none; the first `up` or `preview` would, behind git's back."""
        monkeypatch.setattr(setup, "capture", lambda *_: "")
        monkeypatch.setattr(setup, "salt_of", lambda _stack: SALT.removeprefix("encryptionsalt: ").strip())

        prepare_pulumi(clone, "dev")
        prepare_pulumi(clone, "dev")

        assert (clone / "Pulumi.dev.yaml").read_text().count(SALT) == 1
        assert git(clone, "status", "--porcelain") == ""

    def test_a_salt_that_pulumi_wrote_later_is_hidden_too(self, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """As it does where the first clone has prepared the stack and never brought it up."""
        monkeypatch.setattr(setup, "capture", lambda *_: "")
        prepare_pulumi(clone, "dev")
        with (clone / "Pulumi.dev.yaml").open("a") as file:
            file.write(SALT)
        assert git(clone, "status", "--porcelain") != ""

        hide_salt_from_git(clone, "dev")

        assert git(clone, "status", "--porcelain") == ""

    def test_a_developers_own_edit_is_still_seen_and_not_staged(self, clone: Path) -> None:
        (clone / "Pulumi.dev.yaml").write_text("config:\n  castmatch:portOffset: 1000\n")

        prepare_pulumi(clone, "dev")

        assert git(clone, "status", "--porcelain") == " M Pulumi.dev.yaml\n"
        assert SALT not in git(clone, "diff")

    def test_a_new_stacks_file_is_not_added(self, clone: Path) -> None:
        (clone / "Pulumi.anna.yaml").touch()

        prepare_pulumi(clone, "anna")

        assert git(clone, "status", "--porcelain") == "?? Pulumi.anna.yaml\n"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout
