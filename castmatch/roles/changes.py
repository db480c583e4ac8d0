"""The closed set of changes that bring a role to its declared state.

Each is a plain value; none holds a secret.
"""

from dataclasses import dataclass

from castmatch.roles.model import Attributes, Future, Membership, Object, Password, Setting


@dataclass(frozen=True)
class CreateDatabase:
    """Create a role's database. PostgreSQL does this outside a transaction only."""

    database: str


@dataclass(frozen=True)
class OpenDatabase:
    """Let the database accept connections again, without a limit.

    Not possible from inside that database.
    """

    database: str


@dataclass(frozen=True)
class RenameDatabase:
    """Give a renamed database its name back. Sessions in it are ended: PostgreSQL demands it."""

    found: str
    database: str


@dataclass(frozen=True)
class MarkDatabase:
    """Set the marker setting castmatch.database, which identifies the database after a rename."""

    database: str


@dataclass(frozen=True)
class AllowWrites:
    """Remove the database setting that makes every session in it read-only."""

    database: str


@dataclass(frozen=True)
class CreateRole:
    role: str
    attributes: Attributes


@dataclass(frozen=True)
class RenameRole:
    """Give a renamed role its name back. It keeps what it owns and its privileges."""

    found: str
    role: str


@dataclass(frozen=True)
class SetAttribute:
    """Give one attribute its declared value. `attribute` is a field of Attributes."""

    role: str
    attribute: str
    value: bool | int | str | None
    found: bool | int | str | None


@dataclass(frozen=True)
class ChangeSetting:
    """Give one of the role's own settings its declared value. `found`: it has another value now."""

    role: str
    setting: Setting
    found: bool


@dataclass(frozen=True)
class ResetSetting:
    role: str
    setting: Setting


@dataclass(frozen=True)
class SetPassword:
    role: str
    found: Password


@dataclass(frozen=True)
class CreateSchema:
    role: str
    schema: str
    database: str = ""


@dataclass(frozen=True)
class SetOwner:
    """Make the role the owner.

    `found` is the owner before, None for an object that this plan creates.
    """

    role: str
    object: Object
    found: str | None


@dataclass(frozen=True)
class Grant:
    """Give privileges to `grantee`: the role, or PUBLIC."""

    grantee: str
    object: Object
    privileges: frozenset[str]


@dataclass(frozen=True)
class GrantFuture:
    """Give the role privileges on objects that are created later (ALTER DEFAULT PRIVILEGES)."""

    role: str
    future: Future
    privileges: frozenset[str]
    database: str = ""


@dataclass(frozen=True)
class RevokeFuture:
    """Take privileges on objects that are created later from `grantee`: the role, or PUBLIC.

    Those that end in * lose only their grant option.
    """

    grantee: str
    future: Future
    privileges: frozenset[str]
    database: str = ""


@dataclass(frozen=True)
class GrantMembership:
    role: str
    group: str


@dataclass(frozen=True)
class RevokeMembership:
    role: str
    membership: Membership


@dataclass(frozen=True)
class Revoke:
    """Take privileges from `grantee`: the role, or PUBLIC. Those that end in * lose only their grant option.

    `column` None: from the whole object.
    """

    grantee: str
    object: Object
    privileges: frozenset[str]
    column: str | None = None


@dataclass(frozen=True)
class Await:
    """No change of this role's: another role must bring a missing object first. `what` names the object."""

    role: str
    other: str
    what: str


Change = (
    CreateDatabase
    | OpenDatabase
    | RenameDatabase
    | MarkDatabase
    | AllowWrites
    | CreateRole
    | RenameRole
    | SetAttribute
    | ChangeSetting
    | ResetSetting
    | SetPassword
    | CreateSchema
    | SetOwner
    | Grant
    | GrantFuture
    | RevokeFuture
    | GrantMembership
    | RevokeMembership
    | Revoke
    | Await
)
