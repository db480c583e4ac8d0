"""What a killed run left behind is cleared away; what belongs to anything else is not touched."""

import json
import os
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from castmatch.pulumi_cli import leftovers
from castmatch.pulumi_cli.leftovers import get_past_leftovers, known_ids, unlock_if_abandoned
from castmatch.stack.names import Names
from tests.unit.conftest import FakeEngine

HERE = socket.gethostname()


class TestKnownIds:
    def test_every_resource_with_an_id_is_known(self) -> None:
        export = {"deployment": {"resources": [{"urn": "u", "id": "4f2a"}, {"urn": "component"}, {"id": "n1"}]}}

        assert known_ids(export) == {"4f2a", "n1"}

    @pytest.mark.parametrize("export", [{}, {"deployment": {}}, {"deployment": {"resources": None}}])
    def test_an_empty_stack_knows_nothing(self, export: dict[str, Any]) -> None:
        assert known_ids(export) == frozenset()


@dataclass
class Machine:
    """Docker, Pulumi's state and its locks, as a run finds them."""

    state: Path
    containers: dict[str, str] = field(default_factory=dict)  # name to id
    networks: dict[str, str] = field(default_factory=dict)  # name to id
    known: list[str] = field(default_factory=list)
    compose_project: str = ""  # that made all this
    removed: list[str] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)  # containers whose anonymous volumes went with them
    commands: list[tuple[str, ...]] = field(default_factory=list)

    def capture(self, _project: Path, *arguments: str) -> str:
        self.commands.append(arguments)
        if arguments[0] == "cancel":
            for lock in self.locks("dev").iterdir():
                lock.unlink()
        return json.dumps({"deployment": {"resources": [{"id": known} for known in self.known]}})

    def locks(self, stack: str) -> Path:
        folder = self.state / ".pulumi/locks/organization/castmatch" / stack
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def lock(self, stack: str, pid: int, host: str = HERE) -> None:
        (self.locks(stack) / f"{pid}-{host}.json").write_text(json.dumps({"pid": pid, "hostname": host}))


@dataclass
class Engine:
    """The Docker API of that machine; its name filters are as loose as Docker's own."""

    machine: Machine

    def found(self, kind: dict[str, str]) -> list[dict[str, Any]]:
        project = self.machine.compose_project
        labels = {"com.docker.compose.project": project, "castmatch.stack": "dev" if project else ""}
        return [{"Id": id_, "Name": name, "Names": [f"/{name}"], "Labels": labels} for name, id_ in kind.items()]

    def containers(self, **_: object) -> list[dict[str, Any]]:
        return self.found(self.machine.containers)

    def networks(self, **_: object) -> list[dict[str, Any]]:
        return self.found(self.machine.networks)

    def volumes(self) -> dict[str, Any]:
        return {"Volumes": self.found({"castmatch-dev-postgres-data": "", "castmatch-dev-postgres-socket": ""})}

    def stop(self, id_: str) -> None:
        assert id_ not in self.machine.removed

    def remove_container(self, id_: str, v: bool) -> None:
        self.machine.removed.append(id_)
        self.machine.emptied += [id_] if v else []

    def remove_network(self, id_: str) -> None:
        self.machine.removed.append(id_)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_engine: FakeEngine) -> Machine:
    found = Machine(tmp_path)
    monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{tmp_path}")
    monkeypatch.setattr(leftovers, "capture", found.capture)
    fake_engine(Engine(found))
    return found


