"""What is wrong with a resource now, in words that a person would use."""

from typing import Any

import pytest

from castmatch.preview.model import Cause, Operation, Property
from tests.unit.preview.documents import CONTAINER, READY, ROLE, document, named, only, resource, sample

PORTS = [{"internal": 8002, "external": 8002, "__defaults": ["protocol"]}]
ACCESS = {"role": "exists", "login": "yes", "connection limit": "none", "schema castmatch.public": "owned by u: CREATE"}
pytestmark = pytest.mark.requirement("R16")


def test_drift_of_a_role_is_told_in_the_sentences_of_its_own_look() -> None:
    role = named("role", sample("drift"))["PostgresRole"]

    assert role.findings == (
        "castmatch_user has NOLOGIN, not LOGIN",
        "castmatch_user may not SELECT on table public.talent",
    )
    assert (role.cause, role.operation) == (Cause.DRIFT, Operation.UPDATE)
    assert Property("access.login", "no", "yes", Cause.DRIFT) in role.properties


def role_with(**live: str) -> dict[str, Any]:
    declared = {"role": "u", "access": ACCESS, "password": "[secret]", "__provider": "[secret]"}
    return document(resource(ROLE, "role", "update", declared, {**declared, "access": {**ACCESS, **live}}, declared))


def test_without_those_sentences_the_facts_are_told() -> None:
    assert only(role_with(login="no")).findings == ("u has NOLOGIN, not LOGIN",)
    assert only(role_with(role="missing", login="no role")).findings == ("role u is missing",)
    assert only(role_with(**{"schema castmatch.public": "missing"})).findings == (
        "u: schema castmatch.public: missing",
    )


def test_a_fact_that_the_last_up_did_not_know_is_no_drift() -> None:
    role = {"role": "u", "password": "[secret]", "access": {"role": "exists"}}
    now = {**role, "access": {"role": "exists", "pg_hba.conf": "as declared"}}

    assert only(document(resource(ROLE, "role", "update", role, now, now))).findings == ()


def test_another_roles_sentences_are_not_its_own() -> None:
    found = {**role_with(login="no"), "diagnostics": [{"message": "warning: user2 has NOLOGIN, not LOGIN\n"}]}

    assert only(found).findings == ("u has NOLOGIN, not LOGIN",)


def test_a_role_that_nobody_could_look_at_says_so() -> None:
    declared = {"role": "u", "access": ACCESS, "password": "[secret]"}
    warning = "u: not to be looked at now (the server is paused); pulumi up brings it in order"
    found = only(document(resource(ROLE, "role", "update", declared, declared), diagnostics=(warning,)))

    assert (found.findings, found.properties) == (("u: not to be looked at now (the server is paused)",), ())


def test_a_stopped_container_reads_as_a_person_says_it() -> None:
    ai = named("ai", sample("drift"))["Container"]

    assert (ai.findings, ai.properties, ai.cause) == (("it is stopped",), (), Cause.DRIFT)
    assert ai.operation is Operation.REPLACE


def test_a_stopped_container_whose_port_was_changed_as_well_shows_the_change() -> None:
    recorded = {"mustRun": True, "ports": PORTS}
    declared = {"mustRun": True, "ports": [{**PORTS[0], "external": 9002}]}
    found = only(document(resource(CONTAINER, "ai", "replace", recorded, {"mustRun": False, "ports": []}, declared)))

    assert found.findings == ("it is stopped",)
    assert found.properties == (Property("ports[0].external", 8002, 9002, Cause.CHANGE),)


def test_a_running_container_without_its_ports_reads_as_a_person_says_it() -> None:
    recorded = {"mustRun": True, "ports": PORTS}
    found = only(document(resource(CONTAINER, "ai", "replace", recorded, {"mustRun": True, "ports": []}, recorded)))

    assert found.findings == ("it publishes no port: it has lost its network, or was started by other means",)
    assert found.properties == ()


def test_a_container_that_disappeared_is_drift() -> None:
    inputs = {"name": "castmatch-dev-ai"}
    found = only(document(resource(CONTAINER, "ai", "create", inputs, None, inputs)))

    assert (found.operation, found.cause) == (Operation.CREATE, Cause.DRIFT)
    assert found.findings == ("container castmatch-dev-ai is gone",)


def test_a_new_container_is_no_drift() -> None:
    found = only(document(resource(CONTAINER, "ai", "create", None, {"name": "castmatch-dev-ai"})))

    assert (found.findings, found.cause, found.new) == ((), Cause.CHANGE, {"name": "castmatch-dev-ai"})


def test_a_service_that_does_not_answer_is_told_once() -> None:
    recorded = {"service": "ai", "state": "ready", "container_id": "a"}
    live = {**recorded, "state": "connection refused"}
    found = only(document(resource(READY, "ai-ready", "update", recorded, live, recorded)))

    assert (found.findings, found.properties) == (("ai is not ready: connection refused",), ())
    assert (found.service, found.cause) == ("ai", Cause.DRIFT)
