"""The scripts inside preview.yml, run for real: by bash as GitHub runs them, with stand-ins for gh and the preview."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit import fake_gh

WORKFLOW = yaml.safe_load((Path(__file__).parents[2] / ".github" / "workflows" / "preview.yml").read_text())
MARKER = WORKFLOW["env"]["MARKER"]
SUMMARY_LIMIT = 1024 * 1024
BOT = "github-actions[bot]"
# Notes its arguments, writes REPORT to the files that they name, and exits with ENDS.
PREVIEW = """#!/bin/sh
printf '%s\\n' "$@" >"$RUNNER_TEMP/arguments"
if [ -n "$REPORT" ]; then
  while [ $# -gt 0 ]; do case "$1" in --output|--comment) printf '%s' "$REPORT" >"$2";; esac; shift; done
fi
exit "$ENDS"
"""


class Runner:
    """One of GitHub's machines, as far as a script can tell."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.reports = folder, folder / "temp" / "preview"
        self.reports.mkdir(parents=True)
        self.summary = folder / "summary"
        self.summary.touch()

    def run(self, job: str, step: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a step's script, found by the beginning of its name."""
        (script,) = [each["run"] for each in WORKFLOW["jobs"][job]["steps"] if each.get("name", "").startswith(step)]
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env=self._environment() | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.reports.parent),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_REPOSITORY": "castmatch/environment",
            "GIT_CONFIG_GLOBAL": os.devnull,
            **WORKFLOW["env"],
        }


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)


# -- the preview


@pytest.fixture
def merge(runner: Runner) -> Runner:
    """A pull request's head merged into its base, as GitHub checks it out."""
    program(runner.folder / ".venv" / "bin" / "castmatch", PREVIEW)
    for command in (
        "init -q -b main",
        "{} -m base",
        "switch -q -c head",
        "{} -m head",
        "switch -q main",
        "{} -m newer",
    ):
        git(runner, *command.format("commit -q --allow-empty").split())
    git(runner, "merge", "-q", "--no-ff", "head", "-m", "merge")
    return runner


