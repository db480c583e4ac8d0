"""A number by which all ports of an ephemeral stack are moved to free ones."""

import socket
from typing import Any

import pytest

from castmatch.preview.ephemeral.free_ports import free_shift
from castmatch.stack.settings import Settings

pytestmark = pytest.mark.requirement("R17")


def settings(**config: Any) -> Settings:
    return Settings({f"castmatch:{key}": value for key, value in config.items()}, {})


def test_every_port_is_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        shifts = {free_shift([settings()]) for _ in range(20)}

        assert all(taken.getsockname()[1] not in {port + shift for port in settings().ports} for shift in shifts)


def test_all_stay_below_the_ports_of_outgoing_connections() -> None:
    high = settings(ports={"ai": 30_001})

    assert max(high.ports) + free_shift([high]) <= 32_767


def test_ports_that_differ_between_base_and_head_are_all_free() -> None:
    before, after = settings(), settings(ports={"ai": 8003})

    assert set(after.ports) - set(before.ports) == {8003}
    assert free_shift([before, after]) % 100 == 0


def test_a_port_above_those_is_moved_within_its_range() -> None:
    assert 40_000 < 40_000 + free_shift([settings(ports={"ai": 40_000})]) <= 65_535


@pytest.mark.parametrize("config", [{"ports": {"ai": 99_999}}, {"portOffset": "70000"}])
def test_an_invalid_port_is_left_to_the_program_to_refuse(config: dict[str, Any]) -> None:
    """A wrong number was once reported as a lack of free ports."""
    assert free_shift([settings(**config)]) > 0
