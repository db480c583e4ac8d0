"""A preview made in a ephemeral stack, in the terms of the stack that it stands for."""

from typing import Any

import pytest

from castmatch.preview.model import Special
from castmatch.preview.stack_terms import Terms

pytestmark = pytest.mark.requirement("R17")

TERMS = Terms("dev", "preview-7f3", 20000, "/home/anna/castmatch", "/runs/preview/head")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("castmatch-preview-7f3-redis", "castmatch-dev-redis"),
        ("castmatch-preview-7f3", "castmatch-dev"),
        ("castmatch-preview-7f3x", "castmatch-preview-7f3x"),
        ("urn:pulumi:preview-7f3::castmatch::a::b", "urn:pulumi:dev::castmatch::a::b"),
        ("container castmatch-preview-7f3-ai is gone", "container castmatch-dev-ai is gone"),
        ("STACK=preview-7f3", "STACK=dev"),
        ("preview-7f3", "dev"),
        ("/runs/preview/head/services/ai", "/home/anna/castmatch/services/ai"),
        ("/runs/preview/head", "/home/anna/castmatch"),
        ("/runs/preview/heads/services", "/runs/preview/heads/services"),
        ("GET http://127.0.0.1:25002/health: refused", "GET http://127.0.0.1:5002/health: refused"),
        (
            'connection to server at "127.0.0.1", port 25432 failed',
            'connection to server at "127.0.0.1", port 5432 failed',
        ),
        ("GET http://127.0.0.1:8002/health: refused", "GET http://127.0.0.1:8002/health: refused"),
        ("PORT=8002", "PORT=8002"),
        ("http://ai:8002", "http://ai:8002"),
        (True, True),
        (Special.UNKNOWN, Special.UNKNOWN),
    ],
)
def test_each_value_reads_as_the_other_stacks(value: Any, expected: Any) -> None:
    assert TERMS.of(value) == expected


def test_a_ports_outside_is_shifted_back_and_its_inside_is_not() -> None:
    ports = [{"internal": 28002, "external": 28002, "ip": "127.0.0.1"}]

    assert TERMS.of({"ports": ports}) == {"ports": [{"internal": 28002, "external": 8002, "ip": "127.0.0.1"}]}


def test_a_role_finds_its_server_at_the_shifted_port() -> None:
    assert TERMS.of({"port": 25432, "within": 25432}) == {"port": 5432, "within": 25432}


def test_what_runs_inside_a_container_keeps_its_addresses() -> None:
    inside = {"healthcheck": {"tests": ["CMD", "curl", "http://127.0.0.1:25002/health"]}, "envs": ["A=127.0.0.1:25002"]}

    assert TERMS.of(inside) == inside
    assert TERMS.of("http://127.0.0.1:25002", "healthcheck.tests") == "http://127.0.0.1:25002"
