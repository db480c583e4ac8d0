"""A pull request that repairs a base with a broken app can be previewed like any other."""

from pathlib import Path

import pytest

from tests.e2e.preview import branches
from tests.e2e.preview.repository import Repository

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R17")]


def test_what_a_broken_app_of_the_base_keeps_from_being_told_is_a_limit(repository: Repository, tmp_path: Path) -> None:
    repository.branch_off(branches.BROKEN)
    repository.branch_off(branches.REPAIRED, base=branches.BROKEN.name)

    report = repository.report(tmp_path, "--base", branches.BROKEN.name)

    repository.git("checkout", "--quiet", "--force", "main")
    (limit,) = report["limits"]
    assert limit.startswith("The base's ai does not become ready, so how long it takes is not known: its container ")
    away = {downtime["service"]: downtime for downtime in report["downtimes"]}
    assert away["ai"]["seconds"] is None
    assert [change["name"] for change in report["changes"] if change["operation"] == "replace"] == ["ai"]
