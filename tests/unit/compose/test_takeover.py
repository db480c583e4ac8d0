"""From Pulumi to Docker Compose and back: what the other one made is removed, exactly that, and never the database."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castmatch.compose.takeover import (
    remove_made_by_compose,
    remove_undeclared,
    runs_under_compose,
    take_over_for_compose,
    take_over_for_pulumi,
)
from castmatch.docker_engine.ownership import remove, resources_of
from castmatch.errors import UserError
from castmatch.stack.model import CONTAINERS
from castmatch.stack.names import Names
from tests.unit.compose.made_by import PULUMI, Docker
from tests.unit.conftest import FakeEngine


@pytest.fixture
def docker(fake_engine: FakeEngine) -> Docker:
    found = Docker()
    fake_engine(found)
    return found


@pytest.fixture
def said() -> list[str]:
    return []


def test_a_foreign_container_in_the_network_is_an_error_in_three_parts(docker: Docker, said: list[str]) -> None:
    docker.holds("a", "castmatch-a")
    docker.in_use = "castmatch-a"

    with pytest.raises(UserError, match="network has active endpoints"):
        take_over_for_pulumi("a", said.append)


def test_a_foreign_container_at_a_cache_volume_is_an_error_in_three_parts(docker: Docker, said: list[str]) -> None:
    docker.holds("a", "castmatch-a")
    docker.in_use = "castmatch-a-postgres-socket"

    with pytest.raises(UserError, match="volume is in use") as caught:
        take_over_for_pulumi("a", said.append)

    assert "docker ps --all --filter volume=castmatch-a-postgres-socket" in caught.value.next_step


@pytest.mark.requirement("R20")
class TestTheDatabase:
    @pytest.mark.parametrize("maker", [PULUMI, "castmatch-a"], ids=["from Pulumi", "from Compose"])
    @pytest.mark.parametrize("marked", [PULUMI, "castmatch-a"], ids=["unmarked", "marked by Compose"])
    def test_its_volume_stays_whoever_made_it(
        self, docker: Docker, said: list[str], maker: str | None, marked: str | None
    ) -> None:
        docker.holds("a", maker)
        docker.volumes_["castmatch-a-postgres-data"] = marked

        take_over_for_compose("a", said.append)
        take_over_for_pulumi("a", said.append)
        remove_made_by_compose("a")

        assert docker.volumes_ == {"castmatch-a-postgres-data": marked}

    def test_its_container_ends_last(self, docker: Docker, said: list[str]) -> None:
        """No client writes to it while it shuts down."""
        docker.holds("a", PULUMI)

        take_over_for_compose("a", said.append)

        steps = [step for step in docker.done if "network" not in step and "volume" not in step]
        assert steps[-2:] == ["stop castmatch-a-postgres", "remove castmatch-a-postgres"]
        assert len(steps) == 2 * len(CONTAINERS)

    def test_an_anonymous_volume_of_its_container_stays_as_well(self, docker: Docker, said: list[str]) -> None:
        """Ours has none. One that somebody started by hand under this name keeps its data there."""
        docker.holds("a", PULUMI)

        take_over_for_compose("a", said.append)

        assert docker.emptied == {Names("a").container(name) for name in CONTAINERS if name != "postgres"}


@pytest.mark.requirement("R20")
class TestSomebodyElsesComposeFile:
    """A folder that is called castmatch-a makes a project of that name: a developer's own, from before this one."""

    OTHERS = ("castmatch-a-postgres-1", "castmatch-a_redis_1", "castmatch-a-web-1")

    def test_its_containers_are_not_ours(self, docker: Docker, said: list[str]) -> None:
        docker.containers_ = dict.fromkeys(self.OTHERS, "castmatch-a")
        docker.strangers = frozenset(self.OTHERS)

        assert not runs_under_compose("a")
        assert take_over_for_pulumi("a", said.append) is False
        assert take_over_for_compose("a", said.append) is False
        remove(resources_of("a"))
        remove_undeclared("a", declared=())

        assert docker.done == said == []


class TestUndeclared:
    def test_what_is_declared_no_longer_goes_and_the_rest_stays(self, docker: Docker) -> None:
        docker.holds("a", "castmatch-a", ("postgres", "guardian", "role", "role-reader"))

        remove_undeclared("a", declared=("castmatch-a-postgres", "castmatch-a-role"))

        assert set(docker.containers_) == {"castmatch-a-postgres", "castmatch-a-role"}

    def test_what_pulumi_made_is_left_alone(self, docker: Docker) -> None:
        docker.holds("a", PULUMI)

        remove_undeclared("a", declared=())

        assert docker.done == []


