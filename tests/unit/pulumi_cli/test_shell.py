"""What a shell needs for a bare `pulumi up`: safe to eval, and without the passphrase."""

import os
import subprocess
from pathlib import Path

import pytest

from castmatch.pulumi_cli import shell
from castmatch.pulumi_cli.passphrase import VARIABLES
from castmatch.pulumi_cli.shell import exports

PROJECT = Path("/home/anna's/castmatch")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user whose folders have names that a shell would take apart."""
    odd = tmp_path / "it's $HOME; odd"
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(odd))
    monkeypatch.setattr(shell, "find", lambda: odd / "bin" / "pulumi")
    return odd


def evaluated(variable: str) -> str:
    """The variable in a shell that has eval'ed the exports."""
    script = f'eval "$EXPORTS"; printf %s "${variable}"'
    environment = {"EXPORTS": exports(PROJECT), "PATH": os.environ["PATH"]}
    return subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True, check=True).stdout


def test_the_shell_gets_the_passphrases_file(folder: Path) -> None:
    assert evaluated("PULUMI_CONFIG_PASSPHRASE_FILE") == str(folder / "castmatch" / "passphrase")


def test_the_shell_finds_castmatch_and_the_pulumi_cli(folder: Path) -> None:
    added = [str(PROJECT / ".venv" / "bin"), str(folder / "bin")]

    assert evaluated("PATH").split(os.pathsep) == [*added, *os.environ["PATH"].split(os.pathsep)]


@pytest.mark.requirement("R24")
def test_one_bad_role_does_not_stop_the_rest_of_a_bare_up(folder: Path) -> None:
    assert evaluated("PULUMI_CONTINUE_ON_ERROR") == "true"


def test_the_passphrase_itself_is_never_printed(folder: Path) -> None:
    """It would stand in the shell's history and scrollback."""
    printed = exports(PROJECT)

    assert (folder / "castmatch" / "passphrase").read_text().strip() not in printed


def test_without_a_pulumi_cli_the_shell_still_finds_castmatch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "find", lambda: None)

    assert evaluated("PATH") == f"{PROJECT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"


def test_what_is_on_path_already_is_not_added_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{folder / 'bin'}:{PROJECT / '.venv' / 'bin'}")

    assert "export PATH" not in exports(PROJECT)


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_passphrase_of_the_users_own_is_not_overruled(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "mine")

    assert "PASSPHRASE" not in exports(PROJECT)
