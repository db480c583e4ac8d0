"""What starts after what, read off the graph: the role behind the database, and its users behind the role."""

import pytest

from castmatch.compose.model import ComposeProject
from castmatch.compose.order import COMPLETED, STARTED, depends_on
from castmatch.declared.model import Declared, Resource
from tests.unit.compose.conftest import HEX
from tests.unit.compose.rendered import services_of

START, DONE = {"condition": "service_started"}, {"condition": "service_completed_successfully"}


def ahead(project: ComposeProject, name: str) -> object:
    return services_of(project)[name].get("depends_on", {})


@pytest.mark.requirement("R09")
class TestOurStacks:
    def test_the_role_waits_for_the_database(self, default: ComposeProject) -> None:
        assert ahead(default, "role") == {"postgres": START}

    @pytest.mark.requirement("R07")
    def test_whoever_logs_in_as_the_role_starts_when_it_is_reconciled(self, default: ComposeProject) -> None:
        assert ahead(default, "backend") == {"redis": START, "role": DONE}
        assert ahead(default, "ai") == {"role": DONE}

    @pytest.mark.parametrize("name", ["postgres", "redis", "frontend"])
    def test_a_service_that_needs_none_waits_for_none(self, default: ComposeProject, name: str) -> None:
        assert ahead(default, name) == {}

    def test_the_guardian_waits_for_reconciled_roles(self, many: ComposeProject) -> None:
        steps = ("role", "role-castmatch_reader", "role-castmatch_staff", HEX)

        assert ahead(many, "guardian") == dict.fromkeys(sorted(steps), DONE)

    def test_a_role_waits_for_the_group_that_it_is_in(self, many: ComposeProject) -> None:
        assert ahead(many, HEX) == {"postgres": START, "role-castmatch_staff": DONE}

    def test_a_reader_waits_for_the_owner_of_what_it_reads(self, many: ComposeProject) -> None:
        assert ahead(many, "role-castmatch_reader") == {"postgres": START, "role": DONE}


def resource(urn: str, *needs: str, parent: str = "") -> Resource:
    return Resource(urn, "test:index:Thing", urn, parent, {}, frozenset(needs))


def waits(of: str, *resources: Resource) -> dict[str, dict[str, str]]:
    """What `of` waits for; services are those with a short name, and "step" runs once."""
    declared = Declared({one.urn: one for one in resources})
    services = {urn: urn for urn in declared.resources if len(urn) == 1 or urn == "step"}
    return depends_on(declared.resources[of], declared, services, frozenset({"step"}))


class TestAnyGraph:
    def test_what_lies_between_is_passed_through(self) -> None:
        assert waits(
            "a", resource("a", "proof"), resource("proof", "volume"), resource("volume", "b"), resource("b")
        ) == {"b": {"condition": STARTED}}

    def test_the_way_ends_at_the_first_service(self) -> None:
        assert list(waits("a", resource("a", "b"), resource("b", "c"), resource("c"))) == ["b"]

    def test_a_step_must_have_ended_well(self) -> None:
        assert waits("a", resource("a", "step"), resource("step")) == {"step": {"condition": COMPLETED}}

    def test_what_a_component_around_it_waits_for_counts(self) -> None:
        assert list(waits("a", resource("a", parent="outer"), resource("outer", "b"), resource("b"))) == ["b"]

    def test_nothing_waits_for_itself_and_a_circle_of_others_ends(self) -> None:
        assert waits("a", resource("a", "one"), resource("one", "two"), resource("two", "one", "a")) == {}

    def test_what_is_not_recorded_is_passed_over(self) -> None:
        """The stack itself, for one."""
        assert waits("a", resource("a", "stack", parent="stack")) == {}
