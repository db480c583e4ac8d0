"""The state of a role as flat text, so that two states can be compared line by line."""

from collections.abc import Iterable, Iterator

from castmatch.roles.model import (
    NO_LIMIT,
    PUBLIC,
    ROLE_MARK,
    Access,
    Attributes,
    Database,
    DatabaseAccess,
    Deviation,
    FutureDeviation,
    Membership,
    Reach,
    Schema,
    Setting,
)
from castmatch.roles.sentences import listed

ENTRY = {"pg_hba.conf": "as declared"}  # a fact of the server, told with each role: who gets in, and by what proof
_SHOWN = 8  # deviating objects named one by one; the rest is counted


def describe(access: Access) -> dict[str, str]:
    """Each fact as one short text.

    Live and desired states of one declaration have the same keys, in the same order.
    """
    return {
        "role": _existence(access),
        **dict(_attributes(access.attributes)),
        "password": access.password.value,
        "member of": _joined(map(_membership, access.memberships)),
        "own settings": _joined(_setting(s) for s in access.settings if s.name != ROLE_MARK),
        **{key: text for inside in access.databases for key, text in _inside(access.role, inside)},
        "undeclared access": _joined(map(_reach, access.reach)),
    }


def _existence(access: Access) -> str:
    if access.attributes is not None:
        return "exists"
    return f"renamed to {access.renamed_to}" if access.renamed_to else "missing"


def _attributes(attributes: Attributes | None) -> Iterator[tuple[str, str]]:
    for name, value in vars(attributes or Attributes()).items():
        yield name.replace("_", " "), _value(name, value) if attributes else "no role"


def _value(name: str, value: bool | int | str | None) -> str:
    if name == "connection_limit":
        return "none" if value == NO_LIMIT else str(value)
    if name == "valid_until":
        return str(value or "for ever")
    return "yes" if value else "no"


def _membership(membership: Membership) -> str:
    return membership.group if membership.is_plain else f"{membership.group} (other options)"


def _setting(setting: Setting) -> str:
    where = f" in {setting.database}" if setting.database else ""
    value = ", ".join(setting.value) if isinstance(setting.value, tuple) else setting.value
    return f"{setting.name}{where}" + (f" = {value}" if value is not None else "")


def _inside(role: str, access: DatabaseAccess) -> Iterator[tuple[str, str]]:
    name = access.database.name
    yield f"database {name}", _database(role, access)
    for schema in access.schemas:
        yield f"schema {name}.{schema.name}", _schema(role, access.owner, schema)
        yield f"objects in {name}.{schema.name}", _objects(role, access, schema)
    yield f"objects to come in {name}", _joined(map(_future, access.future), "as declared")


def _database(role: str, access: DatabaseAccess) -> str:
    database = access.database
    if database.owner is None:
        return f"renamed to {database.renamed_to}" if database.renamed_to else "missing"
    text = _holding(role, access.owner, database.owner, database.privileges, database.public)
    read_only = "; read-only by default" if database.is_read_only else ""
    return text + _closed(database) + read_only + ("" if database.is_marked else "; unmarked")


def _closed(database: Database) -> str:
    if not database.accepts_connections:
        return "; accepts no connections"
    return "" if database.connection_limit == NO_LIMIT else f"; accepts {database.connection_limit} connections"


def _schema(role: str, declared_owner: str, schema: Schema) -> str:
    if schema.owner is None:
        return "missing"
    return _holding(role, declared_owner, schema.owner, schema.privileges, schema.public)


def _holding(role: str, declared_owner: str, owner: str, held: frozenset[str], public: frozenset[str]) -> str:
    """Shows ownership and everyone's privileges only for the role that is declared to own the database."""
    text = listed(held) or "no privileges"
    if role != declared_owner:
        return text
    return f"owned by {owner}: {text}" + (f"; everyone: {listed(public)}" if public else "")


def _objects(role: str, access: DatabaseAccess, schema: Schema) -> str:
    if schema.owner is None:
        return "no schema"
    is_owner = role == access.owner
    deviations = sorted((d for d in access.deviations if d.object.schema == schema.name), key=lambda d: d.object)
    texts = [_deviation(d, role, is_owner) for d in deviations[:_SHOWN]]
    if len(deviations) > _SHOWN:
        texts.append(f"and {len(deviations) - _SHOWN} more")
    return "; ".join(texts) or f"{f'all owned by {role}, ' if is_owner else ''}privileges as declared"


def _deviation(deviation: Deviation, role: str, is_owner: bool) -> str:
    facts = [
        f"owned by {deviation.owner}" if is_owner and deviation.owner != role else "",
        f"no {listed(deviation.missing)}" if deviation.missing else "",
        f"also {listed(deviation.surplus)}" if deviation.surplus else "",
        f"everyone: {listed(deviation.public)}" if deviation.public else "",
    ]
    return f"{deviation.object.label}: {', '.join(filter(None, facts))}"


def _future(deviation: FutureDeviation) -> str:
    future = deviation.future
    facts = [
        f"without {listed(deviation.missing)}" if deviation.missing else "",
        f"with {listed(deviation.surplus)}" if deviation.surplus else "",
        f"with {listed(deviation.public)} for everyone" if deviation.public else "",
    ]
    where = f" in {future.schema}" if future.schema else ""
    return f"{future.kind}{where} {' and '.join(filter(None, facts))}"


def _reach(reach: Reach) -> str:
    who = "PUBLIC" if reach.grantee == PUBLIC else reach.grantee
    return f"{listed(reach.privileges)} on database {reach.database} by {who}"


def _joined(texts: Iterable[str], otherwise: str = "none") -> str:
    return "; ".join(sorted(set(texts))) or otherwise
