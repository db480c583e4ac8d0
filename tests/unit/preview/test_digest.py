"""What Pulumi's own preview found, as changes with their causes."""

from typing import Any

import pytest

from castmatch.preview.digest import changes, unchanged
from castmatch.preview.model import Cause, Operation, Property, Special
from castmatch.pulumi_values import UNKNOWN
from tests.unit.preview.documents import (
    CONTAINER,
    READY,
    ROLE,
    VOLUME,
    detailed,
    document,
    named,
    only,
    resource,
    sample,
    urn,
)

PASSWORD = "pulumi-python:dynamic/castmatch:Password"
SECRET = {"uploads": "[secret]"}
INSIDE = {"uploads": [{"file": "/run/secrets/KEY", "content": "[secret]"}]}
PROOF = {"service": "redis", "target": "[secret]", "__provider": "[secret]"}
ID = "sha256:" + "ab" * 32
pytestmark = [pytest.mark.requirement("R16"), pytest.mark.requirement("R17")]


def other_secret(path: str, cause: Cause = Cause.CHANGE, replaces: bool = False) -> Property:
    return Property(path, Special.MASKED, Special.MASKED_CHANGED, cause, replaces)


def properties(kind: str, op: str, *states: dict[str, Any], **more: Any) -> tuple[Property, ...]:
    """Of the one change of a resource: recorded, live (the same if not given) and declared."""
    return only(document(resource(kind, "it", op, *states, **more))).properties


def test_a_stack_as_declared_has_no_changes() -> None:
    assert changes(sample("nochange")) == ()
    assert unchanged(sample("nochange")) == 28


def test_components_and_providers_are_no_changes() -> None:
    provider = resource("pulumi:providers:docker", "default_5_2_0", "update", {"version": "1"}, {"version": "2"})
    component = resource("castmatch:components:App", "ai", "create", None, {}, state={"custom": False})

    assert changes(document(provider, component)) == ()


@pytest.mark.parametrize("op", ["same", "read", "discard", "delete-replaced", "discard-replaced"])
def test_what_ends_a_replacement_or_only_reads_is_no_change(op: str) -> None:
    assert changes(document(resource(CONTAINER, "ai", op, {"memory": 1}, {"memory": 2}))) == ()


@pytest.mark.parametrize(
    ("op", "operation"),
    [
        ("create", Operation.CREATE),
        ("update", Operation.UPDATE),
        ("replace", Operation.REPLACE),
        ("create-replacement", Operation.REPLACE),
    ],
)
def test_each_operation(op: str, operation: Operation) -> None:
    assert only(document(resource(CONTAINER, "ai", op, None, {"memory": 2}))).operation is operation


def test_a_replacement_told_in_its_parts_is_one_change() -> None:
    parts = [
        *resource(CONTAINER, "ai", "delete-replaced", {"memory": 1}, None),
        *resource(CONTAINER, "ai", "create-replacement", {"memory": 1}, {"memory": 2})[1:],
    ]

    assert [change.operation for change in changes(document(parts))] == [Operation.REPLACE]


def test_of_a_real_change_causes_and_replacements_are_told_apart() -> None:
    redis = named("redis", sample("changes"))["Container"]
    proof = named("redis-ready", sample("changes"))["Ready"]
    guardian = named("guardian", sample("changes"))["Container"]
    role = named("role", sample("changes"))["PostgresRole"]

    assert (redis.operation, redis.service, redis.cause) == (Operation.REPLACE, "redis", Cause.CHANGE)
    assert redis.properties == (
        Property("healthcheck.interval", "30s", "20s", Cause.CHANGE, replaces=True),
        Property("memory", 128, 192, Cause.CHANGE),
        Property("memorySwap", 128, 192, Cause.CHANGE),
    )
    assert [(found.path, found.new) for found in proof.properties] == [("container_id", Special.UNKNOWN)]
    assert proof.cause is Cause.CONSEQUENCE
    assert other_secret("uploads", Cause.CONSEQUENCE, replaces=True) in guardian.properties
    privileges = Property("databases[castmatch].privileges.tables", "ALL", ["INSERT", "SELECT"], Cause.CHANGE)
    assert privileges in role.properties


