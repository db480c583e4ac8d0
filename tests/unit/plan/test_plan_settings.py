"""Every setting with its value, defaults included, and where it comes from."""

from datetime import UTC, datetime

import pytest

from castmatch.plan.model import Plan, Setting
from castmatch.plan.settings import settings
from castmatch.stack.model import StackConfig
from castmatch.stack.schema import schema

FILE = "Pulumi.anna.yaml"


def by_key(plan: Plan) -> dict[str, Setting]:
    return {setting.key: setting for setting in plan.settings}


@pytest.mark.requirement("R18")
def test_every_key_of_the_schema_is_told(default: Plan) -> None:
    properties = schema()["properties"]["config"]["properties"]
    told = {setting.key.split(".")[0] for setting in default.settings}

    assert told == {key.removeprefix("castmatch:") for key in properties}


@pytest.mark.requirement("R18")
def test_a_default_and_what_the_file_sets_are_told_apart(many: Plan) -> None:
    found = by_key(many)

    assert found["portOffset"] == Setting("portOffset", 1000, 1000, FILE)
    assert found["memory.redis"] == Setting("memory.redis", 128, 128, "default")
    assert found["roles.castmatch_reader.grants[0].access"].source == FILE


@pytest.mark.requirement("R18")
def test_a_port_is_told_as_it_will_be(many: Plan, default: Plan) -> None:
    assert by_key(many)["ports.redis"] == Setting("ports.redis", 6379, 7379, "default, with portOffset 1000")
    assert by_key(default)["ports.redis"] == Setting("ports.redis", 6379, 6379, "default")


def test_what_is_left_out_is_told_by_what_it_means(default: Plan) -> None:
    found = by_key(default)

    assert found["images.redis"].resolved.startswith("redis:")
    assert found["sources.ai"].resolved == "services/ai"
    assert found["role.privileges.tables"].resolved == "all"
    assert found["role.connectionLimit"].resolved == "unlimited"
    assert found["chat.model"].resolved is None


def test_a_secret_is_told_as_set_or_not(many: Plan, default: Plan) -> None:
    assert by_key(many)["chatApiKey"] == Setting("chatApiKey", "secret", "secret", FILE)
    assert by_key(default)["chatApiKey"] == Setting("chatApiKey", None, None, "default")


def test_a_password_in_an_address_is_not_told(many: Plan) -> None:
    assert by_key(many)["chat.endpoint"].resolved == "https://anna:***@llm.example/v1"


def test_values_are_plain_and_a_set_is_in_order(many: Plan) -> None:
    found = by_key(many)

    assert found["role.memberOf"].value == ["castmatch_staff", "pg_monitor"]
    assert found["roles.castmatch_analyst.validUntil"].value == datetime(2030, 1, 1, tzinfo=UTC).isoformat()
    assert found["readyWithin"].value == "2m0s"


def test_a_stack_without_a_file_is_all_defaults() -> None:
    assert {found.source.split(",")[0] for found in settings(StackConfig(), "", [])} == {"default"}
