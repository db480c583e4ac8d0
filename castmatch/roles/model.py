"""The state of one role and of its database, as declared and as found: the same type for both.

Privileges are named as in SQL and read from the object's own access list. What a role merely may do
through PUBLIC is not counted as its own.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum

PUBLIC = "public"  # the grantee "everyone"; no role can have this name
NO_LIMIT = -1
PASSABLE = "*"  # after a privilege: with grant option, in psql's own notation

# Marks that follow an object through a rename, because PostgreSQL keeps settings by number, not by name.
ROLE_MARK = "castmatch.role"
DATABASE_MARK = "castmatch.database"

DATABASE_PRIVILEGES = frozenset({"CONNECT", "CREATE", "TEMPORARY"})
SCHEMA_PRIVILEGES = frozenset({"CREATE", "USAGE"})


class Kind(StrEnum):
    """Kinds of objects, in the words of SQL. The last four have an owner but no privileges."""

    DATABASE = "database"
    SCHEMA = "schema"
    TABLE = "table"
    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    FOREIGN_TABLE = "foreign table"
    SEQUENCE = "sequence"
    ROUTINE = "routine"
    TYPE = "type"
    STATISTICS = "statistics"
    COLLATION = "collation"
    TEXT_SEARCH_CONFIGURATION = "text search configuration"
    TEXT_SEARCH_DICTIONARY = "text search dictionary"


@dataclass(frozen=True, order=True)
class Object:
    """Something that has an owner: a database, a schema, or something in a schema.

    `arguments` are a routine's input types, quoted as the server writes them. `database` is where it lives; a
    database itself lives nowhere.
    """

    kind: Kind
    name: str
    schema: str = ""
    arguments: str = ""
    database: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.schema}.{self.label}" if self.schema else f"{self.kind} {self.name}"

    @property
    def label(self) -> str:
        """The name without its schema: talent, or best_match(text) for a routine."""
        return f"{self.name}({self.arguments})" if self.kind is Kind.ROUTINE else self.name


@dataclass(frozen=True)
class Attributes:
    """A role's attributes.

    `connection_limit` -1 means no limit; `valid_until` None means for ever, else a time in UTC.
    """

    login: bool = True
    superuser: bool = False
    createdb: bool = False
    createrole: bool = False
    replication: bool = False
    bypassrls: bool = False
    inherit: bool = True
    connection_limit: int = NO_LIMIT
    valid_until: str | None = None


class Password(Enum):
    """How the stored password compares with the declared one; the value is what people read."""

    AS_DECLARED = "as declared"
    DIFFERENT = "different"
    NONE = "none"
    NOT_SCRAM = "not SCRAM-SHA-256"
    UNDECLARED = "undeclared"  # a role that declares none has one


@dataclass(frozen=True, order=True)
class Membership:
    """Being a member of `group`.

    From PostgreSQL 16 on each `grantor`'s grant stands for itself; before it is "". `is_plain`: with inheritance and
    SET ROLE, without the right to pass it on.
    """

    group: str
    grantor: str = ""
    is_plain: bool = True


@dataclass(frozen=True, order=True)
class Setting:
    """What ALTER ROLE … SET has set, in one database or in all ("").

    A `value` may be a secret: it is read only where one is declared. A tuple is a list, as in search_path.
    """

    name: str
    database: str = ""
    value: str | tuple[str, ...] | None = None


@dataclass(frozen=True)
class Database:
    """A declared database.

    `owner` None: it does not exist. `privileges` are the role's own, `public` are everyone's. `is_marked`: it
    carries our mark, by which it is known again after a rename; `renamed_to` is the name that it then has.
    `is_read_only`: every session in it starts so (default_transaction_read_only).
    """

    name: str
    owner: str | None
    privileges: frozenset[str]
    public: frozenset[str] = frozenset()
    accepts_connections: bool = True
    connection_limit: int = NO_LIMIT
    is_marked: bool = True
    is_read_only: bool = False
    renamed_to: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether as many sessions as wanted may connect."""
        return self.accepts_connections and self.connection_limit == NO_LIMIT


@dataclass(frozen=True)
class Schema:
    """A declared schema. `owner` None: it does not exist. `privileges` are the role's own, `public` are everyone's."""

    name: str
    owner: str | None
    privileges: frozenset[str]
    public: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Deviation:
    """An object in a declared schema that is not as it should be. `public`: what everyone may and should not."""

    object: Object
    owner: str
    missing: frozenset[str] = frozenset()
    surplus: frozenset[str] = frozenset()
    public: frozenset[str] = frozenset()


@dataclass(frozen=True, order=True)
class Future:
    """A kind of object that `creator` will create, in one schema or anywhere ("")."""

    creator: str
    kind: Kind
    schema: str = ""


@dataclass(frozen=True)
class FutureDeviation:
    """What the role will lack on, or have too much of, what is yet to be created (ALTER DEFAULT PRIVILEGES).

    `public`: what everyone will be able to do and should not.
    """

    future: Future
    missing: frozenset[str] = frozenset()
    surplus: frozenset[str] = frozenset()
    public: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DatabaseAccess:
    """One role in one declared database: as its owner, or with what it is granted there.

    Ownership, and what everyone (PUBLIC) may, are the owner's to settle; `owner` is who is declared to be it.
    """

    owner: str
    database: Database
    schemas: tuple[Schema, ...]
    deviations: frozenset[Deviation] = frozenset()
    future: frozenset[FutureDeviation] = frozenset()


@dataclass(frozen=True)
class Reach:
    """Undeclared access: everyone's (PUBLIC) to a maintenance database, or the role's to another's."""

    database: str
    grantee: str
    privileges: frozenset[str]


@dataclass(frozen=True)
class Access:
    """Everything about one role that is declared, or that could contradict the declaration.

    `attributes` None: the role does not exist; `renamed_to` is then the name under which its mark was found.
    `absent`: other roles that it needs, its groups and the owners of its databases, and that do not exist.
    """

    role: str
    attributes: Attributes | None
    password: Password
    databases: tuple[DatabaseAccess, ...] = ()
    memberships: frozenset[Membership] = frozenset()
    settings: frozenset[Setting] = frozenset()
    reach: frozenset[Reach] = frozenset()
    absent: frozenset[str] = frozenset()
    renamed_to: str | None = None