@pytest.mark.parametrize(
    ("path", "inputs"), [("uploads", SECRET), ("uploads[0].content", INSIDE)], ids=["a secret", "one inside a list"]
)
def test_another_secret_is_a_change_and_not_shown(path: str, inputs: dict[str, Any]) -> None:
    found = properties(CONTAINER, "replace", inputs, inputs, detailedDiff={path: {"kind": "update-replace"}})

    assert found == (other_secret(path, replaces=True),)


def test_a_secret_that_was_set_is_a_change_even_when_its_neighbour_is_repaired() -> None:
    role = {"role": "u", "server": "old", "access": {"role": "exists"}}
    repaired = resource(ROLE, "role", "update", role, {**role, "access": {}}, {**role, "server": UNKNOWN})
    sources = {"propertyDependencies": {"uploads": [urn(ROLE, "role")]}}
    ai = resource(CONTAINER, "ai", "replace", SECRET, SECRET, state=sources, **detailed(uploads="update-replace"))

    assert [one.cause for one in changes(document(repaired, ai))[1].properties] == [Cause.CHANGE]


def test_an_update_for_no_visible_reason_names_the_secrets_that_may_be_it() -> None:
    password = resource(PASSWORD, "p", "create", None, {})
    sources = {"propertyDependencies": {"target": [urn(PASSWORD, "p")]}}
    follows = changes(document(password, resource(READY, "it", "update", PROOF, PROOF, state=sources)))[1]

    assert properties(READY, "update", PROOF, PROOF) == (other_secret("target or the provider's code"),)
    assert follows.properties == (other_secret("target", Cause.CONSEQUENCE),)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (
            ({"memory": 1, "restart": "a"}, {"memory": 2, "restart": "a"}, {"memory": 1, "restart": "b"}),
            (Property("memory", 2, 1, Cause.DRIFT), Property("restart", "a", "b", Cause.CHANGE)),
        ),
        (
            ({"memory": 1, "restart": "a"}, {"memory": 2, "restart": "a"}, {"memory": 2, "restart": "b"}),
            (Property("restart", "a", "b", Cause.CHANGE),),
        ),
        (({"image": ID}, {"image": ID}, {"image": "x"}), (Property("image", ID[:19], "x", Cause.CHANGE),)),
    ],
    ids=["both in one resource", "done by hand and now declared", "ids as short as Docker shows them"],
)
def test_drift_and_change_are_told_apart(states: tuple[dict[str, Any], ...], expected: tuple[Property, ...]) -> None:
    assert properties(CONTAINER, "update", *states) == expected


def test_what_a_provider_reads_back_and_is_no_input_is_drift() -> None:
    outputs = {"outputs": {"memorySwap": 2}}
    found = properties(CONTAINER, "update", {"memory": 1}, state=outputs, **detailed(memorySwap="delete"))

    assert found == (Property("memorySwap", 2, Special.ABSENT, Cause.DRIFT),)


def test_a_dynamic_provider_names_what_it_replaces_for() -> None:
    found = properties(ROLE, "replace", {"role": "u"}, {"role": "v"}, replaceReasons=["role"])

    assert found == (Property("role", "u", "v", Cause.CHANGE, replaces=True),)


@pytest.mark.parametrize(("op", "retained"), [("delete", True), ("replace", True), ("update", False)])
def test_only_what_is_taken_away_can_be_kept(op: str, retained: bool) -> None:
    old, new = {"name": "castmatch-dev-postgres-data"}, None if op == "delete" else {"name": "other"}

    kept = only(document(resource(VOLUME, "data", op, old, old, new, state={"retainOnDelete": True})))
    assert kept.retained is retained
    assert not only(document(resource(VOLUME, "socket", op, old, old, new))).retained


def test_pulumis_own_keys_and_secrets_are_nowhere() -> None:
    for change in (*changes(sample("changes")), *changes(sample("drift"))):
        text = repr((change.properties, change.old, change.new))
        assert [word for word in ("__", "[secret]", UNKNOWN) if word in text] == []


def test_without_a_refresh_changes_are_still_seen() -> None:
    steps = resource(CONTAINER, "ai", "update", {"memory": 1}, {"memory": 2})[1:]
    found = {**document(steps), "changeSummary": {"same": 7, "update": 1}}

    assert only(found).properties == (Property("memory", 1, 2, Cause.CHANGE),)
    assert unchanged(found) == 7
