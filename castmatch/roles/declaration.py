"""A developer's declaration of a role: how it logs in, and what it may do in which databases."""

from dataclasses import dataclass, field
from typing import Self

from castmatch.errors import UserError
from castmatch.roles.model import (
    NO_LIMIT,
    ROLE_MARK,
    Access,
    Attributes,
    Database,
    DatabaseAccess,
    Membership,
    Password,
    Schema,
    Setting,
)
from castmatch.roles.names import check_database_name, check_role_name, check_schema_name, check_setting_name
from castmatch.roles.privileges import NOTHING, Privileges


@dataclass(frozen=True)
class DatabaseDeclaration:
    """One role's rights in one database.

    `owner` owns the database, its declared schemas and everything in them. `privileges` are the role's, on what
    exists and on what the owner will create. `public` are everyone's privileges: none by default.
    """

    database: str
    owner: str
    schemas: tuple[str, ...] = ("public",)
    privileges: Privileges = field(default_factory=Privileges)
    public: Privileges = NOTHING

    def __post_init__(self) -> None:
        check_database_name(self.database)
        check_role_name(self.owner)
        for schema in self.schemas:
            check_schema_name(schema)

    def desired(self) -> DatabaseAccess:
        """The state that the role should be in there."""
        rights = self.privileges
        return DatabaseAccess(
            owner=self.owner,
            database=Database(self.database, self.owner, rights.database, self.public.database),
            schemas=tuple(Schema(name, self.owner, rights.schema, self.public.schema) for name in self.schemas),
        )


@dataclass(frozen=True)
class RoleDeclaration:
    """One role as it should be.

    `password` None: the role has none, and can't log in with one. `member_of` are other roles. `settings` are its own
    (ALTER ROLE … SET), each with a value. Raises UserError for a name that PostgreSQL reserves, or a password that
    it would ignore.
    """

    role: str
    password: str | None = field(repr=False)
    databases: tuple[DatabaseDeclaration, ...] = ()
    attributes: Attributes = field(default_factory=Attributes)
    member_of: frozenset[str] = frozenset()
    settings: frozenset[Setting] = frozenset()

    def __post_init__(self) -> None:
        check_role_name(self.role)
        for setting in self.settings:
            check_setting_name(setting.name)
        if self.password is not None:
            _check_password(self.role, self.password)

    @classmethod
    def owner(
        cls,
        role: str,
        password: str,
        database: str,
        schemas: tuple[str, ...] = ("public",),
        connection_limit: int = NO_LIMIT,
        privileges: Privileges | None = None,
    ) -> Self:
        """The usual role: it logs in, and owns one database. `connection_limit` -1 means no limit."""
        own = DatabaseDeclaration(database, role, schemas, privileges or Privileges())
        return cls(role, password, (own,), Attributes(connection_limit=connection_limit))

    def desired(self) -> Access:
        """The state that the server should be in. It can be shown before there is a server."""
        return Access(
            role=self.role,
            attributes=self.attributes,
            password=Password.NONE if self.password is None else Password.AS_DECLARED,
            databases=tuple(declared.desired() for declared in self.databases),
            memberships=frozenset(Membership(group) for group in self.member_of),
            settings=self.settings | {Setting(ROLE_MARK, "", self.role)},
        )

    def needs(self) -> frozenset[str]:
        """The roles that must exist before this one can be as declared: groups, and owners of databases."""
        return (self.member_of | {declared.owner for declared in self.databases}) - {self.role}


def _check_password(role: str, password: str) -> None:
    if not password or "\0" in password:
        raise UserError(
            expected=f"a password for {role} with at least one character, none of them NUL",
            found="an empty password" if not password else "a NUL character in it",
            next_step="set another password; PostgreSQL refuses every login with this one",
        )
