"""The Pulumi CLI is installed only where it is missing; where it can't be, the error names cause and fix."""

from pathlib import Path

import pytest
from pulumi.automation import PulumiCommand

from castmatch.errors import UserError
from castmatch.pulumi_cli import install
from castmatch.pulumi_cli.install import ensure_cli, has_cli


def installer(monkeypatch: pytest.MonkeyPatch, error: Exception | None = None) -> list[str]:
    """The SDK's installer, which fails with this error; returns what it did."""
    done: list[str] = []

    def run() -> None:
        if error:
            raise error
        done.append("installed")

    monkeypatch.setattr(PulumiCommand, "install", run)
    return done


def test_a_cli_that_is_here_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    done = installer(monkeypatch)
    monkeypatch.setattr(install, "find", lambda: Path("/opt/pulumi"))

    ensure_cli()

    assert done == []


def test_a_missing_cli_is_installed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    done = installer(monkeypatch)
    monkeypatch.setattr(install, "find", lambda: None)

    ensure_cli()

    assert done == ["installed"]
    assert "pulumi: no CLI found, installing it into ~/.pulumi" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (OSError("first line\n<urlopen error [Errno -2] Name or service not known>"), "Name or service not known>"),
        (Exception(""), "Exception"),
    ],
    ids=["no network", "no words"],
)
def test_an_unreachable_installer_is_an_error_with_the_fix(
    monkeypatch: pytest.MonkeyPatch, error: Exception, found: str
) -> None:
    installer(monkeypatch, error)
    monkeypatch.setattr(install, "find", lambda: None)

    with pytest.raises(UserError) as caught:
        ensure_cli()

    assert caught.value.expected == "Pulumi's installer to be reachable"
    assert caught.value.found.endswith(found)
    assert "make setup" in caught.value.next_step


@pytest.mark.requirement("R13")
def test_where_there_is_none_one_line_says_that_compose_runs_instead(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installer(monkeypatch, OSError("Network is unreachable"))
    monkeypatch.setattr(install, "find", lambda: None)

    assert not has_cli()
    assert capsys.readouterr().err.splitlines()[-1] == (
        "pulumi: no CLI, and none to be had (Network is unreachable): Docker Compose runs the declaration"
    )
