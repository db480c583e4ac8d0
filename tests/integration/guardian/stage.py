"""The stage for faults: both roles as declared, a table of the application, and data in it."""

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.plan import plan
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.server import ServerAddress
from castmatch.roles.verify import verify
from tests.faults.declared import ROLES
from tests.faults.fault import OWNER, Data, Fault
from tests.postgres.cluster import Cluster

TABLES = """
CREATE TABLE IF NOT EXISTS talent (id serial PRIMARY KEY, name text NOT NULL);
INSERT INTO talent (name) SELECT 'Asha' WHERE NOT EXISTS (SELECT FROM talent)
"""


def declared(role: str) -> RoleDeclaration:
    return next(declaration for declaration in ROLES if declaration.role == role)


def set_the_stage(server: Cluster) -> None:
    """Everything as declared, one talent in the table."""
    bring_in_order(server.address)
    server.run(f"SET ROLE {OWNER}; {TABLES}", "castmatch")
    bring_in_order(server.address)


def bring_in_order(address: ServerAddress) -> None:
    for declaration in ROLES:
        reconcile(address, declaration)


def assert_as_declared(server: Cluster, fault: Fault) -> None:
    """Nothing left to do, every role proven by login, no talent lost but by the fault itself; then undo the fault."""
    for declaration in ROLES:
        assert plan(look(server.address, declaration), declaration.desired()) == ()
        verify(server.address, declaration)
    if fault.data is not Data.LOST:
        assert server.run("SELECT count(*) FROM talent", "castmatch") == [(1,)]
    for statement in fault.undo:
        server.run(statement, "castmatch")
