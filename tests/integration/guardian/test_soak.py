"""An hour in short: faults without a pause, and the guardian neither grows nor leaves anything behind."""

import os
import random
import time
from pathlib import Path

import pytest

from castmatch.guardian.declaration import GuardianDeclaration, Server
from tests.conftest import EXHAUSTIVE
from tests.faults.catalogue import FAULTS
from tests.faults.declared import ROLES
from tests.faults.fault import Data
from tests.integration.guardian.processes import GuardianProcess, running_guardian
from tests.integration.guardian.stage import assert_as_declared, set_the_stage
from tests.postgres.cluster import ADMIN_PASSWORD, Cluster

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R24")]

COUNT = int(os.environ.get("CASTMATCH_SOAK_FAULTS", "120" if os.environ.get(EXHAUSTIVE) else "40"))
EVERY = float(os.environ.get("CASTMATCH_SOAK_SECONDS", "0"))  # between two faults; 5 makes it an hour in ten minutes
WARM_UP = 20  # faults until every code path has run and every cache is filled
ENDS = (COUNT - WARM_UP) // 2 if COUNT < 3 * WARM_UP else WARM_UP  # how many are compared, first and last
GROWTH = 2048  # KiB that memory may grow after that: an allocator's own breath, not a leak of 100 faults


@pytest.mark.requirement("R15")
def test_many_faults_leave_nothing_unrepaired_and_leak_nothing(server: Cluster, tmp_path: Path) -> None:
    set_the_stage(server)
    where = Server("127.0.0.1", server.port, "postgres", ADMIN_PASSWORD)
    chosen = [fault for fault in FAULTS if fault.data is Data.KEPT and not fault.undo]
    dice = random.Random(4)
    sizes: list[tuple[int, int, int]] = []
    with running_guardian(GuardianDeclaration("soak", where, ROLES, interval=0.2), tmp_path) as guardian:
        for number in range(COUNT):
            started = time.monotonic()
            known = guardian.report()["counts"]["incidents"]
            dice.choice(chosen).cause(server.run)
            guardian.wait_for_incidents(known + 1, 5)
            guardian.wait_until("reconciled", 5)
            if number >= WARM_UP:
                sizes.append(size_of(guardian, server))
            time.sleep(max(0.0, EVERY - (time.monotonic() - started)))
        assert_as_declared(server, chosen[0])
        report = guardian.report()

    assert report["counts"]["incidents"] >= COUNT
    assert not [line for line in guardian.log if "cannot repair" in line]
    memory, files, sessions = zip(*sizes, strict=True)
    assert max(memory[-ENDS:]) - max(memory[:ENDS]) < GROWTH, memory
    # A look that is under way has a session open, and what leaks is open between two looks as well.
    assert min(files[-ENDS:]) <= min(files[:ENDS]), files
    assert max(sessions) <= 3, "sessions of the guardian at one time"


def size_of(guardian: GuardianProcess, server: Cluster) -> tuple[int, int, int]:
    """Resident memory in KiB, open files, and sessions on the server."""
    process = Path(f"/proc/{guardian.process.pid}")
    resident = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmRSS"))
    ours = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'castmatch-roles'"
    return int(resident.split()[1]), len(list((process / "fd").iterdir())), int(server.run(ours)[0][0])
