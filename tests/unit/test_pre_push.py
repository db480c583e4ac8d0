"""The hook in .pre-commit-config.yaml, run for real as pre-commit runs it, with a stand-in for the preview."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

((HOOK,),) = [
    repo["hooks"]
    for repo in yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-config.yaml").read_text())["repos"]
]
# Prints its arguments and whether git's variables reached it, and ends as the test says.
PREVIEW = '#!/bin/sh\necho "$@" "git dir: $GIT_DIR."\nexit "$ENDS"\n'


class Clone:
    """A clone whose branch has two commits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for command in ("init -q", "commit -q --allow-empty -m first", "commit -q --allow-empty -m second"):
            self.git(*command.split())
        program = folder / ".venv" / "bin" / "python"
        program.parent.mkdir(parents=True)
        program.write_text(PREVIEW)
        program.chmod(0o755)

    def git(self, *arguments: str) -> str:
        identity = ("-c", "user.name=Anna", "-c", "user.email=anna@example.com")
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True).stdout.strip()

    def push(self, ends: int = 0, **variables: str) -> tuple[int, str]:
        """The hook's exit code and output, in a push with these variables of pre-commit's."""
        done = subprocess.run(
            shlex.split(HOOK["entry"]),
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "GIT_DIR": str(self.folder / ".git"), "ENDS": str(ends), **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


@pytest.mark.requirement("R17")
@pytest.mark.parametrize("ends", [0, 1, 2], ids=["fine", "a broken gate", "a hazard"])
def test_a_broken_gate_or_a_hazard_in_what_is_pushed_stops_the_push(clone: Clone, ends: int) -> None:
    base, head = clone.git("rev-parse", "HEAD^"), clone.git("rev-parse", "HEAD")

    code, printed = clone.push(ends, PRE_COMMIT_FROM_REF=base, PRE_COMMIT_TO_REF=head)

    assert code == ends
    assert printed == f"-m castmatch preview --quick --base {base} --fail-on hazards git dir: .\n"


def test_the_first_push_of_all_has_no_base(clone: Clone) -> None:
    assert clone.push() == (0, "-m castmatch preview --quick --base  --fail-on hazards git dir: .\n")


def test_a_branch_that_is_not_checked_out_is_pushed_without_a_preview(clone: Clone) -> None:
    code, printed = clone.push(1, PRE_COMMIT_TO_REF=clone.git("rev-parse", "HEAD^"))

    assert (code, printed) == (0, "no preview: what is pushed is not what is checked out\n")


def test_a_clone_without_a_virtual_environment_is_pushed_without_a_preview(clone: Clone) -> None:
    (clone.folder / ".venv" / "bin" / "python").unlink()

    assert clone.push(1) == (0, "no preview: no .venv here; run make setup\n")


def test_it_runs_before_each_push_and_shows_the_report_also_when_it_stops_nothing() -> None:
    assert HOOK["stages"] == ["pre-push"]
    assert HOOK["always_run"] is HOOK["verbose"] is True
    assert HOOK["pass_filenames"] is False
