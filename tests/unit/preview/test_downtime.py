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


def container(name: str, operation: Operation = Operation.REPLACE, **more: Any) -> ResourceChange:
    return ResourceChange(f"urn::{name}", CONTAINER, name, operation, **more)


def expected(*found: ResourceChange) -> dict[str, Downtime]:
    return {downtime.service: downtime for downtime in downtimes(found, READY_IN, EDGES)}


def test_a_stack_as_declared_has_none() -> None:
    document = sample("nochange")

    assert downtimes(changes(document), ready_seconds(document), EDGES) == ()


def test_the_seconds_are_those_of_the_last_up() -> None:
    assert ready_seconds(sample("nochange"))["postgres"] == 2.9


def test_only_what_is_started_anew_is_asked_how_long_it_takes() -> None:
    found = [container("ai"), container("redis", Operation.UPDATE), container("backend", Operation.DELETE)]

    assert restarted([*found, container("frontend", Operation.CREATE)]) == {"ai", "frontend"}
    assert restarted([ResourceChange("urn::role", ROLE, "role", Operation.REPLACE)]) == frozenset()


def test_a_replaced_container_is_stopped_made_and_proven() -> None:
    found = expected(container("frontend"))

    assert found == {"frontend": Downtime("frontend", round(STOP + START + 6.0, 1), "its container is replaced")}


def test_what_needs_the_database_answers_503_meanwhile() -> None:
    found = expected(container("postgres"))

    assert set(found) == {"postgres", "ai", "backend", "frontend"}
    assert found["backend"].seconds == found["postgres"].seconds == round(STOP + START + 3.0, 1)
    assert found["backend"].why.startswith(f"answers 503 while postgres is away ({found['postgres'].seconds} s)")
    assert found["frontend"].why == f"answers 503 while backend is away ({found['backend'].seconds} s)"


def test_what_is_replaced_as_well_waits_for_the_database_first() -> None:
    found = expected(container("postgres"), container("backend"))

    assert found["backend"].seconds == pytest.approx(2 * (STOP + START) + 3.0 + 1.0)


def test_services_that_know_each_other_by_address_are_replaced_at_the_same_time() -> None:
    found = expected(container("backend"), container("frontend"))

    assert found["frontend"].seconds == round(STOP + START + 6.0, 1)


def test_the_backend_does_without_the_ai_service() -> None:
    found = expected(container("ai"))

    assert found["backend"] == Downtime("backend", 0.0, f"only what asks ai fails ({found['ai'].seconds} s)")
    assert "frontend" not in found


def test_the_guardian_answers_for_itself() -> None:
    assert "guardian" not in expected(container("postgres"))


def test_one_that_is_stopped_already_is_only_started() -> None:
    found = expected(container("redis", findings=("it is stopped",)))

    assert found["redis"] == Downtime("redis", round(START + 0.2, 1), "it is stopped, `up` brings it back")


def test_one_that_is_gone_is_only_made() -> None:
    assert expected(container("redis", Operation.CREATE, findings=("container c is gone",)))["redis"].seconds == round(
        START + 0.2, 1
    )


def test_a_new_one_has_none() -> None:
    assert expected(container("guardian", Operation.CREATE)) == {}


def test_a_change_in_place_costs_nothing() -> None:
    role = ResourceChange("urn::role", ROLE, "role", Operation.UPDATE, new={"role": "u"})
    found = expected(container("redis", Operation.UPDATE), role)

    assert found == {
        "postgres": Downtime("postgres", 0.0, "role u is changed in place"),
        "redis": Downtime("redis", 0.0, "its container is changed in place"),
    }


@pytest.mark.parametrize("operation", [Operation.CHANGE, Operation.DELETE])
def test_what_cannot_be_told_is_not_guessed(operation: Operation) -> None:
    found = expected(container("redis", operation))

    assert found["redis"].seconds is found["backend"].seconds is None


def test_what_was_never_measured_is_not_guessed() -> None:
    (redis,) = downtimes([container("redis")], {}, [])

    assert (redis.seconds, "never measured" in redis.why) == (None, True)


def test_servers_come_first() -> None:
    found = downtimes([container("backend"), container("postgres")], READY_IN, [Edge("backend", "postgres")])

    assert [downtime.service for downtime in found] == ["postgres", "backend"]
