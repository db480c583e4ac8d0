"""Who needs whom: from what is given to what, and from the addresses in a container's environment."""

from pathlib import Path

import pytest

from castmatch.preview.graph import edges
from castmatch.preview.model import Edge
from tests.unit.components.declared import declare
from tests.unit.preview.documents import CONTAINER, READY, ROLE, document, resource, sample, urn

pytestmark = pytest.mark.requirement("R17")

USUAL = {
    Edge("castmatch_user", "postgres"),
    Edge("ai", "castmatch_user"),
    Edge("backend", "ai"),
    Edge("backend", "castmatch_user"),
    Edge("backend", "redis"),
    Edge("frontend", "backend"),
    Edge("guardian", "castmatch_user"),
}


def test_a_real_preview_shows_the_chain() -> None:
    assert set(edges(sample("nochange"))) == USUAL


def test_a_recording_shows_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert set(edges(declare())) == USUAL


def test_a_new_role_needs_the_server_and_the_owner_of_its_database() -> None:
    assert set(edges(sample("changes"))) - USUAL == {
        Edge("castmatch_reader", "castmatch_user"),
        Edge("castmatch_reader", "postgres"),
        Edge("guardian", "castmatch_reader"),
    }


def test_the_order_of_proofs_is_no_need() -> None:
    proof = {"dependencies": [urn(CONTAINER, "backend"), urn(READY, "ai-ready")]}
    one = resource(CONTAINER, "ai", None, {})
    other = resource(READY, "ai-ready", None, {"service": "ai"}, state={"dependencies": [urn(CONTAINER, "ai")]})

    assert edges(document(one, other, resource(READY, "b-ready", None, {}, state=proof))) == ()


def test_a_value_that_waits_for_a_proof_is_a_need() -> None:
    redis = resource(CONTAINER, "redis", None, {})
    proof = resource(READY, "redis-ready", None, {}, state={"dependencies": [urn(CONTAINER, "redis")]})
    backend = resource(CONTAINER, "backend", None, {}, state={"dependencies": [urn(READY, "redis-ready")]})

    assert edges(document(redis, proof, backend)) == (Edge("backend", "redis"),)


def test_what_a_component_waits_for_its_children_need() -> None:
    role = resource(ROLE, "role", None, {"role": "u"})
    component = resource("castmatch:components:App", "ai", None, {}, state={"dependencies": [urn(ROLE, "role")]})
    child = resource(CONTAINER, "ai", None, {}, state={"parent": urn("castmatch:components:App", "ai")})

    assert edges(document(role, component, child)) == (Edge("ai", "u"),)


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
    found = edges(
        document(resource(CONTAINER, "ai", None, {}), resource(CONTAINER, "backend", None, {"envs": [value]}))
    )

    assert found == ((Edge("backend", "ai"),) if needed else ())


def test_what_goes_needs_nothing_any_more() -> None:
    ai = resource(CONTAINER, "ai", None, {})
    backend = resource(CONTAINER, "backend", "delete", {"envs": ["A=http://ai:1"]}, {}, None)

    assert edges(document(ai, backend)) == ()


def test_the_container_that_a_replacement_removes_is_not_the_one_that_needs() -> None:
    ai, before = resource(CONTAINER, "ai", None, {}), {"envs": ["A=http://ai:1"]}
    parts = [
        *resource(CONTAINER, "backend", "create-replacement", before, before, {"envs": []}),
        *resource(CONTAINER, "backend", "delete-replaced", before, before, None)[1:],
    ]

    assert edges(document(ai, parts)) == ()
