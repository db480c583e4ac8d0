"""Taking the environment down keeps the database, unless its volume is named."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from docker.errors import APIError, NotFound

from castmatch.errors import UserError
from castmatch.lifecycle import down
from castmatch.lifecycle.down import destroy, take_down, uses_compose

VOLUME = "castmatch-dev-postgres-data"

pytestmark = pytest.mark.requirement("R20")


class Machine:
    """One whose stack Pulumi runs, or Compose; notes what is done to it."""

    def __init__(self, run_by: str) -> None:
        self.run_by = run_by
        self.done: list[str] = []
        self.volume_error: Exception | None = None

    def take_down(self, *given: Path | str) -> bool:
        self.done.append(f"{self.run_by} takes down {given[-1]}")
        return True

    def remove_volume(self, name: str) -> None:
        if self.volume_error:
            raise self.volume_error
        self.done.append(f"removed {name}")


@pytest.fixture(params=["compose", "pulumi"])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine(request.param)
    monkeypatch.setattr(down, "uses_compose", lambda _stack: found.run_by == "compose")
    monkeypatch.setattr(down, "compose_down" if found.run_by == "compose" else "destroy", found.take_down)
    monkeypatch.setattr(down, "engine", lambda: SimpleNamespace(api=found))
    return found


def test_the_database_stays(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    assert take_down(Path(), "dev", "") == 0

    assert machine.done == [f"{machine.run_by} takes down dev"]
    assert f"the database is kept in volume {VOLUME}" in capsys.readouterr().out


def test_it_goes_when_its_volume_is_named(machine: Machine) -> None:
    assert take_down(Path(), "dev", VOLUME) == 0

    assert machine.done == [f"{machine.run_by} takes down dev", f"removed {VOLUME}"]


@pytest.mark.parametrize("name", ["yes", "castmatch-anna-postgres-data", "postgres-data", "*"])
def test_a_wrong_name_is_refused_before_anything_is_touched(machine: Machine, name: str) -> None:
    with pytest.raises(UserError) as caught:
        take_down(Path(), "dev", name)

    assert machine.done == []
    assert caught.value.found == name
    assert f"make down STACK=dev DELETE_DATA={VOLUME}" in caught.value.next_step
    assert "nothing was touched" in caught.value.next_step


@pytest.mark.parametrize("machine", ["pulumi"], indirect=True)
def test_a_failed_destroy_leaves_the_volume_alone(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(down, "destroy", lambda *_: False)

    assert take_down(Path(), "dev", VOLUME) == 1
    assert machine.done == []


def test_a_volume_that_is_gone_already_is_no_error(machine: Machine) -> None:
    machine.volume_error = NotFound("no such volume")

    assert take_down(Path(), "dev", VOLUME) == 0


def test_a_volume_in_use_is_an_error_with_the_fix(machine: Machine) -> None:
    machine.volume_error = APIError("409", explanation="volume is in use - [4f2a]")

    with pytest.raises(UserError) as caught:
        take_down(Path(), "dev", VOLUME)

    assert caught.value.found == "volume is in use - [4f2a]"
    assert caught.value.next_step.startswith("docker ps --all")


@pytest.mark.parametrize(
    ("by_compose", "cli", "expected"),
    [(True, True, True), (True, False, True), (False, False, True), (False, True, False)],
)
def test_compose_takes_down_what_it_runs_and_everything_where_there_is_no_pulumi(
    monkeypatch: pytest.MonkeyPatch, by_compose: bool, cli: bool, expected: bool
) -> None:
    monkeypatch.setattr(down, "runs_under_compose", lambda _stack: by_compose)
    monkeypatch.setattr(down, "find", lambda: Path("pulumi") if cli else None)

    assert uses_compose("dev") is expected


def test_pulumi_destroys_also_after_a_run_that_was_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def stream(_project: Path, arguments: list[str]) -> tuple[int, str]:
        done.append(" ".join(arguments))
        return 255, ""

    monkeypatch.setattr(down, "remove_torn_attributes", lambda: done.append("attributes"))
    monkeypatch.setattr(down, "unlock_if_abandoned", lambda _project, stack: done.append(f"lock of {stack}"))
    monkeypatch.setattr(down, "stream", stream)

    assert destroy(Path(), "dev") is False
    assert done == ["attributes", "lock of dev", "destroy --yes --skip-preview --stack dev"]