class TestGetPastLeftovers:
    def test_a_container_that_the_state_does_not_know_is_removed(self, machine: Machine, tmp_path: Path) -> None:
        machine.containers = {"castmatch-dev-redis": "c1", "castmatch-dev-ai": "c2"}
        machine.known = ["c2"]

        assert get_past_leftovers(tmp_path, "dev")
        assert machine.removed == ["c1"]

    @pytest.mark.requirement("R20")
    def test_the_anonymous_volume_of_a_database_is_no_leftover(self, machine: Machine, tmp_path: Path) -> None:
        """A container of this name that was started by hand keeps its data there."""
        machine.containers = {"castmatch-dev-redis": "c1", "castmatch-dev-postgres": "c2"}

        assert get_past_leftovers(tmp_path, "dev")
        assert (machine.removed, machine.emptied) == (["c1", "c2"], ["c1"])

    def test_a_network_that_the_state_does_not_know_is_removed(self, machine: Machine, tmp_path: Path) -> None:
        machine.networks = {"castmatch-dev": "n1"}

        assert get_past_leftovers(tmp_path, "dev")
        assert machine.removed == ["n1"]

    def test_where_nothing_was_left_behind_another_try_makes_no_sense(self, machine: Machine, tmp_path: Path) -> None:
        machine.containers, machine.networks = {"castmatch-dev-redis": "c1"}, {"castmatch-dev": "n1"}
        machine.known = ["c1", "n1"]

        assert not get_past_leftovers(tmp_path, "dev")
        assert machine.removed == []

    @pytest.mark.requirement("R18")
    @pytest.mark.parametrize(
        ("stack", "strangers"),
        [
            ("dev", ["castmatch-dev2-redis", "my-castmatch-dev-redis", "castmatch-dev-redis-old", "castmatch-dev-web"]),
            ("a.b", ["castmatch-a-b-redis", "castmatch-axb-redis"]),
        ],
        ids=["names around ours", "a dot is no wildcard"],
    )
    def test_another_stacks_containers_are_never_touched(
        self, machine: Machine, tmp_path: Path, stack: str, strangers: list[str]
    ) -> None:
        machine.containers = {name: f"id of {name}" for name in strangers}
        machine.networks = {f"castmatch-{stack}2": "n2"}

        assert not get_past_leftovers(tmp_path, stack)
        assert machine.removed == []

    def test_while_another_run_is_under_way_nothing_is_left_behind(self, machine: Machine, tmp_path: Path) -> None:
        """Its newest container is in Docker a moment before it is in the state."""
        machine.containers = {"castmatch-dev-redis": "c1"}
        machine.lock("dev", os.getpid())

        assert not get_past_leftovers(tmp_path, "dev")
        assert machine.removed == []

    @pytest.mark.requirement("R20")
    def test_a_stack_that_compose_runs_is_no_leftover(self, machine: Machine, tmp_path: Path) -> None:
        """A `pulumi up` that was refused must not end what runs, or what Compose is about to start."""
        machine.containers, machine.networks = {"castmatch-dev-redis": "c1"}, {"castmatch-dev": "n1"}
        machine.compose_project = Names("dev").compose_project

        assert not get_past_leftovers(tmp_path, "dev")
        assert machine.removed == []

    def test_an_abandoned_lock_is_cleared_with_the_rest(self, machine: Machine, tmp_path: Path, gone: int) -> None:
        machine.containers = {"castmatch-dev-redis": "c1"}
        machine.lock("dev", gone)

        assert get_past_leftovers(tmp_path, "dev")
        assert machine.removed == ["c1"]


class TestUnlockIfAbandoned:
    def test_an_abandoned_lock_is_cancelled(self, machine: Machine, tmp_path: Path, gone: int) -> None:
        machine.lock("dev", gone)

        assert unlock_if_abandoned(tmp_path, "dev")
        assert machine.commands == [("cancel", "--yes", "--stack", "dev")]

    def test_a_live_lock_stays_even_beside_an_abandoned_one(self, machine: Machine, tmp_path: Path, gone: int) -> None:
        """`pulumi cancel` takes every lock of the stack away."""
        machine.lock("dev", gone)
        machine.lock("dev", os.getpid())

        assert not unlock_if_abandoned(tmp_path, "dev")
        assert machine.commands == []

    def test_another_stacks_lock_is_another_stacks_matter(self, machine: Machine, tmp_path: Path, gone: int) -> None:
        machine.lock("anna", gone)

        assert not unlock_if_abandoned(tmp_path, "dev")

    def test_a_lock_that_cannot_be_read_is_left_to_pulumi(self, machine: Machine, tmp_path: Path) -> None:
        (machine.locks("dev") / "broken.json").write_text('{"pid": 12')

        assert not unlock_if_abandoned(tmp_path, "dev")
        assert machine.commands == []
