"""One command brings the whole environment up and proves it; a second one finds nothing to do."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from castmatch.pulumi_cli.pulumi_cli import command
from castmatch.stack.model import SERVICES
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker]


@pytest.mark.requirement("R13")
def test_up_ends_with_a_table_of_five_ready_services_the_reconciled_role_and_its_guardian(up: Stack) -> None:
    """The table names every service with its address, and the role with its database."""
    table = (up.state / "first-up.txt").read_text()

    rows = [[cell.strip() for cell in line.split("│")] for line in table.splitlines() if "│" in line]
    states = {row[1]: row[2] for row in rows}

    assert states == dict.fromkeys(SERVICES, "ready") | {"role": "reconciled", "guardian": "ready"}
    assert f"http://127.0.0.1:{up.port('frontend')}" in table
    assert "ready in" in table


@pytest.mark.requirement("R08")
@pytest.mark.parametrize("service", ["ai", "backend", "frontend"])
def test_every_app_says_that_its_dependencies_are_there(up: Stack, service: str) -> None:
    """The health endpoint answers 200 and names what it checked."""
    answer = httpx.get(f"http://127.0.0.1:{up.port(service)}/health", timeout=5)  # type: ignore[arg-type]

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert all(found["ok"] for found in answer.json()["dependencies"].values())


@pytest.mark.requirement("R08")
@pytest.mark.parametrize("service", SERVICES)
def test_docker_has_a_health_check_every_30_seconds_that_passes(up: Stack, service: str) -> None:
    """The declared command, run as Docker runs it, passes; its interval is 30 s."""
    container = up.container(service)
    check = container.attrs["Config"]["Healthcheck"]

    code, output = container.exec_run(check["Test"][1:], user=container.attrs["Config"]["User"])

    assert (code, check["Interval"]) == (0, 30_000_000_000), output.decode()


@pytest.mark.requirement("R14")
def test_a_second_up_changes_nothing_and_says_so(up: Stack) -> None:
    """Pulumi reports every resource as unchanged."""
    result = up.up()

    assert "unchanged" in result.output
    assert not any(word in result.output for word in ("created", "updated", "replaced", "deleted"))


@pytest.mark.requirement("R14")
def test_preview_expects_no_changes_twice_in_a_row(up: Stack) -> None:
    """`pulumi preview --expect-no-changes` exits 0 each time: looking changes nothing either."""
    for _ in range(2):
        up.expect_no_changes()


@pytest.mark.requirement("R22")
def test_services_prints_json_for_programs(up: Stack) -> None:
    """The same facts as the table, and no secret among them."""
    document = json.loads(up.castmatch("services", "--json").output)

    assert set(document["services"]) == set(SERVICES)
    assert document["role"] == {"name": "castmatch_user", "database": "castmatch", "state": "reconciled"}


@pytest.mark.requirement("R18")
def test_the_checkout_stays_clean(up: Stack) -> None:
    """After up, git sees no file that a service wrote; the tests' own stack files, named at random, don't count."""
    status = subprocess.run(
        ["git", "status", "--porcelain", "--", ".", ":!Pulumi.t*.yaml"],
        cwd=up.folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert status == ""


@pytest.mark.requirement("R18")
def test_pulumi_changes_nothing_in_the_default_stack_file_but_its_salt(project: Path, tmp_path: Path) -> None:
    """It rewrites the file when it makes the stack; the committed form is the one that it writes."""
    copy = tmp_path / "copy"
    shutil.copytree(project, copy, symlinks=True, ignore=shutil.ignore_patterns(".next", "node_modules"))
    before = (copy / "Pulumi.dev.yaml").read_text()
    environment = {"PULUMI_BACKEND_URL": f"file://{tmp_path}", "PULUMI_CONFIG_PASSPHRASE": "for this test"}

    subprocess.run([command(), "stack", "init", "dev"], cwd=copy, env=os.environ | environment, check=True)

    after = (copy / "Pulumi.dev.yaml").read_text()
    assert "".join(line for line in after.splitlines(True) if not line.startswith("encryptionsalt:")) == before
    assert after != before


@pytest.mark.requirement("R06")
def test_ports_listen_on_the_loopback_address_only(up: Stack) -> None:
    """No other computer in the café's network reaches the database."""
    for service in SERVICES:
        published = up.container(service).attrs["NetworkSettings"]["Ports"]
        bound = [place["HostIp"] for places in published.values() if places for place in places]
        assert bound == ["127.0.0.1"], service
