"""Sentences for what is wrong with a resource now."""

from typing import Any

import pytest

from castmatch.preview.model import Cause, Operation, Property
from tests.unit.preview.documents import CONTAINER, READY, ROLE, document, named, only, resource, sample

PORTS = [{"internal": 8002, "external": 8002, "__defaults": ["protocol"]}]
RUNNING = {"mustRun": True, "ports": PORTS}
ACCESS = {"role": "exists", "login": "yes", "connection limit": "none", "schema castmatch.public": "owned by u: CREATE"}
pytestmark = pytest.mark.requirement("R16")


def role_with(*warnings: str, **live: str) -> dict[str, Any]:
    declared = {"role": "u", "access": ACCESS, "password": "[secret]", "__provider": "[secret]"}
    now = {**declared, "access": {**ACCESS, **live}}
    return document(resource(ROLE, "role", "update", declared, now, declared), diagnostics=warnings)


def test_drift_of_a_role_is_told_in_the_sentences_of_its_provider() -> None:
    role = named("role", sample("drift"))["PostgresRole"]

    assert role.findings == (
        "castmatch_user has NOLOGIN, not LOGIN",
        "castmatch_user may not SELECT on table public.talent",
    )
    assert (role.cause, role.operation) == (Cause.DRIFT, Operation.UPDATE)
    assert Property("access.login", "no", "yes", Cause.DRIFT) in role.properties


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (role_with(login="no"), "u has NOLOGIN, not LOGIN"),
        (role_with(role="missing", login="no role"), "role u is missing"),
        (role_with(**{"schema castmatch.public": "missing"}), "u: schema castmatch.public: missing"),
        (role_with("user2 has NOLOGIN, not LOGIN", login="no"), "u has NOLOGIN, not LOGIN"),
    ],
    ids=["an attribute", "no role", "a schema", "another role's sentences are not its own"],
)
def test_without_those_sentences_the_facts_are_told(found: dict[str, Any], sentence: str) -> None:
    assert only(found).findings == (sentence,)


def test_a_fact_that_the_last_up_did_not_record_is_no_drift() -> None:
    role = {"role": "u", "password": "[secret]", "access": {"role": "exists"}}
    now = {**role, "access": {"role": "exists", "pg_hba.conf": "as declared"}}

    assert only(document(resource(ROLE, "role", "update", role, now, now))).findings == ()


def test_a_role_that_could_not_be_inspected_says_so() -> None:
    found = only(role_with("u: cannot be inspected now (the server is paused); `pulumi up` repairs it"))

    assert (found.findings, found.properties) == (("u: cannot be inspected now (the server is paused)",), ())


@pytest.mark.parametrize(
    ("live", "sentence"),
    [
        ({"mustRun": False, "ports": []}, "it is stopped"),
        (
            {"mustRun": True, "ports": []},
            "it publishes no port: it has lost its network, or was started by other means",
        ),
    ],
)
def test_a_container_that_does_not_answer_is_told_in_one_sentence(live: dict[str, Any], sentence: str) -> None:
    found = only(document(resource(CONTAINER, "ai", "replace", RUNNING, live, RUNNING)))

    assert (found.findings, found.properties, found.cause) == ((sentence,), (), Cause.DRIFT)


def test_a_stopped_container_of_a_real_stack() -> None:
    ai = named("ai", sample("drift"))["Container"]

    assert (ai.findings, ai.properties, ai.operation) == (("it is stopped",), (), Operation.REPLACE)


def test_a_stopped_container_whose_port_was_changed_as_well_shows_the_change() -> None:
    declared = {"mustRun": True, "ports": [{**PORTS[0], "external": 9002}]}
    found = only(document(resource(CONTAINER, "ai", "replace", RUNNING, {"mustRun": False, "ports": []}, declared)))

    assert found.findings == ("it is stopped",)
    assert found.properties == (Property("ports[0].external", 8002, 9002, Cause.CHANGE),)


def test_a_container_that_disappeared_is_drift_and_a_new_one_is_none() -> None:
    inputs = {"name": "castmatch-dev-ai"}
    gone = only(document(resource(CONTAINER, "ai", "create", inputs, None, inputs)))
    new = only(document(resource(CONTAINER, "ai", "create", None, inputs)))

    assert (gone.operation, gone.cause) == (Operation.CREATE, Cause.DRIFT)
    assert gone.findings == ("container castmatch-dev-ai is gone",)
    assert (new.findings, new.cause, new.new) == ((), Cause.CHANGE, inputs)


def test_a_service_that_does_not_answer_is_told_once() -> None:
    recorded = {"service": "ai", "state": "ready", "container_id": "a"}
    live = {**recorded, "state": "connection refused"}
    found = only(document(resource(READY, "ai-ready", "update", recorded, live, recorded)))

    assert (found.findings, found.properties) == (("ai is not ready: connection refused",), ())
    assert (found.service, found.cause) == ("ai", Cause.DRIFT)
