"""One fault: how it is caused, and what a preview says about it. All tiers of the tests use the same faults."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.e2e.stack import Stack

OWNER, READER = "castmatch_user", "castmatch_reader"
SERVER, INSIDE = "postgres", "castmatch"  # the databases in which statements run
HBA_FILE = "/etc/castmatch/pg_hba.conf"  # in our container


class Data(Enum):
    """What a fault does to the rows that the application has written."""

    KEPT = "kept where it is"
    ELSEWHERE = "kept under a name that nobody declared"
    LOST = "lost: by intent, no repair can bring it back"


@dataclass(frozen=True)
class Fault:
    """What somebody did, by statements of the administrator or by hand.

    Args:
        name: what happened, in words.
        statements: each with its database, in a session of its own; `{hba}` in one is the path of pg_hba.conf.
        words: what a preview says, in part; empty where no test asks.
        role: whose resource shows it.
        undo: statements in the role's database that take away what no reconcile may touch.
        on_stack: what a preview of a whole stack says instead, where a service is quicker.
        meanwhile: the statements take their time, while other faults and the reconcile go on.
        by_hand: what happens to a stack's container instead of statements.
        guardian: what the guardian says, in part, where the fault is not its to repair.
    """

    name: str
    statements: tuple[tuple[str, str], ...] = ()
    words: str = ""
    role: str = OWNER
    data: Data = Data.KEPT
    undo: tuple[str, ...] = ()
    on_stack: str = ""
    meanwhile: bool = False
    by_hand: "Callable[[Stack], None] | None" = None
    guardian: str = ""

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @property
    def id(self) -> str:
        return self.name.replace(" ", "-")

    def cause(self, run: Callable[[str, str], object], hba_file: str = HBA_FILE) -> None:
        """Execute the statements; `run` takes a statement and its database."""
        for database, statement in self.statements:
            run(statement.replace("{hba}", hba_file), database)


def on_server(name: str, *statements: str, **more: Any) -> Fault:
    """A fault by statements in the maintenance database."""
    return Fault(name, tuple((SERVER, statement) for statement in statements), **more)


def inside(name: str, *statements: str, **more: Any) -> Fault:
    """A fault by statements in the application's database."""
    return Fault(name, tuple((INSIDE, statement) for statement in statements), **more)


def drop(role: str) -> str:
    """In one transaction, as a careful person would: a guardian may look at any moment."""
    return f"REASSIGN OWNED BY {role} TO postgres; DROP OWNED BY {role}; DROP ROLE {role}"