def git(runner: Runner, *arguments: str) -> str:
    identity = ("-c", "user.name=Anna", "-c", "user.email=anna@example.com")
    return subprocess.run(
        ["git", *identity, *arguments], cwd=runner.folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.mark.requirement("R17")
def test_the_base_is_the_branch_as_it_is_now(merge: Runner) -> None:
    assert merge.run("preview", "Preview", ENDS="0", REPORT="fine").returncode == 0

    arguments = (merge.reports.parent / "arguments").read_text().splitlines()
    base = arguments[arguments.index("--base") + 1]
    assert git(merge, "show", "--no-patch", "--format=%s", base) == "newer"
    assert {"report.md", "comment.md"} == {file.name for file in merge.reports.iterdir()}


@pytest.mark.requirement("R17")
def test_a_hazard_is_a_warning_that_is_seen(merge: Runner) -> None:
    done = merge.run("preview", "Preview", ENDS="2", REPORT="it hurts")

    assert done.returncode == 0
    assert done.stdout.startswith("::warning title=This pull request could hurt::")


@pytest.mark.requirement("R17")
@pytest.mark.parametrize(("ends", "report"), [("1", "refused"), ("1", ""), ("2", ""), ("130", "half")])
def test_a_refusal_a_failure_and_a_mistyped_option_are_red(merge: Runner, ends: str, report: str) -> None:
    done = merge.run("preview", "Preview", ENDS=ends, REPORT=report)

    assert (done.returncode, done.stdout) == (int(ends), "")


# -- the report


def report(runner: Runner, fork: str = "false") -> str:
    """The summary that the step writes."""
    done = runner.run("preview", "Report", FORK=fork, RUN="https://github.com/castmatch/environment/actions/runs/7")
    assert done.returncode == 0, done.stderr
    return runner.summary.read_text()


@pytest.mark.requirement("R17")
def test_the_whole_report_stands_in_the_summary(runner: Runner) -> None:
    (runner.reports / "report.md").write_text("the report\n")
    (runner.reports / "comment.md").write_text("the comment\n")

    assert report(runner) == "the report\n"
    assert (runner.reports / "comment.md").read_text() == "the comment\n"


@pytest.mark.requirement("R17")
def test_a_fork_is_told_where_its_report_stands(runner: Runner) -> None:
    (runner.reports / "report.md").write_text("the report\n")

    assert report(runner, fork="true") == (
        "This pull request comes from a fork: its report stands here only, not in a comment.\n\nthe report\n"
    )


def test_a_report_too_long_for_a_summary_is_cut_between_two_lines(runner: Runner) -> None:
    (runner.reports / "report.md").write_text("grüßt €\n" * 200_000)

    summary = report(runner)

    assert len(summary.encode()) < SUMMARY_LIMIT
    assert set(summary.splitlines()[:-1]) == {"grüßt €", ""}
    assert summary.endswith("\n\nCut here. The whole report is report.md in the artifact of this run.\n")


@pytest.mark.requirement("R17")
def test_a_preview_that_could_not_even_report_says_where_to_look(runner: Runner) -> None:
    summary = report(runner)

    assert summary == (runner.reports / "comment.md").read_text()
    assert summary.startswith(f"{MARKER}\n### Preview of stack dev\n")
    assert "[the log](https://github.com/castmatch/environment/actions/runs/7)" in summary


# -- the comment


def comment(body: str, number: int, by: str = BOT) -> dict[str, Any]:
    return {"id": number, "user": {"login": by}, "body": body}


def send(runner: Runner, *comments: dict[str, Any], **environment: str) -> list[dict[str, str]]:
    """The changes that the step makes to these comments of pull request 12."""
    program(runner.folder / "bin" / "gh", f'#!/bin/sh\nexec "{sys.executable}" "{fake_gh.__file__}" "$@"\n')
    stored, calls = runner.folder / "comments.json", runner.folder / "calls"
    stored.write_text(json.dumps(comments))
    calls.touch()
    (runner.reports / "comment.md").write_text(f'{MARKER}\nwhat changes: `$(false)` "it\'s"\n')
    given = {"NUMBER": "12", "GH_COMMENTS": str(stored), "GH_CALLS": str(calls)}
    done = runner.run("comment", "Create", **given, **environment)
    assert bool(done.returncode) == ("GH_REFUSES" in environment), done.stderr
    return [json.loads(line) for line in calls.read_text().splitlines()]


def created() -> dict[str, str]:
    return {
        "method": "POST",
        "path": "repos/castmatch/environment/issues/12/comments",
        "body": f'{MARKER}\nwhat changes: `$(false)` "it\'s"\n',
    }


def updated(number: int) -> dict[str, str]:
    return created() | {"method": "PATCH", "path": f"repos/castmatch/environment/issues/comments/{number}"}


@pytest.mark.requirement("R17")
def test_the_first_preview_creates_the_comment(runner: Runner) -> None:
    assert send(runner) == [created()]


@pytest.mark.requirement("R17")
def test_the_next_one_updates_it(runner: Runner) -> None:
    assert send(runner, comment("well done", 1, "anna"), comment(f"{MARKER}\nold", 2)) == [updated(2)]


def test_it_is_found_behind_many_others(runner: Runner) -> None:
    others = [comment("and another thing", number, "anna") for number in range(1, 8)]

    assert send(runner, *others, comment(f"{MARKER}\nold", 9)) == [updated(9)]


def test_of_two_the_older_is_updated(runner: Runner) -> None:
    assert send(runner, comment(f"{MARKER}\na", 3), comment(f"{MARKER}\nb", 4)) == [updated(3)]


@pytest.mark.requirement("R17")
def test_what_somebody_else_wrote_is_never_overwritten(runner: Runner) -> None:
    quoted = comment(f"> {MARKER}\nwhy this?", 5, "anna")
    other_stack = comment(MARKER.replace("dev", "anna"), 6)

    assert send(runner, quoted, other_stack) == [created()]


def test_when_github_refuses_no_second_comment_is_made(runner: Runner) -> None:
    assert send(runner, comment(f"{MARKER}\nold", 2), GH_REFUSES="1") == []
