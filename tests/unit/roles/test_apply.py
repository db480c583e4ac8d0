"""Which changes of a plan are one transaction: those of one database, and with the first those of the whole server."""

from castmatch.roles import changes as c
from castmatch.roles.apply import by_database
from castmatch.roles.model import PUBLIC, Attributes, Future, Kind, Object, Password
from tests.unit.roles.states import CONNECT, READER, ROLE, SELECT, TALENT

ROLE_MADE = c.CreateRole(READER, Attributes())
PASSWORD_SET = c.SetPassword(READER, Password.NONE)
ON_TALENT = c.Grant(READER, TALENT, SELECT)
TO_COME = c.GrantFuture(READER, Future(ROLE, Kind.TABLE, "public"), SELECT, "castmatch")
ON_THE_ARCHIVE = c.Grant(READER, Object(Kind.TABLE, "reel", "public", database="archive"), SELECT)
IN_THE_ARCHIVE = c.CreateSchema(READER, "cuts", "archive")
# A database's own privileges can be changed from any of them.
MAINTENANCE_CLOSED = c.Revoke(PUBLIC, Object(Kind.DATABASE, "postgres"), CONNECT)


def test_what_concerns_the_server_alone_is_done_in_the_maintenance_database() -> None:
    assert by_database((ROLE_MADE, PASSWORD_SET)) == {"postgres": [ROLE_MADE, PASSWORD_SET]}


def test_a_plan_about_one_database_is_one_transaction_there() -> None:
    changes = (ROLE_MADE, PASSWORD_SET, ON_TALENT, TO_COME, MAINTENANCE_CLOSED)

    assert by_database(changes) == {"castmatch": list(changes)}


def test_each_further_database_gets_a_transaction_of_its_own() -> None:
    assert by_database((ROLE_MADE, ON_TALENT, IN_THE_ARCHIVE, ON_THE_ARCHIVE, TO_COME)) == {
        "castmatch": [ROLE_MADE, ON_TALENT, TO_COME],
        "archive": [IN_THE_ARCHIVE, ON_THE_ARCHIVE],
    }


def test_the_role_is_made_before_anything_is_granted_to_it() -> None:
    """Transactions are carried out in this order."""
    changes: tuple[c.Change, ...] = (ROLE_MADE, IN_THE_ARCHIVE, ON_TALENT)

    assert next(iter(by_database(changes).values()))[0] == ROLE_MADE


def test_nothing_to_do_is_no_transaction() -> None:
    assert by_database(()) == {}
