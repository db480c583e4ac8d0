"""The model is the only home of names, defaults and limits."""

import pytest
from pydantic import ValidationError

from castmatch.stack.duration import in_go_form
from castmatch.stack.model import CONTAINERS, SERVICES, StackConfig


@pytest.mark.parametrize(
    ("service", "port"),
    [
        pytest.param("frontend", 3001, marks=pytest.mark.requirement("R01")),
        pytest.param("backend", 5002, marks=pytest.mark.requirement("R02")),
        pytest.param("ai", 8002, marks=pytest.mark.requirement("R03")),
        pytest.param("postgres", 5432, marks=pytest.mark.requirement("R04")),
        pytest.param("redis", 6379, marks=pytest.mark.requirement("R05")),
    ],
)
def test_the_default_ports_are_the_promised_ones(service: str, port: int) -> None:
    ports = {name: StackConfig().port(name) for name in SERVICES}

    assert ports[service] == port  # type: ignore[index]


@pytest.mark.requirement("R08")
def test_docker_checks_every_thirty_seconds_by_default() -> None:
    assert in_go_form(StackConfig().health.interval) == "30s"


@pytest.mark.requirement("R07")
def test_the_default_role_owns_the_default_database() -> None:
    role = StackConfig().role

    assert (role.name, role.database, role.schemas) == ("castmatch_user", "castmatch", ("public",))


@pytest.mark.requirement("R24")
class TestGuardian:
    def test_repairs_and_looks_every_second_by_default(self) -> None:
        guardian = StackConfig().guardian

        assert (guardian.mode, in_go_form(guardian.interval)) == ("repair", "1s")

    def test_is_a_container_of_its_own_with_a_port_of_its_own(self) -> None:
        assert StackConfig().containers == (*SERVICES, "guardian")
        assert StackConfig().port("guardian") == 5480

    def test_needs_no_port_when_there_is_none(self) -> None:
        config = StackConfig.model_validate({"guardian": {"mode": "none"}, "ports": {"guardian": 5432}})

        assert config.containers == SERVICES

    def test_may_not_take_another_containers_port(self) -> None:
        with pytest.raises(ValidationError, match="a port of its own for each"):
            StackConfig.model_validate({"ports": {"guardian": 5432}})

    @pytest.mark.parametrize("interval", ["50ms", "61s"])
    def test_looks_neither_all_the_time_nor_hardly_ever(self, interval: str) -> None:
        with pytest.raises(ValidationError, match="a duration from 100ms to 1m"):
            StackConfig.model_validate({"guardian": {"interval": interval}})

    def test_is_switched_off_by_a_word(self) -> None:
        """YAML reads off as false, and a stack file that says so is refused, not misread."""
        with pytest.raises(ValidationError):
            StackConfig.model_validate({"guardian": {"mode": False}})


@pytest.mark.requirement("R18")
def test_one_offset_moves_every_port() -> None:
    here, there = StackConfig(), StackConfig.model_validate({"portOffset": 1000})

    assert [there.port(name) - here.port(name) for name in CONTAINERS] == [1000] * len(CONTAINERS)


@pytest.mark.requirement("R21")
def test_sixteen_stacks_fit_on_one_machine_with_one_line_each() -> None:
    stacks = [StackConfig.model_validate({"portOffset": 10 * number}) for number in range(16)]

    ports = [config.port(name) for config in stacks for name in CONTAINERS]

    assert len(set(ports)) == 16 * len(CONTAINERS)


def test_the_last_port_may_be_used_and_none_above() -> None:
    highest = StackConfig.model_validate({"portOffset": 65535 - 8002})

    assert highest.port("ai") == 65535
    with pytest.raises(ValidationError, match="ports up to 65535"):
        StackConfig.model_validate({"portOffset": 65536 - 8002})


def test_a_config_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        StackConfig().ports.frontend = 1  # type: ignore[misc]


def test_pydantics_own_error_repeats_no_value() -> None:
    with pytest.raises(ValidationError) as caught:
        StackConfig.model_validate({"chat": {"endpoint": "ftp://user:a-secret@llm.example"}})

    assert "a-secret" not in str(caught.value)
