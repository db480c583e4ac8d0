"""The model is the only home of names, defaults and limits."""

import pytest
from pydantic import ValidationError

from castmatch.stack.duration import in_go_form
from castmatch.stack.model import SERVICES, StackConfig


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


@pytest.mark.requirement("R18")
def test_one_offset_moves_every_port() -> None:
    here, there = StackConfig(), StackConfig.model_validate({"portOffset": 1000})

    assert [there.port(name) - here.port(name) for name in SERVICES] == [1000] * 5


@pytest.mark.requirement("R21")
def test_sixteen_stacks_fit_on_one_machine_with_one_line_each() -> None:
    stacks = [StackConfig.model_validate({"portOffset": 10 * number}) for number in range(16)]

    ports = [config.port(name) for config in stacks for name in SERVICES]

    assert len(set(ports)) == 16 * 5


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
