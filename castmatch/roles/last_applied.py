"""Who speaks for a role: a record on the server of the declaration that was applied last.

`pulumi up` always writes it. A guardian that holds another declaration stands down: it is about to be replaced, or
it looks at another stack's volume. The record is a setting of the maintenance database, so it survives the loss of
the role and of its own database; nobody but us reads it, and it is no secret: the digest is keyed with the password.
"""

import hashlib
import hmac
import json

from psycopg import sql

from castmatch.roles.connection import Connection
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.document import to_document
from castmatch.roles.errors import ForeignCluster, Superseded
from castmatch.roles.names import MAINTENANCE_DATABASE

REMOVED = "removed"
_PREFIX = "castmatch.claim_"

_CLAIMS = """
SELECT split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1)
  FROM pg_db_role_setting
  JOIN pg_database ON pg_database.oid = setdatabase
 CROSS JOIN unnest(setconfig) AS setting
 WHERE setrole = 0 AND datname = %s AND starts_with(setting, %s)
"""

_INHABITANTS = """
SELECT 'database ' || datname FROM pg_database WHERE NOT datistemplate AND datname <> %(maintenance)s
 UNION ALL
SELECT 'role ' || rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%%' AND rolname <> current_user
"""


def digest_of(declaration: RoleDeclaration) -> str:
    """Tells declarations apart, their passwords included; says nothing about them."""
    document = {key: value for key, value in to_document(declaration).items() if key != "password"}
    key = (declaration.password or "").encode()
    return hmac.new(key, json.dumps(document, sort_keys=True).encode(), hashlib.sha256).hexdigest()[:32]


def record(session: Connection, role: str, digest: str) -> None:
    """Write down which declaration of the role was applied last; does nothing when that is written already."""
    if _read(session).get(_key(role)) != digest:
        _write(session, role, digest)


def check_may_keep(session: Connection, declaration: RoleDeclaration, address: str) -> None:
    """Raise Superseded or ForeignCluster unless a guardian with this declaration may change the server."""
    claims = _read(session)
    claim = claims.get(_key(declaration.role))
    if claim not in (None, digest_of(declaration)):
        raise Superseded(declaration.role)
    if claims:
        return
    found = [name for (name,) in session.execute(_INHABITANTS.encode(), {"maintenance": MAINTENANCE_DATABASE})]
    if found:
        raise ForeignCluster(address, f"no record of this stack, but {', '.join(sorted(found)[:5])}")


def _read(session: Connection) -> dict[str, str]:
    return dict(session.execute(_CLAIMS, [MAINTENANCE_DATABASE, _PREFIX]).fetchall())


def _write(session: Connection, role: str, digest: str) -> None:
    session.execute(
        sql.SQL("ALTER DATABASE {} SET {} TO {}").format(
            sql.Identifier(MAINTENANCE_DATABASE), sql.Identifier(*_key(role).split(".")), sql.Literal(digest)
        )
    )


def _key(role: str) -> str:
    """A name that PostgreSQL accepts for a setting, whatever the role is called."""
    return _PREFIX + hashlib.sha256(role.encode()).hexdigest()[:16]
