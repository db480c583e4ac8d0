"""The role's step gets the input of Pulumi's resource, and logs in through the socket."""

import json
from typing import Any

import pytest

from castmatch.compose.model import ComposeProject
from castmatch.compose.role_step import step_name
from castmatch.declared.model import Resource
from castmatch.guardian.declaration import GuardianDeclaration, parse
from castmatch.stack.declared_roles import declared_roles
from castmatch.stack.load import load
from tests.unit.components.declared import PROJECT
from tests.unit.compose.conftest import HEX, MANY_ROLES
from tests.unit.compose.rendered import GUARDIAN, services_of

pytestmark = pytest.mark.requirement("R07")


def read_by(project: ComposeProject, step: str) -> GuardianDeclaration:
    """What a step reads, as it reads it."""
    (file,) = [file for file in project.files if file.path == f"secrets/{step}-reconcile.json"]
    return parse(json.loads(file.template))


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("role", "role"),
        ("role-castmatch_reader", "role-castmatch_reader"),
        ("role-büro 7", HEX),
        ("role-a/../b", "role-" + b"role-a/../b".hex()),
    ],
)
def test_a_name_that_compose_refuses_is_written_in_hex(role: str, name: str) -> None:
    assert step_name(Resource("urn", "kind", role, "", {})) == name


def test_each_step_reads_its_one_role_as_declared(many: ComposeProject) -> None:
    config = load({f"castmatch:{key}": value for key, value in MANY_ROLES.items()}, PROJECT, "many")
    declared = {role.role: role for role in declared_roles(config)}
    steps = {"castmatch_user": "role", "castmatch_staff": "role-castmatch_staff", "büro 7": HEX}

    for role, step in steps.items():
        (found,) = read_by(many, step).roles
        assert found.attributes == declared[role].attributes
        assert found.member_of == declared[role].member_of
        assert found.databases == declared[role].databases


def test_a_group_has_no_password_and_others_have_each_their_own(many: ComposeProject) -> None:
    steps = ("role", "role-castmatch_reader", HEX)
    passwords = [read_by(many, step).roles[0].password for step in steps]

    assert read_by(many, "role-castmatch_staff").roles[0].password is None
    assert len(set(passwords)) == len(steps)
    assert set(passwords) <= set(many.passwords)


def test_it_enters_by_the_socket_and_proves_over_the_network(many: ComposeProject) -> None:
    server = read_by(many, "role").server

    assert (server.host, server.port, server.admin_host) == ("postgres", 5432, "/var/run/postgresql")
    assert (server.admin_user, server.admin_password) == ("postgres", "password-of-admin-password")
    assert server.container == "castmatch-many-postgres"
    socket: dict[str, Any] = services_of(many)["role"]["volumes"][0]
    assert socket == {"type": "volume", "source": "socket", "target": "/var/run/postgresql", "read_only": True}


def test_it_runs_reconcile_once_and_has_no_port(many: ComposeProject) -> None:
    step = services_of(many)["role"]

    assert step["image"] == GUARDIAN.reference
    assert step["command"] == ["reconcile", "--declaration", "/run/secrets/reconcile.json"]
    assert "entrypoint" not in step, "the image's own is the guardian's command line"
    assert step["restart"] == "no"
    assert "ports" not in step


def test_no_password_is_in_the_service(many: ComposeProject) -> None:
    for name in ("role", "role-castmatch_reader", HEX):
        step = services_of(many)[name]
        assert step["secrets"] == [{"source": f"{name}-reconcile.json", "target": "reconcile.json"}]
        assert "password-of" not in json.dumps(step)
