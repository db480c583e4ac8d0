"""The stage on which the incident matrix is played: two roles, the tables of the backend, and data in them."""

from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.model import Setting
from castmatch.roles.plan import plan
from castmatch.roles.privileges import READ
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.server import ServerAddress
from castmatch.roles.verify import verify
from tests.incidents.faults import OWNER, READER, Fault
from tests.integration.guardian.processes import Postgres
from tests.integration.roles.conftest import PASSWORD

TABLES = """
CREATE TABLE IF NOT EXISTS talent (id serial PRIMARY KEY, name text NOT NULL);
INSERT INTO talent (name) SELECT 'Asha' WHERE NOT EXISTS (SELECT FROM talent)
"""

ROLES = (
    RoleDeclaration.owner(OWNER, PASSWORD, "castmatch"),
    RoleDeclaration(
        READER,
        "the reader's secret",
        (DatabaseDeclaration("castmatch", OWNER, privileges=READ),),
        settings=frozenset({Setting("statement_timeout", "", "5s")}),
    ),
)


def declared(role: str) -> RoleDeclaration:
    return next(declaration for declaration in ROLES if declaration.role == role)


def set_the_stage(server: Postgres, address: ServerAddress) -> None:
    """Everything as declared, one talent in the table."""
    bring_in_order(address)
    server.run(f"SET ROLE {OWNER}; {TABLES}", "castmatch")
    bring_in_order(address)


def bring_in_order(address: ServerAddress) -> None:
    for declaration in ROLES:
        reconcile(address, declaration)


def cause(server: Postgres, fault: Fault) -> None:
    for statement in fault.inside:
        server.run(statement, "castmatch")
    for statement in fault.server:
        server.run(statement)


def clean_up(server: Postgres, address: ServerAddress, fault: Fault) -> None:
    bring_in_order(address)
    for statement in fault.undo:
        server.run(statement, "castmatch")


def assert_as_declared(server: Postgres, address: ServerAddress, fault: Fault) -> None:
    """Nothing left to do, every role proven by login, no talent lost but by the fault itself."""
    for declaration in ROLES:
        assert plan(look(address, declaration), declaration.desired()) == ()
        verify(address, declaration)
    if not fault.loses_data:
        assert server.run("SELECT count(*) FROM talent", "castmatch") == [(1,)]
