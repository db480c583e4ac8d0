"""The stack config's roles as castmatch.roles declares them, each after the roles that it needs.

Without passwords: Pulumi generates those.
"""

from castmatch.ordering import in_order
from castmatch.roles import model
from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.model import NO_LIMIT, Attributes
from castmatch.roles.privileges import NOTHING, READ, WRITE, Privileges
from castmatch.stack import roles as config_roles
from castmatch.stack.model import StackConfig
from castmatch.stack.roles import Grants, OtherRole, Public, Settings, as_list

_PRESETS = {"read": READ, "write": WRITE}


def declared_roles(config: StackConfig) -> tuple[RoleDeclaration, ...]:
    """Every role, each after the roles that it needs; the config allows no circle."""
    others = [_other(name, role, config) for name, role in config.roles.items()]
    roles = {role.role: role for role in (_application(config), *others)}
    return tuple(roles[name] for name in in_order({name: role.needs() & roles.keys() for name, role in roles.items()}))


def _application(config: StackConfig) -> RoleDeclaration:
    role = config.role
    own = DatabaseDeclaration(
        role.database, role.name, role.schemas, _privileges(role.privileges), _public(role.public)
    )
    return RoleDeclaration(
        role.name,
        None,
        (own, *_owned(role.name, config)),
        Attributes(connection_limit=role.connection_limit or NO_LIMIT),
        role.member_of,
        _settings(role.settings),
    )


def _other(name: str, role: OtherRole, config: StackConfig) -> RoleDeclaration:
    attributes = Attributes(
        login="LOGIN" in role.attributes,
        createdb="CREATEDB" in role.attributes,
        createrole="CREATEROLE" in role.attributes,
        replication="REPLICATION" in role.attributes,
        bypassrls="BYPASSRLS" in role.attributes,
        inherit="NOINHERIT" not in role.attributes,
        connection_limit=role.connection_limit or NO_LIMIT,
        valid_until=role.expiry,
    )
    databases = (*_owned(name, config), *(_granted(grants, config) for grants in role.grants))
    return RoleDeclaration(name, None, databases, attributes, role.member_of, _settings(role.settings))


def _owned(name: str, config: StackConfig) -> tuple[DatabaseDeclaration, ...]:
    return tuple(
        DatabaseDeclaration(database, name, found.schemas, public=_public(found.public))
        for database, found in config.databases.items()
        if found.owner == name
    )


def _granted(grants: Grants, config: StackConfig) -> DatabaseDeclaration:
    name = grants.database or config.role.database
    other = config.databases.get(name)
    owner, schemas, public = (
        (other.owner, other.schemas, other.public)
        if other
        else (config.role.name, config.role.schemas, config.role.public)
    )
    privileges = _PRESETS[grants.access] if grants.access else _privileges(grants.privileges)
    return DatabaseDeclaration(name, owner, grants.schemas or schemas, privileges, _public(public))


def _privileges(found: config_roles.Privileges | None) -> Privileges:
    given = found.model_dump(exclude_none=True) if found else {}
    return Privileges(**{kind.rstrip("_"): names for kind, names in given.items()})


def _public(public: Public) -> Privileges:
    none: frozenset[str] = frozenset()
    return Privileges(public.database, public.schema_, none, none, none) if public != Public() else NOTHING


def _settings(settings: Settings) -> frozenset[model.Setting]:
    return frozenset(model.Setting(name, "", as_list(name, value)) for name, value in settings.items())
