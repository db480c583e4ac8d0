"""Record on the server which declaration of a role was applied last, as kubectl does in last-applied-configuration.

`pulumi up` always writes the record. A guardian that holds another declaration stands down: it is about to be
replaced, or the volume belongs to another stack. The record is a setting of the maintenance database, so it survives
the loss of the role and of its database. It is no secret: the digest is keyed with the password.
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
_PREFIX = "castmatch.claim_"  # on servers since the first release: renamed, every cluster would count as foreign

_RECORDS = """
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
    """A digest that tells declarations apart, passwords included, and reveals nothing of them."""
    document = {key: value for key, value in to_document(declaration).items() if key != "password"}
    key = (declaration.password or "").encode()
    return hmac.new(key, json.dumps(document, sort_keys=True).encode(), hashlib.sha256).hexdigest()[:32]


def record(session: Connection, role: str, digest: str) -> None:
    """Record which declaration of the role was applied last; does nothing when the record says so already."""
    if _read(session).get(_key(role)) != digest:
        _write(session, role, digest)


def check_is_last_applied(session: Connection, declaration: RoleDeclaration, address: str) -> None:
    """Raise Superseded if another declaration was applied last, ForeignCluster if none was and the server is in use."""
    records = _read(session)
    if records.get(_key(declaration.role)) not in (None, digest_of(declaration)):
        raise Superseded(declaration.role)
    if records:
        return
    found = [name for (name,) in session.execute(_INHABITANTS.encode(), {"maintenance": MAINTENANCE_DATABASE})]
    if found:
        raise ForeignCluster(address, f"no record of this stack, but {', '.join(sorted(found)[:5])}")


def _read(session: Connection) -> dict[str, str]:
    return dict(session.execute(_RECORDS, [MAINTENANCE_DATABASE, _PREFIX]).fetchall())


def _write(session: Connection, role: str, digest: str) -> None:
    session.execute(
        sql.SQL("ALTER DATABASE {} SET {} TO {}").format(
            sql.Identifier(MAINTENANCE_DATABASE), sql.Identifier(*_key(role).split(".")), sql.Literal(digest)
        )
    )


def _key(role: str) -> str:
    """A valid name of a setting for any name of a role."""
    return _PREFIX + hashlib.sha256(role.encode()).hexdigest()[:16]
