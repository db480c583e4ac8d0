"""All faults, and which tier of the tests uses which.

FAULTS        caused by statements on roles, database and objects: each alone through the resource and the guardian
              (tests/integration/guardian), on several versions (tests/integration/roles), on stacks (make matrix, e2e).
WAYS_IN       the administrator and pg_hba.conf; MACHINE: the container and its volume: guardian, make matrix, e2e.
ON_POSTGRES   more that castmatch.roles must undo: tests/integration/roles alone, each with words, and all in any order.
"""

from tests.faults.databases import DATABASE, MORE_DATABASES
from tests.faults.fault import Fault
from tests.faults.machine import MACHINE
from tests.faults.objects import MORE_OBJECTS, OBJECTS
from tests.faults.roles import MORE_ROLES, OTHERS, ROLE
from tests.faults.ways_in import SOCKET_SHUT, WAYS_IN

# The sections of docs/incident-matrix.md.
GROUPS: dict[str, tuple[Fault, ...]] = {
    "The role": ROLE,
    "Its database and schema": DATABASE,
    "What is in it": OBJECTS,
    "Another role": OTHERS,
    "The ways in": WAYS_IN,
    "The server": MACHINE,
}
FAULTS = (*ROLE, *DATABASE, *OBJECTS, *OTHERS)
ON_POSTGRES = (*FAULTS, *MORE_ROLES, *MORE_DATABASES, *MORE_OBJECTS)
_BY_NAME = {fault.name: fault for fault in (*ON_POSTGRES, *WAYS_IN, *MACHINE, SOCKET_SHUT)}


def fault(name: str) -> Fault:
    """The fault of this name, for tests that need one; KeyError when there is none."""
    return _BY_NAME[name]
