"""Several roles of one server, and acting as one of them: over TCP, with its own password."""

import psycopg
import pytest

from castmatch.roles.changes import Change
from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.describe import describe
from castmatch.roles.model import Access, Attributes
from castmatch.roles.plan import plan
from castmatch.roles.privileges import READ, WRITE
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.sentences import finding
from castmatch.roles.server import ServerAddress
from tests.postgres.cluster import Rows, rows

NOT_GRANTED = "01007"  # the SQLSTATE of "no privileges were granted"

CASTMATCH = DatabaseDeclaration("castmatch", "castmatch_user")
ARCHIVE = DatabaseDeclaration("archive", "archivist")


def granted(database: DatabaseDeclaration, **grants: object) -> DatabaseDeclaration:
    """The same database, for a role that does not own it."""
    return DatabaseDeclaration(database.database, database.owner, database.schemas, **grants)  # type: ignore[arg-type]


ARCHIVIST = RoleDeclaration("archivist", "the archivist's secret", (ARCHIVE,))
READER = RoleDeclaration("reader", "the reader's secret", (granted(CASTMATCH, privileges=READ),))
WRITER = RoleDeclaration("writer", "the writer's secret", (granted(CASTMATCH, privileges=WRITE),))
ANALYSTS = RoleDeclaration("analysts", None, (granted(CASTMATCH, privileges=READ),), attributes=Attributes(login=False))
ANALYST = RoleDeclaration("analyst", "the analyst's secret", member_of=frozenset({"analysts"}))
# At home in both databases: reads one, writes the other.
LIBRARIAN = RoleDeclaration(
    "librarian", "the librarian's secret", (granted(CASTMATCH, privileges=READ), granted(ARCHIVE, privileges=WRITE))
)


def act(server: ServerAddress, role: RoleDeclaration, statement: str, database: str = "castmatch") -> Rows:
    """Run a statement as the role."""
    with session(server, role, database) as connection:
        return rows(connection, statement)


def may_not(server: ServerAddress, role: RoleDeclaration, statement: str, database: str = "castmatch") -> None:
    """The server lets the role in, and refuses the statement for want of a right.

    A GRANT of what the role holds and may not pass on is refused by a warning.
    """
    warned: list[str | None] = []
    with session(server, role, database) as connection:
        connection.add_notice_handler(lambda notice: warned.append(notice.sqlstate))
        try:
            rows(connection, statement)
        except psycopg.errors.InsufficientPrivilege:
            return
    assert warned == [NOT_GRANTED], f"{role.role} may: {statement}"


def may_not_enter(server: ServerAddress, role: RoleDeclaration, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        session(server, role, database)


def session(
    server: ServerAddress, role: RoleDeclaration, database: str = "castmatch"
) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=server.host, port=server.port, user=role.role, password=role.password, dbname=database, autocommit=True
    )


def planned(server: ServerAddress, declared: RoleDeclaration) -> tuple[Change, ...]:
    return plan(look(server, declared), declared.desired())


def findings(server: ServerAddress, declared: RoleDeclaration) -> list[str]:
    return [finding(change) for change in planned(server, declared)]


def assert_as_declared(server: ServerAddress, declared: RoleDeclaration) -> None:
    """Nothing to do, and nothing that a preview would show as different."""
    live: Access = look(server, declared)
    assert [finding(change) for change in plan(live, declared.desired())] == []
    assert describe(live) == describe(declared.desired())


def assert_seen_and_repaired(server: ServerAddress, declared: RoleDeclaration, *sentences: str) -> None:
    """These sentences and no other: one reconcile, and nothing is left."""
    assert findings(server, declared) == list(sentences)

    reconcile(server, declared)

    assert_as_declared(server, declared)
    assert reconcile(server, declared).changes == ()
