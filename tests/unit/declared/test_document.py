"""A recording handed from one process to another."""

import json

import pytest

from castmatch.declared.document import digest_of, from_json, to_json
from castmatch.declared.model import SECRET, Declared, Resource

pytestmark = pytest.mark.requirement("R17")


def recording(content: str = "hidden") -> Declared:
    raw = {"port": 1, "uploads": [{"file": "/a", "content": {**SECRET, "value": content}}]}
    options = {"custom": True, "object": raw, "stackTrace": {"frames": ["/home/somebody"]}, "retainOnDelete": True}
    found = Resource("urn:1", "docker:index/c:Container", "ai", "urn:0", raw, frozenset({"urn:2"}), options)
    return Declared({"urn:1": found}, {"stack": "dev"})


def handed_over(declared: Declared) -> Declared:
    return from_json(json.loads(json.dumps(to_json(declared))))


def test_it_arrives_whole() -> None:
    before, after = recording(), handed_over(recording())
    (sent,), (got,) = before.resources.values(), after.resources.values()

    assert (got.urn, got.kind, got.name, got.parent) == (sent.urn, sent.kind, sent.name, sent.parent)
    assert (got.dependencies, got.inputs, after.exports) == (sent.dependencies, sent.inputs, before.exports)
    assert got.options == {"custom": True, "retainOnDelete": True}


def test_neither_a_secret_nor_a_folder_leaves() -> None:
    text = json.dumps(to_json(recording()))

    assert "hidden" not in text
    assert "somebody" not in text


def test_equal_secrets_stay_equal_and_others_differ() -> None:
    assert to_json(recording("a")) == to_json(recording("a")) != to_json(recording("b"))


def test_handing_on_what_was_handed_over_changes_nothing() -> None:
    assert to_json(handed_over(recording())) == to_json(recording())
    assert digest_of(digest_of("a")) == digest_of("a") != digest_of("b")
