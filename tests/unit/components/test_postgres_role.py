"""The role as a resource: drift is a change, a server that is down is no error, and nothing replaces."""

from dataclasses import replace
from typing import Any

import pulumi
import pytest

from castmatch.docker_engine.containers import ContainerState
from castmatch.errors import UserError
from castmatch.probes import container as watch
from castmatch.roles.admin.administrator import Login
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.describe import ENTRY, describe
from castmatch.roles.document import to_document
from castmatch.roles.errors import AdminRefused, Unreachable
from castmatch.roles.model import Attributes
from components import postgres_role, role_operations
from components.postgres_role import PostgresRoleProvider
from tests.unit.components.role_machine import DECLARED, SERVER, Machine

WRITTEN = to_document(DECLARED)
PROPS: dict[str, Any] = {
    **WRITTEN,
    "attributes": {**WRITTEN["attributes"], "connection_limit": -1.0},  # Pulumi's numbers are all floats
    "database": "castmatch",
    "host": "127.0.0.1",
    "port": 5432.0,
    "admin": "postgres",
    "admin_password": "an-admin-secret",
    "container": "castmatch-dev-postgres",
    "server": "4f2a",
    "access": describe(DECLARED.desired()) | ENTRY,
    "state": "reconciled",
}
UNKNOWN = pulumi.output.Unknown()  # type: ignore[no-untyped-call]
DOWN = Unreachable("127.0.0.1:5432", "Connection refused")
REFUSED = AdminRefused("127.0.0.1:5432", "postgres", "password authentication failed")


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(postgres_role, "_declared", set())
    for name in ("look", "observe_hba", "restore_hba_file", "restore_hba", "connect_admin", "reconcile_role"):
        monkeypatch.setattr(role_operations, name, getattr(made, name))
    monkeypatch.setattr(role_operations, "reset_admin_password", lambda *given: made.done.append(given))
    monkeypatch.setattr(role_operations, "remove_role", lambda *given: made.done.append(given))
    monkeypatch.setattr(watch, "container_state", lambda _name: ContainerState("running"))
    monkeypatch.setattr(watch, "last_lines", lambda _name: ["the last line"])
    monkeypatch.setattr(pulumi.log, "warn", made.warnings.append)
    monkeypatch.setattr(pulumi.log, "info", lambda _text: None)
    return made


class TestDiff:
    @pytest.mark.requirement("R14")
    def test_a_role_as_declared_is_no_change(self, machine: Machine) -> None:
        assert diff().changes is False
        assert machine.warnings == []

    @pytest.mark.requirement("R15")
    def test_a_role_that_drifted_is_a_change_that_says_what_differs(self, machine: Machine) -> None:
        machine.live = replace(DECLARED.desired(), attributes=Attributes(superuser=True))

        result = diff()

        assert (result.changes, result.replaces) == (True, None)
        assert len(machine.warnings) == 1
        assert "superuser" in machine.warnings[0].lower()

    @pytest.mark.requirement("R16")
    def test_rules_that_were_edited_are_a_change_that_says_what_differs(self, machine: Machine) -> None:
        machine.entry = ("pg_hba.conf has an undeclared line: host all all all reject",)

        assert diff().changes is True
        assert machine.warnings == ["pg_hba.conf has an undeclared line: host all all all reject"]
        assert (PostgresRoleProvider().read("id", dict(PROPS)).outs or {})["access"]["pg_hba.conf"] == machine.entry[0]

    @pytest.mark.requirement("R16")
    @pytest.mark.parametrize("error", [DOWN, REFUSED], ids=["a server that is down", "a refused administrator"])
    def test_what_cannot_be_looked_at_is_a_change_and_a_warning_never_an_error(
        self, machine: Machine, error: UserError
    ) -> None:
        machine.live = error

        assert diff().changes is True
        assert machine.warnings == [f"castmatch_user: cannot be inspected now ({error.found}); `pulumi up` repairs it"]

    @pytest.mark.parametrize("key", sorted(PROPS))
    def test_every_changed_input_is_an_update_and_none_replaces(self, key: str) -> None:
        """A replacement would drop the role after making it, or look for it where the server no longer is."""
        result = diff(**{key: "another"})

        assert (result.changes, result.replaces) == (True, None)

    @pytest.mark.requirement("R16")
    @pytest.mark.parametrize("key", ["password", "host", "server"])
    def test_an_input_that_preview_does_not_know_yet_is_a_change_and_nobody_is_asked(
        self, monkeypatch: pytest.MonkeyPatch, key: str
    ) -> None:
        monkeypatch.setattr(role_operations, "look", lambda *_: pytest.fail("a server about to be replaced was asked"))

        assert diff(**{key: UNKNOWN}).changes is True


