"""The closed set of changes that bring a role to its declared state.

Each is a plain value; none holds a secret.
"""

from dataclasses import dataclass

from castmatch.roles.model import Attributes, FutureGap, Membership, Object, Password, Setting


@dataclass(frozen=True)
class CreateDatabase:
    """Create the role's database. PostgreSQL does this outside a transaction only."""

    database: str


@dataclass(frozen=True)
class OpenDatabase:
    """Let the database accept connections again, without a limit.

    Not possible from inside that database.
    """

    database: str


@dataclass(frozen=True)
class CreateRole:
    role: str
    attributes: Attributes


@dataclass(frozen=True)
class SetAttribute:
    """Give one attribute its declared value. `attribute` is a field of Attributes."""

    role: str
    attribute: str
    value: bool | int | str | None
    found: bool | int | str | None


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
    role: str
    object: Object
    privileges: frozenset[str]


@dataclass(frozen=True)
class GrantFuture:
    role: str
    gap: FutureGap


@dataclass(frozen=True)
class RevokeMembership:
    role: str
    membership: Membership


@dataclass(frozen=True)
class Revoke:
    """Take privileges from `grantee`: the role, or PUBLIC."""

    grantee: str
    object: Object
    privileges: frozenset[str]


Change = (
    CreateDatabase
    | OpenDatabase
    | CreateRole
    | SetAttribute
    | ResetSetting
    | SetPassword
    | CreateSchema
    | SetOwner
    | Grant
    | GrantFuture
    | RevokeMembership
    | Revoke
)
