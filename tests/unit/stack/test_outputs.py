"""What a stack exports reads back as typed outputs, and nothing else does."""

from typing import Any

import pytest
from pulumi.runtime import rpc
from pydantic import ValidationError

from castmatch.pulumi_values import UNKNOWN
from castmatch.stack.outputs import StackOutputs


@pytest.fixture
def document() -> dict[str, Any]:
    backend = {"url": "http://127.0.0.1:5002", "container": "castmatch-dev-backend", "seconds": 1.25}
    role = {"name": "castmatch_user", "database": "castmatch", "state": "reconciled"}
    guardian = {"url": "http://127.0.0.1:5480", "container": "castmatch-dev-guardian", "seconds": 0.5}
    return {
        "stack": "dev",
        "services": {"backend": backend},
        "role": role,
        "data_volume": "castmatch-dev-data",
        "guardian": guardian,
        "exceptions": ["memory-limit does not hold for redis until 2027-01-31: why not"],
    }


def test_outputs_read_back_as_they_were_written(document: dict[str, Any]) -> None:
    outputs = StackOutputs.parse(document)

    assert outputs.services["backend"].seconds == 1.25
    assert outputs.model_dump() == document


@pytest.mark.parametrize("missing", ["stack", "services", "role", "data_volume"])
def test_a_stack_that_is_not_up_has_no_outputs(document: dict[str, Any], missing: str) -> None:
    del document[missing]

    with pytest.raises(ValidationError):
        StackOutputs.parse(document)


def test_a_stack_from_before_there_were_gates_has_no_exceptions(document: dict[str, Any]) -> None:
    del document["exceptions"]

    assert StackOutputs.parse(document).exceptions == []


def test_a_guardian_is_no_must(document: dict[str, Any]) -> None:
    """It can be switched off, and a stack that was last up before there was one has none."""
    del document["guardian"]

    assert StackOutputs.parse(document).guardian is None


@pytest.mark.requirement("R13")
def test_what_a_failed_up_did_not_come_to_is_left_out(document: dict[str, Any]) -> None:
    """One role that fails stops the guardian of all, but not the services: they are still shown."""
    document["guardian"]["seconds"] = UNKNOWN
    document["services"]["frontend"] = document["services"]["backend"] | {"seconds": UNKNOWN}

    outputs = StackOutputs.parse(document)

    assert outputs.guardian is None
    assert list(outputs.services) == ["backend"]


def test_the_word_for_it_is_pulumis_own() -> None:
    assert rpc.UNKNOWN == UNKNOWN
