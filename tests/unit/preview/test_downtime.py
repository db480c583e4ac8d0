"""How long each service is expected not to answer, and why."""

from typing import Any

import pytest

from castmatch.preview.digest import changes
from castmatch.preview.downtime import START, STOP, downtimes, ready_seconds, restarted
from castmatch.preview.model import Downtime, Edge, Operation, ResourceChange
from tests.unit.preview.documents import CONTAINER, ROLE, sample
from tests.unit.preview.reports import EDGES

pytestmark = pytest.mark.requirement("R17")

READY_IN = {"postgres": 3.0, "redis": 0.2, "ai": 2.0, "backend": 1.0, "frontend": 6.0, "guardian": 1.0}
ROLE_CHANGE = ResourceChange("urn::role", ROLE, "role", Operation.UPDATE, new={"role": "u"})


def container(name: str, operation: Operation = Operation.REPLACE, **more: Any) -> ResourceChange:
    return ResourceChange(f"urn::{name}", CONTAINER, name, operation, **more)


def expected(*found: ResourceChange) -> dict[str, Downtime]:
    return {downtime.service: downtime for downtime in downtimes(found, READY_IN, EDGES)}


def test_a_stack_as_declared_has_none_and_its_seconds_are_those_of_the_last_up() -> None:
    document = sample("nochange")

    assert downtimes(changes(document), ready_seconds(document), EDGES) == ()
    assert ready_seconds(document)["postgres"] == 2.9


def test_only_containers_that_are_started_matter_for_the_time_to_be_ready() -> None:
    found = [container("ai"), container("redis", Operation.UPDATE), container("backend", Operation.DELETE)]

    assert restarted([*found, container("frontend", Operation.CREATE), ROLE_CHANGE]) == {"ai", "frontend"}


def test_what_needs_the_database_answers_503_meanwhile() -> None:
    found = expected(container("postgres"))

    assert set(found) == {"postgres", "ai", "backend", "frontend"}  # the guardian answers for itself
    assert found["backend"].seconds == found["postgres"].seconds == round(STOP + START + 3.0, 1)
    assert found["backend"].why.startswith(f"answers 503 while postgres is away ({found['postgres'].seconds} s)")
    assert found["frontend"].why == f"answers 503 while backend is away ({found['backend'].seconds} s)"


def test_what_is_replaced_as_well_waits_for_the_database_first() -> None:
    found = expected(container("postgres"), container("backend"))

    assert found["backend"].seconds == pytest.approx(2 * (STOP + START) + 3.0 + 1.0)
    assert next(iter(found)) == "postgres"


def test_services_that_know_each_other_by_address_are_replaced_at_the_same_time() -> None:
    found = expected(container("backend"), container("frontend"))

    assert found["frontend"].seconds == round(STOP + START + 6.0, 1)


def test_the_backend_does_without_the_ai_service() -> None:
    found = expected(container("ai"))

    assert found["backend"] == Downtime("backend", 0.0, f"only what asks ai fails ({found['ai'].seconds} s)")
    assert "frontend" not in found


@pytest.mark.parametrize(
    ("found", "downtime"),
    [
        (container("frontend"), Downtime("frontend", round(STOP + START + 6.0, 1), "its container is replaced")),
        (
            container("redis", findings=("it is stopped",)),
            Downtime("redis", round(START + 0.2, 1), "it is stopped, `up` brings it back"),
        ),
        (
            container("redis", Operation.CREATE, findings=("container c is gone",)),
            Downtime("redis", round(START + 0.2, 1), "container c is gone, `up` brings it back"),
        ),
        (container("redis", Operation.UPDATE), Downtime("redis", 0.0, "its container is changed in place")),
        (ROLE_CHANGE, Downtime("postgres", 0.0, "role u is changed in place")),
        (
            container("redis", Operation.DELETE),
            Downtime("redis", None, "it is no longer declared, so it stops answering"),
        ),
        (
            container("redis", Operation.CHANGE),
            Downtime("redis", None, "only Pulumi's engine can tell whether its container is replaced"),
        ),
    ],
    ids=["replaced", "stopped", "gone", "changed in place", "its role", "removed", "quick mode"],
)
def test_each_fate_of_a_container_has_its_seconds_and_its_reason(found: ResourceChange, downtime: Downtime) -> None:
    assert expected(found)[downtime.service] == downtime


def test_what_waits_for_something_of_unknown_time_is_unknown_too() -> None:
    assert expected(container("redis", Operation.DELETE))["backend"].seconds is None


def test_a_new_container_costs_nothing() -> None:
    assert expected(container("guardian", Operation.CREATE)) == {}


def test_what_was_never_measured_is_not_guessed() -> None:
    (redis,) = downtimes([container("redis")], {}, [Edge("backend", "postgres")])

    assert (redis.seconds, "never measured" in redis.why) == (None, True)
