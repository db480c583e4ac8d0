"""Taking the environment down keeps the database, unless its volume is named."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from docker.errors import APIError, NotFound

from castmatch.cli import down
from castmatch.cli.down import take_down
from castmatch.compose.run import down as compose
from castmatch.errors import UserError

VOLUME = "castmatch-dev-postgres-data"

pytestmark = pytest.mark.requirement("R20")


@dataclass
class Machine:
    """What `castmatch down` does to this machine, in order."""

    done: list[str] = field(default_factory=list)
    destroy_code: int = 0
    by_compose: bool = False
    cli: bool = True
    volume_error: Exception | None = None

    def stream(self, _project: Path, arguments: list[str]) -> tuple[int, str]:
        self.done.append(f"pulumi {' '.join(arguments)}")
        return self.destroy_code, ""

    def remove_volume(self, name: str) -> None:
        if self.volume_error:
            raise self.volume_error
        self.done.append(f"removed {name}")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine()
    monkeypatch.setattr(down, "unlock_if_abandoned", lambda _project, stack: found.done.append(f"unlocked {stack}"))
    monkeypatch.setattr(down, "stream", found.stream)
    monkeypatch.setattr(down, "runs_under_compose", lambda _stack: found.by_compose)
    monkeypatch.setattr(down, "find", lambda: Path("pulumi") if found.cli else None)
    monkeypatch.setattr(compose, "take_down", lambda stack: found.done.append(f"compose takes down {stack}"))
    monkeypatch.setattr(down, "engine", lambda: SimpleNamespace(api=found))
    return found


def test_the_database_stays(machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take_down(tmp_path, "dev", delete_data="") == 0

    assert machine.done == ["unlocked dev", "pulumi destroy --yes --skip-preview --stack dev"]
    assert f"the database is kept in volume {VOLUME}" in capsys.readouterr().out


def test_it_goes_when_its_volume_is_named(machine: Machine, tmp_path: Path) -> None:
    assert take_down(tmp_path, "dev", delete_data=VOLUME) == 0

    assert machine.done[-1] == f"removed {VOLUME}"


@pytest.mark.parametrize("name", ["yes", "castmatch-anna-postgres-data", "postgres-data", "*"])
def test_a_wrong_name_is_refused_before_anything_is_touched(machine: Machine, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        take_down(tmp_path, "dev", delete_data=name)

    assert machine.done == []
    assert caught.value.found == name
    assert f"make down STACK=dev DELETE_DATA={VOLUME}" in caught.value.next_step
    assert "nothing was touched" in caught.value.next_step


def test_a_failed_destroy_leaves_the_volume_alone(machine: Machine, tmp_path: Path) -> None:
    machine.destroy_code = 255

    assert take_down(tmp_path, "dev", delete_data=VOLUME) == 1
    assert "removed" not in " ".join(machine.done)


def test_a_volume_that_is_gone_already_is_no_error(machine: Machine, tmp_path: Path) -> None:
    machine.volume_error = NotFound("no such volume")

    assert take_down(tmp_path, "dev", delete_data=VOLUME) == 0


def test_a_volume_in_use_is_told_with_the_cure(machine: Machine, tmp_path: Path) -> None:
    machine.volume_error = APIError("409", explanation="volume is in use - [4f2a]")

    with pytest.raises(UserError) as caught:
        take_down(tmp_path, "dev", delete_data=VOLUME)

    assert caught.value.found == "volume is in use - [4f2a]"
    assert caught.value.next_step.startswith("docker ps --all")


class TestWhoRunsIt:
    """Whoever made the containers takes them down; without a Pulumi, nobody else is left for it."""

    @pytest.mark.parametrize(("by_compose", "cli"), [(True, True), (True, False), (False, False)])
    def test_what_compose_runs_and_everything_where_there_is_no_pulumi_goes_without_it(
        self, machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str], by_compose: bool, cli: bool
    ) -> None:
        machine.by_compose, machine.cli = by_compose, cli

        assert take_down(tmp_path, "dev", delete_data="") == 0

        assert machine.done == ["compose takes down dev"]
        assert f"the database is kept in volume {VOLUME}" in capsys.readouterr().out

    def test_there_too_the_database_goes_when_its_volume_is_named(self, machine: Machine, tmp_path: Path) -> None:
        machine.by_compose = True

        take_down(tmp_path, "dev", delete_data=VOLUME)

        assert machine.done == ["compose takes down dev", f"removed {VOLUME}"]

    def test_there_too_a_wrong_name_touches_nothing(self, machine: Machine, tmp_path: Path) -> None:
        machine.by_compose = True

        with pytest.raises(UserError, match="the name of the data volume"):
            take_down(tmp_path, "dev", delete_data="yes")

        assert machine.done == []