class TestRead:
    @pytest.mark.requirement("R16")
    def test_the_live_access_is_reported_as_an_input_so_that_preview_shows_which_fact_differs(
        self, machine: Machine
    ) -> None:
        machine.live = replace(DECLARED.desired(), attributes=None)

        found = PostgresRoleProvider().read("id", dict(PROPS))

        assert found.inputs is not None
        assert found.outs == found.inputs
        assert found.inputs["access"]["role"] == "missing"
        assert {key: value for key, value in found.inputs.items() if key != "access"} == {
            key: value for key, value in PROPS.items() if key != "access"
        }

    @pytest.mark.requirement("R16")
    @pytest.mark.parametrize("error", [DOWN, REFUSED])
    def test_a_server_that_cannot_be_looked_at_leaves_everything_as_it_was(
        self, machine: Machine, error: UserError
    ) -> None:
        machine.live = error

        found = PostgresRoleProvider().read("id", dict(PROPS))

        assert (found.id, found.outs, found.inputs) == ("id", PROPS, PROPS)
        assert len(machine.warnings) == 1

    def test_no_warning_shows_a_secret(self, machine: Machine) -> None:
        machine.live = replace(DECLARED.desired(), attributes=None)
        PostgresRoleProvider().read("id", dict(PROPS))
        machine.live = DOWN
        PostgresRoleProvider().read("id", dict(PROPS))

        assert "secret" not in " ".join(machine.warnings)


@pytest.mark.requirement("R07")
class TestCreateAndUpdate:
    def test_both_reconcile_the_role_and_return_all_that_was_declared(self, machine: Machine) -> None:
        created = PostgresRoleProvider().create(dict(PROPS))
        updated = PostgresRoleProvider().update("id", dict(PROPS), {**PROPS, "state": "old"})

        assert created.id == "castmatch-dev-postgres/castmatch_user"
        assert created.outs == PROPS
        assert updated.outs == {**PROPS, "state": "old"}
        assert [step for step in machine.done if step == (SERVER, DECLARED)] == [(SERVER, DECLARED)] * 2

    def test_the_way_back_in_leads_through_the_servers_own_container(self, machine: Machine) -> None:
        PostgresRoleProvider().create(dict(PROPS))

        known = [Login("castmatch_user", "castmatch")]
        assert ("castmatch-dev-postgres", "postgres", "an-admin-secret", known, pulumi.log.info) in machine.done

    def test_rules_that_were_edited_are_rewritten_and_in_force_before_anything_else(self, machine: Machine) -> None:
        machine.rewritten = True

        PostgresRoleProvider().create(dict(PROPS))

        assert machine.done[:2] == [("in force", SERVER), (SERVER, DECLARED)]

    def test_a_server_that_starts_is_waited_for(self, machine: Machine) -> None:
        machine.answers = [DOWN, DOWN, None]

        PostgresRoleProvider().create(dict(PROPS))

        assert machine.answers == [None]
        assert machine.done

    def test_a_refused_administrator_is_an_answer_and_not_waited_for(self, machine: Machine) -> None:
        machine.answers = [REFUSED]

        PostgresRoleProvider().create(dict(PROPS))

        assert machine.done

    @pytest.mark.requirement("R13")
    def test_a_server_that_cannot_start_ends_it_at_once(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        machine.answers = [DOWN]
        monkeypatch.setattr(watch, "container_state", lambda _name: ContainerState("exited", exit_code=1))

        with pytest.raises(UserError, match="its container exited with code 1"):
            PostgresRoleProvider().create(dict(PROPS))

        assert machine.done == []


@pytest.mark.requirement("R20")
def test_a_new_name_takes_everything_over_before_the_old_role_is_removed(machine: Machine) -> None:
    """At the server's new address: its port may have changed in the same step."""
    PostgresRoleProvider().update("id", {**PROPS, "role": "old_name", "port": 1}, dict(PROPS))

    assert [step for step in machine.done if step[0] == SERVER] == [(SERVER, DECLARED), (SERVER, "old_name")]


@pytest.mark.requirement("R20")
def test_a_role_that_is_declared_no_longer_is_removed(machine: Machine) -> None:
    """What it owns goes to the administrator: see castmatch.roles.remove."""
    PostgresRoleProvider().delete("id", dict(PROPS))

    assert machine.done == [(SERVER, "castmatch_user")]


@pytest.mark.requirement("R07")
@pytest.mark.parametrize("met", ["created", "as it was"])
def test_a_resource_that_is_replaced_leaves_the_role_to_its_successor(machine: Machine, met: str) -> None:
    """With its volume. The new one has reconciled the role by then, in this run or in an earlier one that broke off."""
    provider, successor = PostgresRoleProvider(), {**PROPS, "server": "77aa"}
    if met == "created":
        provider.create(dict(successor))
    else:
        provider.diff("id", dict(successor), dict(successor))
    machine.done.clear()

    provider.delete("id", dict(PROPS))

    assert machine.done == []


@pytest.mark.requirement("R07")
def test_a_role_without_a_password_is_read_from_what_pulumi_leaves_of_it(machine: Machine) -> None:
    """Pulumi drops what is None."""
    group = RoleDeclaration("analysts", None, attributes=Attributes(login=False))
    props = {key: value for key, value in {**PROPS, **to_document(group)}.items() if value is not None}

    PostgresRoleProvider().create(props)

    assert (SERVER, group) in machine.done


def diff(**changes: Any) -> pulumi.dynamic.DiffResult:
    return PostgresRoleProvider().diff("id", dict(PROPS), {**PROPS, **changes})
