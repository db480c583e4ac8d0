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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from castmatch.guardian.declaration import GuardianDeclaration, Server
from castmatch.roles.document import to_document
from tests.faults.catalogue import FAULTS
from tests.faults.declared import ROLES
from tests.faults.fault import Data, Fault
from tests.integration.guardian.processes import PROJECT, running_guardian
from tests.integration.guardian.stage import assert_as_declared, bring_in_order, set_the_stage
from tests.postgres.cluster import ADMIN_PASSWORD, Cluster
from tests.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R15"), pytest.mark.requirement("R20")]

FEW, ALL = 4, 17  # rounds of each of the three: 12 kills, and 51 with EXHAUSTIVE=1
LONGEST = 0.08  # seconds; a repair takes 20 to 60 ms
FAULTS_KEPT = [fault for fault in FAULTS if fault.data is Data.KEPT]

each_round = pytest.mark.parametrize(
    "number", [*range(FEW), *(pytest.param(n, marks=pytest.mark.exhaustive) for n in range(FEW, ALL))]
)

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


@pytest.fixture(autouse=True)
def stage(server: Cluster) -> None:
    set_the_stage(server)


def chosen(number: int, salt: str) -> tuple[Fault, float]:
    """A fault and the seconds until the kill."""
    dice = random.Random(f"{salt} {number}")
    return dice.choice(FAULTS_KEPT), dice.uniform(0, LONGEST)


@contextmanager
def an_up(server: Cluster) -> Iterator[subprocess.Popen[bytes]]:
    """One that begins to repair now; killed at the end if it still runs."""
    given = [["127.0.0.1", server.port, "postgres", ADMIN_PASSWORD], [to_document(role) for role in ROLES]]
    up = subprocess.Popen(
        [sys.executable, "-c", UP],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert up.stdin
        assert up.stdout
        up.stdin.write(json.dumps(given).encode() + b"\n")
        up.stdin.flush()
        assert up.stdout.readline() == b"ready\n"
        yield up
    finally:
        up.kill()
        up.communicate()


@each_round
def test_an_up_that_is_killed(number: int, server: Cluster) -> None:
    fault, moment = chosen(number, "up")
    fault.cause(server.run)
    with an_up(server):
        time.sleep(moment)

    bring_in_order(server.address)

    assert_as_declared(server, fault)


@each_round
def test_a_guardian_that_is_killed(number: int, server: Cluster, tmp_path: Path) -> None:
    fault, moment = chosen(number, "guardian")
    where = Server("127.0.0.1", server.port, "postgres", ADMIN_PASSWORD)
    declaration = GuardianDeclaration("test", where, ROLES, interval=0.05)
    with running_guardian(declaration, tmp_path) as first:
        first.wait_until("reconciled", 5)
        fault.cause(server.run)
        time.sleep(moment)

    with running_guardian(declaration, tmp_path) as second:
        second.wait_until("reconciled", 5)

    assert_as_declared(server, fault)


@each_round
def test_a_server_that_is_killed(number: int, server: Cluster) -> None:
    """Every process of the server at once, as when its container is killed; what was committed is there again."""
    fault, moment = chosen(number, "server")
    fault.cause(server.run)
    with an_up(server) as up:
        eventually(lambda: is_under_repair(server) or up.poll() is not None, 10, 0.02, (psycopg.OperationalError,))
        time.sleep(moment)
        kill_whole(server)
        up.wait(timeout=60)
    server.start()

    bring_in_order(server.address)

    assert_as_declared(server, fault)


def is_under_repair(server: Cluster) -> bool:
    ours = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'castmatch-roles'"
    return bool(server.run(ours)[0][0])


def kill_whole(server: Cluster) -> None:
    assert server.process
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    for pid in [server.process.pid, *map(int, children)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    server.process.wait()
    server.process = None
    (server.home / "data" / "postmaster.pid").unlink(missing_ok=True)
