"""Which container, role or volume needs which: from what is given to what, and from addresses in the environment."""

import pytest

from castmatch.declared.graph import SERVICES_AND_ROLES, name_of, needs
from castmatch.declared.model import Declared, Resource

CONTAINER, ROLE, READY, COMPONENT = "d:c:Container", "p:c:PostgresRole", "p:c:Ready", "castmatch:components:App"


def resource(kind: str, name: str, *needed: str, parent: str = "", **inputs: object) -> Resource:
    return Resource(f"{kind}/{name}", kind, name, parent, inputs, frozenset(needed))


def pairs(*resources: Resource) -> set[tuple[str, str]]:
    declared = Declared({found.urn: found for found in resources})
    found = needs(declared, SERVICES_AND_ROLES)
    return {(name_of(declared.resources[one]), name_of(declared.resources[other])) for one, other in found}


def test_a_value_that_waits_for_a_proof_is_a_need_and_the_order_of_proofs_is_none() -> None:
    redis = resource(CONTAINER, "redis")
    proof = resource(READY, "redis-ready", f"{CONTAINER}/redis")

    assert pairs(redis, proof, resource(CONTAINER, "backend", f"{READY}/redis-ready")) == {("backend", "redis")}
    assert pairs(redis, proof, resource(READY, "ai-ready", f"{READY}/redis-ready")) == set()


def test_what_a_component_waits_for_its_children_need() -> None:
    component = resource(COMPONENT, "ai", f"{ROLE}/role")
    child = resource(CONTAINER, "ai", parent=f"{COMPONENT}/ai")

    assert pairs(resource(ROLE, "role", role="u"), component, child) == {("ai", "u")}


@pytest.mark.parametrize(
    ("value", "needed"),
    [
        ("AI_URL=http://ai:8002", True),
        ("AI_URL=http://user:pass@ai/path", True),
        ("AI_URL=https://ai.example/v1", False),
        ("NAME=ai", False),
    ],
)
def test_an_address_in_the_environment_is_a_need(value: str, needed: bool) -> None:
    found = pairs(resource(CONTAINER, "ai"), resource(CONTAINER, "backend", envs=[value]))

    assert found == ({("backend", "ai")} if needed else set())
