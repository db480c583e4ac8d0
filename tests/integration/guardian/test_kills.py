"""Whatever is killed in the middle of a repair, the next run ends as declared, with all data.

The moments are random but the same in every run. A kill is SIGKILL: nobody gets to tidy up.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from castmatch.guardian.declaration import GuardianDeclaration, Server
from castmatch.roles.document import to_document
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.incidents.faults import FAULTS, Fault
from tests.integration.guardian.processes import PROJECT, Postgres, start_guardian, wait_for
from tests.integration.guardian.stage import ROLES, assert_as_declared, bring_in_order, cause, clean_up, set_the_stage
from tests.postgres.cluster import ADMIN_PASSWORD

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R15"), pytest.mark.requirement("R20")]

ROUNDS = 17  # of each of the three: 51 kills
LONGEST = 0.08  # seconds; a repair takes 20 to 60 ms
FAULTS_KEPT = [fault for fault in FAULTS if not fault.loses_data]

# What `pulumi up` does for each role, in a process of its own that can be killed.
UP = """
import json, sys
from castmatch.roles.document import from_document
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
server, roles = json.loads(sys.stdin.readline())
print("ready", flush=True)
for role in roles:
    reconcile(ServerAddress(*server), from_document(role))
"""


@pytest.fixture
def stage(server: Postgres, address: ServerAddress) -> None:
    set_the_stage(server, address)


def chosen(number: int, salt: str) -> tuple[Fault, float]:
    """A fault and the seconds until the kill."""
    dice = random.Random(f"{salt} {number}")
    return dice.choice(FAULTS_KEPT), dice.uniform(0, LONGEST)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_an_up_that_is_killed(number: int, server: Postgres, address: ServerAddress, stage: None) -> None:
    fault, moment = chosen(number, "up")
    up = subprocess.Popen([sys.executable, "-c", UP], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert up.stdin
    assert up.stdout
    given = [[address.host, address.port, "postgres", ADMIN_PASSWORD], [to_document(role) for role in ROLES]]
    cause(server, fault)
    up.stdin.write(json.dumps(given).encode() + b"\n")
    up.stdin.flush()
    assert up.stdout.readline() == b"ready\n"
    time.sleep(moment)
    up.kill()
    up.communicate()

    bring_in_order(address)

    assert_as_declared(server, address, fault)
    clean_up(server, address, fault)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_guardian_that_is_killed(
    number: int, server: Postgres, address: ServerAddress, stage: None, tmp_path: Path
) -> None:
    fault, moment = chosen(number, "guardian")
    where = Server("127.0.0.1", server.port, "postgres", ADMIN_PASSWORD)
    declaration = GuardianDeclaration("test", where, ROLES, interval=0.05)
    first = start_guardian(declaration, tmp_path)
    wait_for(lambda: {role["state"] for role in first.report()["roles"]} == {"reconciled"}, 5)
    cause(server, fault)
    time.sleep(moment)
    first.process.kill()
    first.process.wait()

    second = start_guardian(declaration, tmp_path)
    try:
        wait_for(lambda: {role["state"] for role in second.report()["roles"]} == {"reconciled"}, 5)
    finally:
        second.process.kill()
        second.process.wait()

    assert_as_declared(server, address, fault)
    clean_up(server, address, fault)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_server_that_is_killed(number: int, server: Postgres, address: ServerAddress, stage: None) -> None:
    """Every process of the server at once, as when its container is killed; what was committed is there again."""
    fault, moment = chosen(number, "server")
    cause(server, fault)
    up = subprocess.Popen([sys.executable, "-c", UP], cwd=PROJECT, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert up.stdin
    given = [[address.host, address.port, "postgres", ADMIN_PASSWORD], [to_document(role) for role in ROLES]]
    up.stdin.write(json.dumps(given).encode() + b"\n")
    up.stdin.close()
    wait_until_somebody_repairs(server)
    time.sleep(moment)
    kill_whole(server)
    up.wait(timeout=60)
    server.start()

    for role in ROLES:
        reconcile(address, role)

    assert_as_declared(server, address, fault)
    clean_up(server, address, fault)


def wait_until_somebody_repairs(server: Postgres) -> None:
    ours = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'castmatch-roles'"
    wait_for(lambda: server.run(ours)[0][0] > 0, 10, psycopg.OperationalError)


def kill_whole(server: Postgres) -> None:
    assert server.process
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    for pid in [server.process.pid, *map(int, children)]:
        with_no_grace(pid)
    server.process.wait()
    server.process = None
    (server.home / "data" / "postmaster.pid").unlink(missing_ok=True)


def with_no_grace(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
