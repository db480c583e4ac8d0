"""Two programs' declarations, compared without an engine."""

from collections.abc import Callable

import pulumi
import pulumi_docker as docker
import pytest

from castmatch.declared.document import from_json, to_json
from castmatch.declared.model import Declared
from castmatch.declared.record import declared_by
from castmatch.preview.model import Cause, Operation, Property, ResourceChange, Special
from castmatch.preview.quick import changes, option_changes, unchanged
from tests.unit.components.declared import declare

pytestmark = pytest.mark.requirement("R17")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Build contexts are staged below it."""
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))


def environment(stack: str = "dev", chat_key: str | None = None, **settings: object) -> Declared:
    return declare(stack, settings, chat_key=chat_key)


def by_name(base: Declared, head: Declared) -> dict[tuple[str, str], ResourceChange]:
    return {(change.kind.rsplit(":", 1)[-1], change.name): change for change in changes(base, head)}


def test_what_stays_as_it_is_is_counted() -> None:
    """Components are frames around resources, and don't count."""
    base, head = environment(), environment(memory={"redis": 256})
    real = [found for found in head.resources.values() if not found.kind.startswith("castmatch:components:")]

    assert changes(base, environment()) == ()
    assert unchanged(base, base) == len(real) - 1  # nor does the stack itself
    assert unchanged(base, head) == unchanged(base, base) - 1


def test_the_stacks_name_is_no_part_of_a_resources_place() -> None:
    found = changes(environment("dev"), environment("anna"))

    assert {change.operation for change in found} == {Operation.CHANGE}


def test_a_property_has_its_path_and_both_values() -> None:
    (redis,) = changes(environment(), environment(memory={"redis": 256}))

    assert (redis.operation, redis.service, redis.cause) == (Operation.CHANGE, "redis", Cause.CHANGE)
    assert redis.properties == (
        Property("memory", 128, 256, Cause.CHANGE),
        Property("memorySwap", 128, 256, Cause.CHANGE),
    )


def test_a_new_role_and_one_that_went() -> None:
    reader = {"castmatch_reader": {"grants": [{"access": "read"}]}}
    made = by_name(environment(), environment(roles=reader))
    gone = by_name(environment(roles=reader), environment())

    assert made["PostgresRole", "role-castmatch_reader"].operation is Operation.CREATE
    assert made["PostgresRole", "role-castmatch_reader"].new["password"] == Special.MASKED
    assert gone["PostgresRole", "role-castmatch_reader"].operation is Operation.DELETE


def test_what_comes_from_another_changed_resource_is_a_consequence() -> None:
    found = by_name(environment(), environment(images={"postgres": "postgres:18.1"}))

    assert found["RemoteImage", "postgres-image"].cause is Cause.CHANGE
    assert found["Container", "postgres"].properties == (
        Property("image", "postgres:17.6-bookworm", "postgres:18.1", Cause.CONSEQUENCE),
    )


def test_a_roles_declaration_is_told_once() -> None:
    base, head = environment(), environment(role={"privileges": {"schema": ["USAGE"]}})

    assert [found.path for found in by_name(base, head)["PostgresRole", "role"].properties] == [
        "databases[castmatch].privileges.schema"
    ]


@pytest.mark.parametrize("handed_over", [lambda found: found, lambda found: from_json(to_json(found))])
def test_another_secret_is_seen_and_not_shown(handed_over: Callable[[Declared], Declared]) -> None:
    base, head = handed_over(environment(chat_key="sk-one")), environment(chat_key="sk-two")
    (ai,) = changes(base, head)

    assert ai.properties == (
        Property("uploads[/run/secrets/CHAT_API_KEY].content", Special.MASKED, Special.MASKED_CHANGED, Cause.CHANGE),
    )
    assert "sk-" not in repr((ai, ai.old, ai.new))
    assert changes(handed_over(environment(chat_key="sk-one")), environment(chat_key="sk-one")) == ()


def test_an_option_that_decides_over_the_data_is_a_change() -> None:
    def program(keep: bool) -> Callable[[], object]:
        return lambda: docker.Volume("data", name="d", opts=pulumi.ResourceOptions(retain_on_delete=keep or None))

    (volume,) = changes(declared_by(program(True), "dev"), declared_by(program(False), "dev"))

    assert volume.properties == (Property("options.retainOnDelete", True, Special.ABSENT, Cause.CHANGE),)
    assert volume.retained


def test_options_alone_can_be_asked_for() -> None:
    """Pulumi's own preview calls such a resource unchanged."""

    def program(size: str, keep: bool) -> Callable[[], object]:
        opts = pulumi.ResourceOptions(retain_on_delete=keep or None)
        return lambda: docker.Volume("data", name="d", driver_opts={"size": size}, opts=opts)

    base = declared_by(program("1", True), "dev")

    assert [
        [found.path for found in change.properties]
        for change in option_changes(base, declared_by(program("2", False), "dev"))
    ] == [["options.retainOnDelete"]]
    assert option_changes(base, declared_by(program("2", True), "dev")) == ()
