"""The state of a role as flat text, so that two states can be compared line by line."""

from collections.abc import Iterable, Iterator

from castmatch.roles.model import (
    NO_LIMIT,
    PUBLIC,
    Access,
    Attributes,
    Database,
    Deviation,
    Reach,
    Schema,
)
from castmatch.roles.sentences import listed

_SHOWN = 8  # deviating objects named one by one; the rest is counted


def describe(access: Access) -> dict[str, str]:
    """Each fact as one short text.

    Live and desired states of one declaration have the same keys, in the same order.
    """
    return {
        "role": "missing" if access.attributes is None else "exists",
        **dict(_attributes(access.attributes)),
        "password": access.password.value,
        "member of": _joined({m.group for m in access.memberships}),
        "own settings": _joined(f"{s.name} in {s.database}" if s.database else s.name for s in access.settings),
        f"database {access.database.name}": _database(access.database),
        **dict(_schemas(access)),
        "objects it will create": _joined(
            (f"{gap.kind} without {listed(gap.missing)}" for gap in access.future_gaps),
            "all privileges",
        ),
        "undeclared access": _joined(map(_reach, access.reach)),
    }


def _attributes(attributes: Attributes | None) -> Iterator[tuple[str, str]]:
    for name, value in vars(attributes or Attributes()).items():
        yield name.replace("_", " "), _value(name, value) if attributes else "no role"


def _value(name: str, value: bool | int | str | None) -> str:
    if name == "connection_limit":
        return "none" if value == NO_LIMIT else str(value)
    if name == "valid_until":
        return str(value or "for ever")
    return "yes" if value else "no"


def _database(database: Database) -> str:
    if database.owner is None:
        return "missing"
    text = _holding(database.owner, database.privileges)
    if not database.accepts_connections:
        return f"{text}; accepts no connections"
    if database.connection_limit != NO_LIMIT:
        return f"{text}; accepts {database.connection_limit} connections"
    return text


def _schemas(access: Access) -> Iterator[tuple[str, str]]:
    for schema in access.schemas:
        yield f"schema {schema.name}", _schema(schema)
        yield f"objects in {schema.name}", _objects(access, schema)


def _schema(schema: Schema) -> str:
    return "missing" if schema.owner is None else _holding(schema.owner, schema.privileges)


def _holding(owner: str, privileges: frozenset[str]) -> str:
    return f"owned by {owner}: {listed(privileges) or 'no privileges'}"


def _objects(access: Access, schema: Schema) -> str:
    if schema.owner is None:
        return "no schema"
    deviations = sorted((d for d in access.deviations if d.object.schema == schema.name), key=lambda d: d.object)
    texts = [_deviation(d, access.role) for d in deviations[:_SHOWN]]
    if len(deviations) > _SHOWN:
        texts.append(f"and {len(deviations) - _SHOWN} more")
    return "; ".join(texts) or f"all owned by {access.role}, privileges as declared"


def _deviation(deviation: Deviation, role: str) -> str:
    facts = [
        f"owned by {deviation.owner}" if deviation.owner != role else "",
        f"no {listed(deviation.missing)}" if deviation.missing else "",
        f"also {listed(deviation.surplus)}" if deviation.surplus else "",
    ]
    return f"{deviation.object.label}: {', '.join(filter(None, facts))}"


def _reach(reach: Reach) -> str:
    who = "PUBLIC" if reach.grantee == PUBLIC else reach.grantee
    return f"{listed(reach.privileges)} on database {reach.database} by {who}"


def _joined(texts: Iterable[str], otherwise: str = "none") -> str:
    return "; ".join(sorted(texts)) or otherwise