class TestTakingOver:
    def test_for_compose_everything_that_pulumi_made_goes_but_the_data(self, docker: Docker, said: list[str]) -> None:
        docker.holds("a", PULUMI)

        assert take_over_for_compose("a", said.append) is True

        assert docker.containers_ == docker.networks_ == {}
        assert set(docker.volumes_) == {"castmatch-a-postgres-data"}
        assert said == ["stack a was made by Pulumi: Docker Compose takes it over, the database stays"]

    def test_for_pulumi_everything_that_compose_made_goes_its_steps_as_well(
        self, docker: Docker, said: list[str]
    ) -> None:
        docker.holds("a", "castmatch-a", (*CONTAINERS, "role", "role-anybody"))

        assert take_over_for_pulumi("a", said.append) is True

        assert docker.containers_ == docker.networks_ == {}
        assert said == ["stack a was made by Docker Compose: Pulumi takes it over, the database stays"]

    @pytest.mark.requirement("R14")
    def test_what_is_ones_own_is_left_alone_and_nothing_is_said(self, docker: Docker, said: list[str]) -> None:
        docker.holds("a", "castmatch-a")
        docker.holds("b", PULUMI)

        assert take_over_for_compose("a", said.append) is False
        assert take_over_for_pulumi("b", said.append) is False

        assert docker.done == said == []

    def test_on_an_empty_machine_there_is_nothing_to_do(self, docker: Docker, said: list[str]) -> None:
        assert take_over_for_compose("a", said.append) is False
        assert take_over_for_pulumi("a", said.append) is False
        assert docker.done == said == []

    def test_cache_volumes_alone_are_removed_without_a_word(self, docker: Docker, said: list[str]) -> None:
        """As `pulumi destroy` or `docker compose down` leave none or some."""
        docker.volumes_ = {"castmatch-a-postgres-socket": PULUMI}

        assert take_over_for_compose("a", said.append) is False
        assert docker.volumes_ == {}
        assert said == []

    def test_a_container_that_goes_by_itself_meanwhile_is_no_error(self, docker: Docker, said: list[str]) -> None:
        docker.holds("a", PULUMI)
        docker.gone = frozenset({"castmatch-a-redis", "castmatch-a-postgres"})

        assert take_over_for_compose("a", said.append) is True
        assert "remove castmatch-a-redis" not in docker.done

    def test_one_that_docker_is_removing_has_no_name_any_more(
        self, docker: Docker, said: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nothing: tuple[list[str] | None, ...] = (None, [])
        nameless: list[dict[str, Any]] = [{"Id": "id", "Names": names, "Labels": {}} for names in nothing]
        monkeypatch.setattr(docker, "containers", lambda **_: nameless)

        assert take_over_for_compose("a", said.append) is False
        assert docker.done == []


@pytest.mark.parametrize("maker", [PULUMI, "castmatch-a"], ids=["Pulumi", "Compose"])
def test_a_stack_can_be_removed_whoever_made_it(docker: Docker, maker: str | None) -> None:
    """Where there is no Pulumi any more, Compose's `down` takes down what it has made."""
    docker.holds("a", maker)

    remove(resources_of("a"))

    assert docker.containers_ == docker.networks_ == {}
    assert set(docker.volumes_) == {"castmatch-a-postgres-data"}


@pytest.mark.requirement("R18")
class TestNeighbours:
    @pytest.mark.parametrize(("stack", "neighbour"), [("a", "a-b"), ("a-b", "a"), ("a", "b"), ("a", "A"), ("A", "a")])
    @pytest.mark.parametrize("maker", [True, False], ids=["by Compose", "by Pulumi"])
    def test_another_stack_is_never_touched_however_alike_its_name(
        self, docker: Docker, said: list[str], stack: str, neighbour: str, maker: bool
    ) -> None:
        docker.holds(neighbour, Names(neighbour).compose_project if maker else PULUMI)

        take_over_for_compose(stack, said.append)
        take_over_for_pulumi(stack, said.append)
        remove(resources_of(stack))

        assert docker.done == said == []
        assert not runs_under_compose(stack)

    def test_a_container_by_hand_under_a_like_name_is_left_alone(self, docker: Docker, said: list[str]) -> None:
        docker.containers_ = {"castmatch-a-postgres-old": PULUMI, "castmatch-a": PULUMI, "my-castmatch-a-redis": PULUMI}

        take_over_for_compose("a", said.append)

        assert docker.done == []

    def test_an_export_under_another_project_is_removed_with_its_steps(self, docker: Docker, said: list[str]) -> None:
        """Somebody started it by hand under a name of his own: it holds the container names that we need."""
        docker.containers_ = {"castmatch-a-redis": "by-hand", "castmatch-a-role": "by-hand"}

        assert take_over_for_compose("a", said.append) is True
        assert docker.containers_ == {}


@pytest.mark.parametrize(
    ("containers", "expected"),
    [
        ({}, False),
        ({"castmatch-a-redis": PULUMI}, False),
        ({"castmatch-a-redis": "castmatch-a"}, True),
        ({"castmatch-a-role": "castmatch-a"}, True),
        ({"castmatch-a-b-redis": "castmatch-a-b"}, False),
    ],
    ids=["nothing", "Pulumi's", "Compose's", "a step alone", "another stack's"],
)
def test_who_runs_a_stack(docker: Docker, containers: dict[str, str | None], expected: bool) -> None:
    docker.containers_ = containers

    assert runs_under_compose("a") is expected


@given(st.lists(st.text("aA-._b1", min_size=1, max_size=5), unique=True, min_size=2, max_size=2))
def test_no_two_stacks_share_a_project(stacks: list[str]) -> None:
    one, other = stacks

    assert Names(one).compose_project != Names(other).compose_project
