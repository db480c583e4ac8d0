"""A preview made in a throw-away stack, in the terms of the stack that it stands for."""

from typing import Any

import pytest

from castmatch.declared.model import SECRET, Declared, Resource
from castmatch.preview.model import Cause, Operation, Property, ResourceChange, Special
from castmatch.preview.quick import changes as quick_changes
from castmatch.preview.stack_terms import Terms, translated, translated_declared

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


def test_every_part_of_a_change_is_translated() -> None:
    change = ResourceChange(
        urn="urn:pulumi:preview-7f3::castmatch::docker:index/container:Container::ai",
        kind="docker:index/container:Container",
        name="ai",
        operation=Operation.REPLACE,
        properties=(Property("ports[0].external", 28002, 28003, Cause.CHANGE, True),),
        findings=("container castmatch-preview-7f3-ai is gone",),
        old={"name": "castmatch-preview-7f3-ai", "ports": [{"external": 28002}]},
        new={"name": "castmatch-preview-7f3-ai", "ports": [{"external": 28003}]},
    )

    assert translated([change], TERMS) == (
        ResourceChange(
            urn="urn:pulumi:dev::castmatch::docker:index/container:Container::ai",
            kind="docker:index/container:Container",
            name="ai",
            operation=Operation.REPLACE,
            properties=(Property("ports[0].external", 8002, 8003, Cause.CHANGE, True),),
            findings=("container castmatch-dev-ai is gone",),
            old={"name": "castmatch-dev-ai", "ports": [{"external": 8002}]},
            new={"name": "castmatch-dev-ai", "ports": [{"external": 8003}]},
        ),
    )


def recording(stack: str, folder: str, port: int) -> Declared:
    urn = f"urn:pulumi:{stack}::castmatch::docker:index/container:Container::ai"
    raw = {
        "name": f"castmatch-{stack}-ai",
        "volumes": [{"hostPath": f"{folder}/services/ai", "containerPath": "/srv/app"}],
        "ports": [{"external": port}],
        "target": {**SECRET, "value": f"http://127.0.0.1:{port}/health"},
    }
    return Declared({urn: Resource(urn, "docker:index/container:Container", "ai", "", raw, options={"custom": True})})


def test_a_recording_of_another_checkout_is_the_same_declaration() -> None:
    throwaway, meant = (
        recording("preview-7f3", "/runs/preview/head", 28002),
        recording("dev", "/home/anna/castmatch", 8002),
    )

    assert quick_changes(throwaway, meant) != ()
    assert quick_changes(translated_declared(throwaway, TERMS), meant) == ()
