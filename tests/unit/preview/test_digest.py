"""What Pulumi's own preview found, as changes with their causes."""

import pytest

from castmatch.declared.model import UNKNOWN
from castmatch.preview.digest import changes, unchanged
from castmatch.preview.model import Cause, Operation, Property, Special
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

pytestmark = [pytest.mark.requirement("R16"), pytest.mark.requirement("R17")]


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


def test_what_the_config_changed_is_a_change_and_says_what_replaces() -> None:
    redis = named("redis", sample("changes"))["Container"]

    assert (redis.operation, redis.service, redis.cause) == (Operation.REPLACE, "redis", Cause.CHANGE)
    assert redis.properties == (
        Property("healthcheck.interval", "30s", "20s", Cause.CHANGE, replaces=True),
        Property("memory", 128, 192, Cause.CHANGE),
        Property("memorySwap", 128, 192, Cause.CHANGE),
    )


def test_what_comes_from_a_replaced_container_is_a_consequence() -> None:
    proof = named("redis-ready", sample("changes"))["Ready"]

    assert [(found.path, found.new) for found in proof.properties] == [("container_id", Special.UNKNOWN)]
    assert proof.cause is Cause.CONSEQUENCE


def test_a_secret_made_of_a_changed_role_is_a_consequence_and_not_shown() -> None:
    guardian = named("guardian", sample("changes"))["Container"]

    assert (
        Property("uploads", Special.MASKED, Special.MASKED_CHANGED, Cause.CONSEQUENCE, replaces=True)
        in guardian.properties
    )


def test_a_secret_inside_a_list_is_not_shown_either() -> None:
    uploads = {"uploads": [{"file": "/run/secrets/KEY", "content": "[secret]"}]}
    told = {"detailedDiff": {"uploads[0].content": {"kind": "update-replace"}}}

    assert only(document(resource(CONTAINER, "ai", "replace", uploads, uploads, **told))).properties == (
        Property("uploads[0].content", Special.MASKED, Special.MASKED_CHANGED, Cause.CHANGE, replaces=True),
    )


def test_a_secret_that_was_set_anew_is_a_change() -> None:
    ai = resource(
        CONTAINER,
        "ai",
        "replace",
        {"uploads": "[secret]"},
        {"uploads": "[secret]"},
        **detailed(uploads="update-replace"),
    )

    assert only(document(ai)).properties == (
        Property("uploads", Special.MASKED, Special.MASKED_CHANGED, Cause.CHANGE, replaces=True),
    )


def test_a_secret_that_was_set_anew_is_a_change_even_when_its_neighbour_is_repaired() -> None:
    role = {"role": "u", "server": "old", "access": {"role": "exists"}}
    repaired = resource(ROLE, "role", "update", role, {**role, "access": {}}, {**role, "server": UNKNOWN})
    secret = {"uploads": "[secret]"}
    sources = {"propertyDependencies": {"uploads": [urn(ROLE, "role")]}}
    ai = resource(CONTAINER, "ai", "replace", secret, secret, state=sources, **detailed(uploads="update-replace"))

    assert [one.cause for one in changes(document(repaired, ai))[1].properties] == [Cause.CHANGE]


def test_what_a_provider_reads_back_beside_the_inputs_is_drift() -> None:
    inputs = {"memory": 1}
    found = only(
        document(
            resource(
                CONTAINER,
                "ai",
                "update",
                inputs,
                inputs,
                state={"outputs": {"memorySwap": 2}},
                **detailed(memorySwap="delete"),
            )
        )
    )

    assert found.properties == (Property("memorySwap", 2, Special.ABSENT, Cause.DRIFT),)


def test_a_privilege_that_is_not_listed_is_every_privilege() -> None:
    role = named("role", sample("changes"))["PostgresRole"]

    assert (
        Property("databases[castmatch].privileges.tables", "ALL", ["INSERT", "SELECT"], Cause.CHANGE) in role.properties
    )


def test_a_dynamic_provider_tells_what_it_replaces_for() -> None:
    found = only(document(resource(ROLE, "role", "replace", {"role": "u"}, {"role": "v"}, replaceReasons=["role"])))

    assert found.properties == (Property("role", "u", "v", Cause.CHANGE, replaces=True),)


def test_drift_and_change_of_one_resource_are_told_apart() -> None:
    states = ({"memory": 1, "restart": "a"}, {"memory": 2, "restart": "a"}, {"memory": 1, "restart": "b"})
    found = only(document(resource(CONTAINER, "ai", "update", *states)))

    assert found.properties == (
        Property("memory", 2, 1, Cause.DRIFT),
        Property("restart", "a", "b", Cause.CHANGE),
    )


def test_what_was_done_by_hand_and_is_now_declared_is_no_difference() -> None:
    states = ({"memory": 1, "restart": "a"}, {"memory": 2, "restart": "a"}, {"memory": 2, "restart": "b"})
    found = only(document(resource(CONTAINER, "ai", "update", *states)))

    assert [one.path for one in found.properties] == ["restart"]


@pytest.mark.parametrize("op", ["delete", "replace"])
def test_what_is_kept_when_deleted_is_told(op: str) -> None:
    old, new = {"name": "castmatch-dev-postgres-data"}, {"name": "other"}
    after = None if op == "delete" else new

    assert only(document(resource(VOLUME, "data", op, old, old, after, state={"retainOnDelete": True}))).retained
    assert not only(document(resource(VOLUME, "socket", op, old, old, after))).retained


def test_an_update_in_place_keeps_nothing_back() -> None:
    update = resource(VOLUME, "data", "update", {"driver": "a"}, {"driver": "b"}, state={"retainOnDelete": True})

    assert not only(document(update)).retained


def test_an_update_for_no_visible_reason_names_the_secrets_that_may_be_it() -> None:
    proof = {"service": "redis", "target": "[secret]", "__provider": "[secret]"}
    found = only(document(resource(READY, "redis-ready", "update", proof, proof)))

    assert [(one.path, one.new) for one in found.properties] == [
        ("target or the provider's code", Special.MASKED_CHANGED),
    ]


def test_an_unseen_secret_of_a_changed_resource_is_a_consequence() -> None:
    proof = {"service": "redis", "target": "[secret]"}
    password = resource("pulumi-python:dynamic/castmatch:Password", "p", "create", None, {})
    sources = {"propertyDependencies": {"target": [urn("pulumi-python:dynamic/castmatch:Password", "p")]}}
    found = changes(document(password, resource(READY, "redis-ready", "update", proof, proof, state=sources)))

    assert [(one.path, one.cause) for one in found[1].properties] == [("target", Cause.CONSEQUENCE)]


def test_pulumis_own_keys_and_secrets_are_nowhere() -> None:
    for change in (*changes(sample("changes")), *changes(sample("drift"))):
        text = repr((change.properties, change.old, change.new))
        assert "__" not in text
        assert "[secret]" not in text
        assert UNKNOWN not in text


def test_ids_are_as_short_as_docker_shows_them() -> None:
    found = only(document(resource(CONTAINER, "ai", "replace", {"image": "sha256:" + "ab" * 32}, {"image": "x"})))

    assert found.properties[0].old == "sha256:" + "ab" * 6


def test_without_a_refresh_changes_are_still_seen() -> None:
    steps = resource(CONTAINER, "ai", "update", {"memory": 1}, {"memory": 2})[1:]
    found = {**document(steps), "changeSummary": {"same": 7, "update": 1}}

    assert only(found).properties == (Property("memory", 1, 2, Cause.CHANGE),)
    assert unchanged(found) == 7
