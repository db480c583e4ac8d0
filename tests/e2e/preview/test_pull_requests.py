"""Pull requests: what the report says of each is what `pulumi up` then really does."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.preview import branches
from tests.e2e.preview.repository import Branch, Repository

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R17")]


@dataclass(frozen=True)
class Expected:
    """What the report must say: containers replaced, properties that differ, words of the hazards."""

    branch: Branch
    replaced: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    hazards: tuple[str, ...] = ()
    sql: tuple[str, ...] = ()


# Something changed in place, a role's rights and a secret, in one; each alone is one more of a kind.
ALWAYS = branches.THREE


def expected(branch: Branch, replaced: str = "", changed: str = "", **more: Any) -> Any:
    case = Expected(branch, frozenset(replaced.split()), frozenset(changed.split()), **more)
    return pytest.param(case, id=branch.name, marks=() if branch is ALWAYS else pytest.mark.exhaustive)


@pytest.mark.parametrize(
    "case",
    [
        expected(
            branches.THREE,
            "guardian ai",
            "redis/memory redis/memorySwap role-castmatch_reader/databases ai/uploads",
            hazards=("loses every privilege", "secret"),
            sql=("REVOKE",),
        ),
        expected(branches.PORT, "ai", "ai/ports[0].external", hazards=("port",)),
        expected(branches.MEMORY, "", "redis/memory redis/memorySwap"),
        expected(branches.GRANT, "guardian", "role-castmatch_reader/databases", sql=("GRANT", "INSERT")),
        expected(
            branches.REVOKE,
            "guardian",
            "role-castmatch_reader/databases",
            hazards=("loses every privilege",),
            sql=("REVOKE",),
        ),
        expected(branches.VARIABLE, "backend", "backend/envs.CASTING_MODE", hazards=("backend",)),
        expected(branches.SECRET, "ai", "ai/uploads", hazards=("secret",)),
        expected(branches.HEALTH, "backend", "backend/healthcheck.tests", hazards=("backend",)),
    ],
)
def test_up_does_what_the_report_says(repository: Repository, tmp_path: Path, case: Expected) -> None:
    repository.back_at_base()
    repository.branch_off(case.branch)
    report = repository.report(tmp_path, "--base", "main")

    applied = repository.apply(tmp_path / "events.json")

    assert applied.result.code == 0, applied.result.output
    assert operations(report) == applied.operations
    assert containers_replaced(report) == case.replaced
    assert applied.replaced == {repository.stack.names.container(name) for name in case.replaced}
    assert case.changed <= properties(report)
    for words in case.hazards:
        assert any(words in hazard["text"] for hazard in report["hazards"]), report["hazards"]
    statements = "; ".join(statement for sql in report["sql"] for statement in sql["statements"])
    assert all(word in statements for word in case.sql), statements


@pytest.fixture(scope="module")
def talents(repository: Repository) -> int:
    """How many there are before any branch touches the database; the two tests after this come back to them."""
    repository.back_at_base()
    return repository.stack.talent_count()


@pytest.mark.requirement("R20")
def test_a_renamed_volume_is_reported_to_start_empty_and_the_old_one_is_kept(
    repository: Repository, talents: int, tmp_path: Path
) -> None:
    repository.branch_off(branches.VOLUME)
    report = repository.report(tmp_path, "--base", "main", "--fail-on", "hazards")

    applied = repository.apply(tmp_path / "events.json")

    first = report["hazards"][0]
    volume = repository.stack.names.data_volume
    assert volume in first["text"] + first["advice"]
    assert applied.result.code == 0, applied.result.output
    assert operations(report) == applied.operations
    assert volume in {found.name for found in repository.stack.in_docker()[2]}


@pytest.mark.requirement("R20")
def test_another_major_version_is_reported_not_to_start_on_the_old_data(
    repository: Repository, talents: int, tmp_path: Path
) -> None:
    """Nor does it. Back at the base all talents are there: the other version, and the test before, touched none."""
    repository.branch_off(branches.POSTGRES)
    report = repository.report(tmp_path, "--base", "main")

    applied = repository.apply(tmp_path / "events.json")

    assert any("16" in hazard["text"] and "15" in hazard["text"] for hazard in report["hazards"]), report["hazards"]
    assert "postgres" in containers_replaced(report)
    assert applied.result.code != 0
    assert repository.stack.names.container("postgres") in applied.replaced
    repository.back_at_base()
    # The page answers with an error until the backend has left the other database.
    assert repository.stack.talent_count() == talents


def operations(report: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """Each resource's type and name, and what is to happen to it."""
    return frozenset((f"{kind(change)} {change['name']}", change["operation"]) for change in report["changes"])


def containers_replaced(report: dict[str, Any]) -> frozenset[str]:
    found = [change for change in report["changes"] if kind(change) == "Container"]
    return frozenset(change["name"] for change in found if change["operation"] == "replace")


def properties(report: dict[str, Any]) -> set[str]:
    """The properties that differ because somebody changed them."""
    found = ((change["name"], one) for change in report["changes"] for one in change["properties"])
    return {f"{name}/{head}" for name, one in found if one["cause"] == "change" for head in heads(one["path"])}


def heads(path: str) -> set[str]:
    """A path and all that it is a part of: a.b[0].c gives a, a.b, a.b[0] and itself."""
    return {path, *(path[: match.start()] for match in re.finditer(r"[.\[]", path))}


def kind(change: dict[str, Any]) -> str:
    return str(change["kind"]).rsplit(":", 1)[-1]
