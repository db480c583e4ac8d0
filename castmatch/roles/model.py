"""The state of one role and of its databases, as declared and as found: the same type for both.

Privileges are named as in SQL and read from the object's own access list. A role's own privileges do not include those
that it has through PUBLIC.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum

PUBLIC = "public"  # the grantee "everyone"; no role can have this name
NO_LIMIT = -1
PASSABLE = "*"  # after a privilege: with grant option, in psql's own notation

# Marker settings follow an object through a rename, because PostgreSQL keeps settings by number, not by name.
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
    """A database, a schema, or an object in a schema; each has an owner.

    `arguments` are a routine's input types, quoted as the server writes them. `database` contains the object; it is
    empty for a database.
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

    `connection_limit` -1 means no limit; `valid_until` None means that the password never expires, else a time in UTC.
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
    """How the stored password compares with the declared one; the value is shown to users."""

    AS_DECLARED = "as declared"
    DIFFERENT = "different"
    NONE = "none"
    NOT_SCRAM = "not SCRAM-SHA-256"
    UNDECLARED = "undeclared"  # a role that declares none has one


@dataclass(frozen=True, order=True)
class Membership:
    """Membership in `group`.

    From PostgreSQL 16 on each `grantor`'s grant stands for itself; before that `grantor` is "". `is_plain`: with
    inheritance and SET ROLE, without the right to pass it on.
    """

    group: str
    grantor: str = ""
    is_plain: bool = True


@dataclass(frozen=True, order=True)
class Setting:
    """A setting by ALTER ROLE … SET, in one database or in all ("").

    A `value` may be a secret: it is read only where one is declared. A tuple is a list, as in search_path.
    """

    name: str
    database: str = ""
    value: str | tuple[str, ...] | None = None


@dataclass(frozen=True)
class Database:
    """A declared database.

    `owner` None: it does not exist. `privileges` are the role's own, `public` are everyone's. `is_marked`: it has the
    marker setting, which identifies it after a rename; `renamed_to` is then its present name.
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
        """Whether any number of sessions may connect."""
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
    """An object in a declared schema that is not as declared. `public`: everyone's undeclared privileges."""

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
    """Missing and surplus privileges on objects that are created later (ALTER DEFAULT PRIVILEGES).

    `public`: everyone's undeclared privileges on them.
    """

    future: Future
    missing: frozenset[str] = frozenset()
    surplus: frozenset[str] = frozenset()
    public: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DatabaseAccess:
    """One role in one declared database: as its owner, or with what it is granted there.

    `owner` is the declared owner. Only the owner's plan settles ownership and everyone's (PUBLIC) privileges.
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
    """One role: everything that is declared, or that could contradict the declaration.

    `attributes` None: the role does not exist; `renamed_to` is then the name of the role that has its marker setting.
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
