"""The one place that runs Pulumi: it finds the CLI, shows its output, and says why it failed."""

import os
import shutil
from pathlib import Path

import pytest

from castmatch.errors import UserError
from castmatch.pulumi_cli import pulumi_cli
from castmatch.pulumi_cli.pulumi_cli import TAIL, capture, command, environment, failed, find, stream


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without any Pulumi, and nothing on PATH but the shell's own tools."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PATH", "/bin")
    monkeypatch.setattr(pulumi_cli, "PLACES", (tmp_path / "home/.pulumi/bin/pulumi",))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    return tmp_path / "home"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def install(place: Path, script: str = "exit 0") -> Path:
    """A Pulumi CLI that is this shell script."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\n{script}\n")
    place.chmod(0o755)
    return place


class TestFind:
    def test_the_one_on_path_is_preferred(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        install(home / ".pulumi/bin/pulumi")
        monkeypatch.setattr(shutil, "which", lambda name: f"/opt/{name}")

        assert find() == Path("/opt/pulumi")

    @pytest.mark.parametrize("place", [".pulumi/bin/pulumi", ".pulumi/versions/3.272.0/bin/pulumi"])
    def test_pulumis_own_installers_put_it_below_the_home_folder(self, home: Path, place: str) -> None:
        cli = install(home / place)

        assert find() == cli

    def test_of_several_versions_the_newest_is_taken(self, home: Path) -> None:
        install(home / ".pulumi/versions/3.216.0/bin/pulumi")
        newest = install(home / ".pulumi/versions/3.272.0/bin/pulumi")

        assert find() == newest

    @pytest.mark.usefixtures("home")
    def test_without_one_the_error_names_the_next_command(self) -> None:
        assert find() is None
        with pytest.raises(UserError) as caught:
            command()

        assert caught.value.next_step == "make setup"


class TestEnvironment:
    def test_the_clis_own_folder_comes_first_on_path(self, home: Path) -> None:
        """Its language hosts and providers are beside it."""
        cli = install(home / ".pulumi/bin/pulumi")

        assert environment()["PATH"].split(os.pathsep)[0] == str(cli.parent)

    def test_it_has_a_passphrase_file_but_never_the_passphrase(self, home: Path) -> None:
        install(home / ".pulumi/bin/pulumi")

        variables = environment()

        passphrase = Path(variables["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text().strip()
        assert passphrase not in "".join(variables.values())


class TestCapture:
    def test_what_it_prints_is_returned(self, home: Path, project: Path) -> None:
        install(home / ".pulumi/bin/pulumi", 'echo "$PWD $*"')

        assert capture(project, "stack", "ls") == f"{project} stack ls\n"

    def test_a_failure_is_told_in_its_own_words(self, home: Path, project: Path) -> None:
        install(home / ".pulumi/bin/pulumi", 'echo "error: no stack named dev found" >&2; exit 255')

        with pytest.raises(UserError) as caught:
            capture(project, "stack", "export")

        assert caught.value.expected == "pulumi stack export to succeed"
        assert caught.value.found == "error: no stack named dev found"


class TestStream:
    def test_both_outputs_are_shown_and_the_exit_code_returned(
        self, home: Path, project: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        install(home / ".pulumi/bin/pulumi", "echo creating; echo warning >&2; exit 3")

        assert stream(project, ["up"]) == (3, "warning\n")
        assert capfd.readouterr() == ("creating\n", "warning\n")

    def test_for_programs_nothing_but_the_result_is_on_standard_output(
        self, home: Path, project: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        install(home / ".pulumi/bin/pulumi", "echo creating")

        stream(project, ["up"], to_stderr=True)

        assert capfd.readouterr() == ("", "creating\n")

    def test_of_a_long_error_output_the_end_is_kept(self, home: Path, project: Path) -> None:
        install(home / ".pulumi/bin/pulumi", "for i in $(seq 500); do echo line $i >&2; done")

        _, errors = stream(project, ["up"])

        assert errors.splitlines()[-1] == "line 500"
        assert len(errors.splitlines()) <= TAIL + 1


class TestFailed:
    def test_a_wrong_passphrase_has_its_own_cure(self) -> None:
        error = failed(["up"], "error: decrypting secret: incorrect passphrase, please set …")

        assert error.expected == "the passphrase that this stack was made with"
        assert "put the old passphrase back" in error.next_step
        assert "The database stays." in error.next_step

    def test_only_the_last_lines_are_repeated(self) -> None:
        error = failed(["up"], "\n\n".join(f"line {number}" for number in range(20)))

        assert [line.strip() for line in error.found.splitlines()] == [f"line {number}" for number in range(12, 20)]

    def test_a_silent_failure_is_said_to_be_one(self) -> None:
        assert failed(["up"], "\n").found == "no output"
