"""The resource tree: parents before children, what waits for nothing first, and nothing that a reader must not see."""

from collections.abc import Mapping
from typing import Any

from castmatch.declared.model import SECRET, Declared, Resource
from castmatch.plan.model import Plan
from castmatch.plan.tree import tree

COMPONENT, CONTAINER = "castmatch:components:App", "docker:index/container:Container"


def resource(
    urn: str, parent: str = "", after: frozenset[str] = frozenset(), raw: Mapping[str, Any] | None = None
) -> Resource:
    return Resource(urn, COMPONENT if urn.isupper() else CONTAINER, urn, parent, raw or {}, after)


def declared(*resources: Resource) -> Declared:
    return Declared({found.urn: found for found in resources})


def test_a_parent_stands_before_its_children_however_they_were_registered() -> None:
    found = tree(declared(resource("b", "A"), resource("a", "A"), resource("A", "R"), resource("R")))

    assert [(one.urn, one.depth) for one in found] == [("R", 0), ("A", 1), ("a", 2), ("b", 2)]


def test_what_waits_for_nothing_stands_first_and_a_component_stands_where_its_last_child_does() -> None:
    parts = [
        *(resource("R"), resource("A", "R"), resource("Z", "R")),
        *(resource("z", "Z"), resource("y", "Z", frozenset("z")), resource("a", "A", frozenset("y"))),
    ]

    assert [one.urn for one in tree(declared(*parts))] == ["R", "Z", "z", "y", "A", "a"]


def test_a_circle_is_told_as_well() -> None:
    found = tree(declared(resource("a", "", frozenset("b")), resource("b", "", frozenset("a"))))

    assert {one.urn: one.waits_for for one in found} == {"a": ("b",), "b": ("a",)}


def test_inputs_are_for_readers() -> None:
    secret = {**SECRET, "value": "hidden"}
    raw = {"__provider": "pickled", "key": secret, "port": 80.0, "url": "http://anna:sesame@x", "image": "sha256:a:8"}

    (found,) = tree(declared(resource("a", raw=raw)))

    assert found.inputs == {"key": "secret", "port": 80, "url": "http://anna:***@x", "image": "a:8"}


def test_every_declared_resource_is_in_the_tree(default: Plan) -> None:
    names = [(found.short_kind, found.name) for found in default.resources]

    assert len(set(names)) == len(names)
    assert {("PostgresRole", "role"), ("Ready", "frontend-ready"), ("Network", "network")} <= set(names)
