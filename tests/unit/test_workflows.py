"""What holds for every workflow: nothing that moves, nothing that leaks, nothing of strangers in a script."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

FILES = sorted((Path(__file__).parents[2] / ".github" / "workflows").glob("*.y*ml"))
PINNED = re.compile(r"(?P<action>[\w.-]+/[\w./-]+)@(?P<commit>[0-9a-f]{40}) # v\d+\.\d+\.\d+")
PREVIEW = yaml.safe_load((Path(__file__).parents[2] / ".github" / "workflows" / "preview.yml").read_text())
ON = True  # what YAML 1.1 makes of the key "on"

each_workflow = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def jobs(file: Path) -> dict[str, dict[str, Any]]:
    return dict(yaml.safe_load(file.read_text())["jobs"])


def steps(file: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(file).values() for step in job["steps"]]


def actions(job: dict[str, Any]) -> set[str]:
    return {step["uses"].split("@")[0] for step in job["steps"] if "uses" in step}


def used(file: Path) -> list[str]:
    """What stands behind each `uses:`, with its comment."""
    return re.findall(r"^\s*(?:- )?uses: (.*)$", file.read_text(), re.MULTILINE)


def test_there_are_workflows_to_look_at() -> None:
    assert {file.name for file in FILES} >= {"ci.yml", "preview.yml"}


@each_workflow
@pytest.mark.requirement("R17")
def test_each_action_is_pinned_to_a_commit_that_says_its_version(file: Path) -> None:
    assert [line for line in used(file) if not PINNED.fullmatch(line)] == []
    assert len(used(file)) == len([step for step in steps(file) if "uses" in step]) > 0


def test_all_workflows_use_the_same_version_of_an_action() -> None:
    versions: dict[str, set[str]] = {}
    for line in (line for file in FILES for line in used(file)):
        versions.setdefault(line.split("@")[0], set()).add(line)

    assert {action: lines for action, lines in versions.items() if len(lines) > 1} == {}


@each_workflow
@pytest.mark.requirement("R17")
def test_none_runs_a_strangers_code_with_this_repositorys_rights(file: Path) -> None:
    events = yaml.safe_load(file.read_text())[ON]

    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(events)


@each_workflow
def test_no_secret_is_used(file: Path) -> None:
    assert "secrets" not in file.read_text()


@each_workflow
def test_nothing_is_allowed_but_job_by_job(file: Path) -> None:
    assert yaml.safe_load(file.read_text())["permissions"] == {}
    assert all("permissions" in job for job in jobs(file).values())


@each_workflow
@pytest.mark.requirement("R17")
def test_a_job_that_checks_out_may_only_read_and_keeps_no_credentials(file: Path) -> None:
    for job in jobs(file).values():
        checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        if checkouts:
            assert job["permissions"] == {"contents": "read"}
        assert [step for step in checkouts if step["with"]["persist-credentials"] is not False] == []


@each_workflow
@pytest.mark.requirement("R17")
def test_no_script_is_put_together_from_expressions(file: Path) -> None:
    """A title like `"; curl …` would run. Values come by the environment."""
    assert [step["run"] for step in steps(file) if "${{" in step.get("run", "")] == []


@each_workflow
def test_every_job_ends_in_time_and_every_workflow_gives_way_to_its_next_run(file: Path) -> None:
    assert all(job["timeout-minutes"] <= 60 for job in jobs(file).values())
    assert yaml.safe_load(file.read_text())["concurrency"]["cancel-in-progress"] is True


@pytest.mark.requirement("R17")
def test_every_pull_request_is_previewed() -> None:
    """No filter by branch or path: a check that is sometimes absent can't be required."""
    assert PREVIEW[ON] == {"pull_request": None}
    assert "pull_request.number" in PREVIEW["concurrency"]["group"]


@pytest.mark.requirement("R17")
def test_the_merge_with_its_parents_is_checked_out() -> None:
    """The base is the merge's first parent, so neither another commit nor a shallow clone will do."""
    (checkout,) = [step["with"] for step in PREVIEW["jobs"]["preview"]["steps"] if "checkout" in step.get("uses", "")]

    assert checkout["fetch-depth"] == 0
    assert "ref" not in checkout


@pytest.mark.requirement("R17")
def test_the_job_that_may_comment_has_nothing_of_the_pull_request_to_run() -> None:
    comment = PREVIEW["jobs"]["comment"]

    assert comment["permissions"] == {"pull-requests": "write"}
    assert actions(comment) == {"actions/download-artifact"}
    assert [
        step["run"] for step in comment["steps"] if "make" in step.get("run", "") or "python" in step.get("run", "")
    ] == []


@pytest.mark.requirement("R17")
def test_a_fork_gets_no_comment_and_a_refused_preview_does() -> None:
    condition = PREVIEW["jobs"]["comment"]["if"]

    assert "!cancelled()" in condition
    assert "github.event.pull_request.head.repo.full_name == github.repository" in condition


def test_the_report_is_written_and_uploaded_after_a_refusal_too() -> None:
    _, report, upload = PREVIEW["jobs"]["preview"]["steps"][-3:]

    assert report["if"] == upload["if"] == "${{ !cancelled() }}"


def test_the_comments_mark_names_the_stack() -> None:
    assert PREVIEW["env"]["MARKER"] == f"<!-- castmatch-preview: {PREVIEW['env']['STACK']} -->"
