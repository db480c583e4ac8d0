"""What a developer declares: one role, its password, its database and its schemas."""

from dataclasses import dataclass, field

from castmatch.errors import UserError
from castmatch.roles.model import (
    DATABASE_PRIVILEGES,
    NO_LIMIT,
    SCHEMA_PRIVILEGES,
    Access,
    Attributes,
    Database,
    Password,
    Schema,
)
from castmatch.roles.names import check_database_name, check_role_name, check_schema_name

ALL = None  # every privilege that this server's version knows for the kind of object

_TABLES = frozenset({"DELETE", "INSERT", "MAINTAIN", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"})
_SEQUENCES = frozenset({"SELECT", "UPDATE", "USAGE"})
_FUNCTIONS = frozenset({"EXECUTE"})


@dataclass(frozen=True)
class Privileges:
    """What the role may do with what it owns.

    ALL by default; a narrower set takes the other privileges away.

    Views count as tables, procedures and aggregates as functions. An owner can always give itself
    back what it lacks, so a narrower set guards against accidents, not against the role.
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


@dataclass(frozen=True)
class RoleDeclaration:
    """One role as it should be.

    Raises UserError for a name that PostgreSQL reserves, or a password it would ignore.

    `connection_limit` counts simultaneous sessions; -1 means no limit.
    """

    role: str
    password: str = field(repr=False)
    database: str
    schemas: tuple[str, ...] = ("public",)
    connection_limit: int = NO_LIMIT
    privileges: Privileges = field(default_factory=Privileges)

    def __post_init__(self) -> None:
        check_role_name(self.role)
        check_database_name(self.database)
        for schema in self.schemas:
            check_schema_name(schema)
        _check_password(self.role, self.password)

    def desired(self) -> Access:
        """The state that the server should be in.

        It depends on no server, so it can be shown before there is one.
        """
        return Access(
            role=self.role,
            attributes=Attributes(connection_limit=self.connection_limit),
            password=Password.AS_DECLARED,
            database=Database(self.database, self.role, self.privileges.database),
            schemas=tuple(Schema(name, self.role, self.privileges.schema) for name in self.schemas),
        )


def _check(field_name: str, found: frozenset[str] | None, known: frozenset[str]) -> None:
    if found is not None and not found <= known:
        raise UserError(
            expected=f"privileges for {field_name} among {', '.join(sorted(known))}",
            found=", ".join(sorted(found - known)),
            next_step="write privileges in capitals, as PostgreSQL does, or leave them out for all",
        )


def _check_password(role: str, password: str) -> None:
    if not password or "\0" in password:
        raise UserError(
            expected=f"a password for {role} with at least one character, none of them NUL",
            found="an empty password" if not password else "a NUL character in it",
            next_step="set another password; PostgreSQL refuses every login with this one",
        )
