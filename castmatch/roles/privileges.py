"""Sets of privileges, in PostgreSQL's own words."""

from collections.abc import Iterable
from dataclasses import dataclass

from castmatch.errors import UserError
from castmatch.roles.model import DATABASE_PRIVILEGES, PASSABLE, SCHEMA_PRIVILEGES, Kind

ALL = None  # every privilege that this server's version knows for the kind of object

_TABLES = frozenset({"DELETE", "INSERT", "MAINTAIN", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"})
_SEQUENCES = frozenset({"SELECT", "UPDATE", "USAGE"})
_FUNCTIONS = frozenset({"EXECUTE"})
_NONE: frozenset[str] = frozenset()


def _check(field_name: str, found: frozenset[str] | None, known: frozenset[str]) -> None:
    if found is not None and not found <= known:
        raise UserError(
            expected=f"privileges for {field_name} among {', '.join(sorted(known))}",
            found=", ".join(sorted(found - known)),
            next_step="write privileges in capitals, as PostgreSQL does, or leave them out for all",
        )


@dataclass(frozen=True)
class Privileges:
    """A role's privileges on a database, on its schemas, and on the objects in them.

    ALL by default, as an owner has; a narrower set takes the other privileges away.

    Views count as tables, procedures and aggregates as functions. An owner can always give itself
    back what it lacks, so a narrower set guards against its accidents, not against the role.
    """

    database: frozenset[str] = DATABASE_PRIVILEGES
    schema: frozenset[str] = SCHEMA_PRIVILEGES
    tables: frozenset[str] | None = ALL
    sequences: frozenset[str] | None = ALL
    functions: frozenset[str] | None = ALL

    def __post_init__(self) -> None:
        _check("database", self.database, DATABASE_PRIVILEGES)
        _check("schema", self.schema, SCHEMA_PRIVILEGES)
        _check("tables", self.tables, _TABLES)
        _check("sequences", self.sequences, _SEQUENCES)
        _check("functions", self.functions, _FUNCTIONS)

    def on(self, kind: Kind, every: frozenset[str], is_owner: bool) -> frozenset[str]:
        """The privileges on an object of this kind. `every`: all that this server's version knows for it.

        Types, and schemas that are created later, belong to their owner alone: other roles use types through PUBLIC.
        """
        if kind in (Kind.TYPE, Kind.SCHEMA):
            return every if is_owner else _NONE
        declared = {Kind.SEQUENCE: self.sequences, Kind.ROUTINE: self.functions}.get(kind, self.tables)
        return every if declared is None else declared & every


NOTHING = Privileges(_NONE, _NONE, _NONE, _NONE, _NONE)
READ = Privileges(
    frozenset({"CONNECT"}), frozenset({"USAGE"}), frozenset({"SELECT"}), frozenset({"SELECT"}), _FUNCTIONS
)
WRITE = Privileges(
    frozenset({"CONNECT", "TEMPORARY"}),
    frozenset({"USAGE"}),
    frozenset({"DELETE", "INSERT", "SELECT", "UPDATE"}),
    _SEQUENCES,
    _FUNCTIONS,
)


def lacking(held: Iterable[str], wanted: frozenset[str]) -> frozenset[str]:
    """The wanted privileges that are not held, with or without grant option."""
    return wanted - {privilege.rstrip(PASSABLE) for privilege in held}


def beyond(held: Iterable[str], wanted: frozenset[str]) -> frozenset[str]:
    """The held privileges that are not wanted; of a wanted one the grant option, which is never declared."""
    found = frozenset(held)
    plain = {privilege.rstrip(PASSABLE) for privilege in found}
    passed_on = {p for p in found if p.endswith(PASSABLE) and p.rstrip(PASSABLE) in wanted}
    return frozenset((plain - wanted) | passed_on)
