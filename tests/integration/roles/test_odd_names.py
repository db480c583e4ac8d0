"""Names with quotes, spaces, percent signs and any script work like any other, and so do such passwords."""

import psycopg
import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.remove import remove
from castmatch.roles.server import ServerAddress
from castmatch.roles.url import database_url

ODD = ["O'Neill", 'say "cheese"', "two words", "कलाकार", "100%s {0} :x $1", "back\\slash"]

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07")]


@pytest.mark.parametrize("name", ODD)
def test_a_role_with_an_odd_name_and_password(server: ServerAddress, name: str) -> None:
    password = f"pass {name} \U0001f3ac"
    declared = RoleDeclaration.owner(name, password, f"db {name}", (f"s {name}",))

    reconcile(server, declared)

    url = database_url(declared.role, password, declared.databases[0].database, server.host, server.port)
    with psycopg.connect(url) as connection:
        connection.execute(f'CREATE TABLE "{f"s {name}".replace(chr(34), chr(34) * 2)}".t ()')
        assert connection.execute("SELECT session_user::text").fetchone() == (name,)
    assert reconcile(server, declared).changes == ()
    remove(server, name)
    assert look(server, declared).attributes is None
