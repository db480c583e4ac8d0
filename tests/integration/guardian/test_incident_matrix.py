"""Each fault of docs/incident-matrix.md that a statement causes: preview names it, one up repairs it, the guardian too.

Preview and up are the resource's own methods, as Pulumi's plugin calls them; the guardian is its own process.
"""

import traceback
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest

from castmatch.docker_engine.containers import ContainerState
from castmatch.guardian.declaration import GuardianDeclaration, Server
from castmatch.probes import container as watch
from castmatch.roles.describe import describe
from castmatch.roles.document import to_document
from castmatch.roles.server import ServerAddress
from components import role_operations
from components.postgres_role import PostgresRoleProvider
from tests.faults.catalogue import FAULTS, GROUPS
from tests.faults.declared import ROLES
from tests.faults.fault import Fault
from tests.integration.guardian.processes import PROJECT, GuardianProcess, running_guardian
from tests.integration.guardian.stage import assert_as_declared, declared, set_the_stage
from tests.postgres.cluster import ADMIN_PASSWORD, Cluster

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07")]

each_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)


@pytest.fixture
def stage(server: Cluster) -> None:
    set_the_stage(server)


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Pulumi would print; and no Docker, because the server is a private one."""
    heard: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", heard.append)
    monkeypatch.setattr(traceback, "format_exc", traceback.format_exc)  # the resource teaches it; put it back
    monkeypatch.setattr(watch, "container_state", lambda _name: ContainerState("running"))
    monkeypatch.setattr(role_operations, "restore_hba_file", lambda _name: False)
    return heard


@pytest.fixture(scope="module")
def watcher(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardianProcess]:
    """A guardian of both roles, as often as by default."""
    where = Server("127.0.0.1", server.port, "postgres", ADMIN_PASSWORD)
    with running_guardian(GuardianDeclaration("test", where, ROLES), tmp_path_factory.mktemp("guardian")) as one:
        yield one


@pytest.mark.requirement("R15")
@pytest.mark.requirement("R16")
@each_fault
def test_preview_names_it_and_one_up_repairs_it(
    fault: Fault, server: Cluster, stage: None, warnings: list[str]
) -> None:
    fault.cause(server.run)
    props = properties(fault, server.address)

    previewed = PostgresRoleProvider().diff("id", props, props)
    named = list(warnings)
    for declaration in ROLES:
        own = {**props, **to_document(declaration)}
        PostgresRoleProvider().update("id", own, own)

    assert previewed.changes
    assert any(fault.words in warning for warning in named), named
    assert_as_declared(server, fault)


@pytest.mark.requirement("R24")
@each_fault
def test_the_guardian_repairs_it_within_five_seconds_and_records_it(
    fault: Fault, server: Cluster, stage: None, watcher: GuardianProcess
) -> None:
    watcher.wait_until("reconciled")
    known = watcher.report()["counts"]["incidents"]

    fault.cause(server.run)
    incidents = watcher.wait_for_incidents(known + 1, 5)
    watcher.wait_until("reconciled", 5)

    named = [one for one in incidents if any(fault.words in found for found in one["found"])]
    assert named, incidents[-1]
    assert named[-1]["outcome"] == "repaired"
    assert named[-1]["done"]
    assert 0 < named[-1]["repair_seconds"] <= named[-1]["wrong_seconds"] < 5
    assert any(fault.words in line and "proven by login" in line for line in watcher.log)
    assert_as_declared(server, fault)


def test_the_matrix_in_the_documents_has_every_fault() -> None:
    document = (PROJECT / "docs" / "incident-matrix.md").read_text()
    rows = {line.split("|")[1].strip() for line in document.splitlines() if line.startswith("| ")}

    assert {fault.name for faults in GROUPS.values() for fault in faults} <= rows, "refresh it: make matrix"


def properties(fault: Fault, address: ServerAddress) -> dict[str, Any]:
    declaration = declared(fault.role)
    return {
        **to_document(declaration),
        "host": address.host,
        "port": address.port,
        "admin": address.admin_user,
        "admin_password": address.admin_password,
        "container": "none",
        "server": "none",
        "access": describe(declaration.desired()),
        "state": "reconciled",
    }
