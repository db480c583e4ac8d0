"""The quick preview of a real pull request: the project in a repository of its own, neither Docker nor Pulumi asked."""

import json
import os
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from castmatch.preview.ephemeral.place import places_folder
from tests.e2e.project import copy_project

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R17")]
GRANTED = {"rule": "pinned-image", "resource": "redis-image", "reason": "a trial", "until": date(2999, 12, 31)}
SETTINGS = {"images": {"redis": "redis:latest"}, "exceptions": [GRANTED], "roles": {"staff": {"attributes": []}}}


class Project:
    """A copy of the project with one commit, and a home of its own in which there is no Pulumi."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self.home = copy_project(folder), home

    def configure(self, **settings: Any) -> None:
        """Dates stand in the file as a person writes them, without quotes."""
        config = {f"castmatch:{key}": value for key, value in settings.items()}
        (self.folder / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": config}))

    def commit(self) -> None:
        author = ("-c", "user.name=test", "-c", "user.email=test@example.invalid")
        subprocess.run(["git", *author, "commit", "-qam", "base"], cwd=self.folder, check=True)

    def preview(self, *options: str) -> dict[str, Any]:
        command = [".venv/bin/python", "-m", "castmatch", "preview", "--quick", "--format", "json", *options]
        nowhere = {"HOME": str(self.home), "DOCKER_HOST": "unix:///nowhere", "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            command, cwd=self.folder, env={**os.environ, **nowhere}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("home"))
    made.configure(**SETTINGS)
    made.commit()
    return made


def test_a_dated_exception_and_a_group_are_no_obstacle_and_no_change(project: Project) -> None:
    report = project.preview()

    assert (report["changes"], report["refused"]) == ([], "")
    assert report["unchanged"] > 20
    assert report["exceptions"] == ["pinned-image does not hold for redis-image until 2999-12-31: a trial"]


def test_what_is_declared_otherwise_is_told_and_nothing_stays_behind(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.configure(**SETTINGS, memory={"redis": 192})

    report = project.preview("--base", "main")

    assert [change["name"] for change in report["changes"]] == ["redis"]
    monkeypatch.setenv("HOME", str(project.home))
    assert list(places_folder().iterdir()) == []
