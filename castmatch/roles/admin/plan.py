"""Plan the repair of the administrator: its differences from the declared one, and a statement for each. Pure."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from psycopg import sql

from castmatch.roles.connection import Connection
from castmatch.roles.model import ROLE_MARK
from castmatch.roles.scram import is_verifier, make_verifier, verifies

MARK = ROLE_MARK


@dataclass(frozen=True)
class Administrator:
    """The declared superuser.

    `container` is the name of the server's container, for the next step of an error; "" where it isn't known.
    """

    name: str
    password: str = field(repr=False)
    container: str = ""


@dataclass(frozen=True)
class Candidate:
    """A role that has the administrator's name or its marker setting."""

    name: str
    login: bool
    superuser: bool
    verifier: str | None = field(repr=False)
    expires: str | None
    mark: str | None


class Fault(Enum):
    """What can be wrong with the administrator. The value is the finding and the action in words."""

    RENAMED = ("the administrator {admin} was renamed to {found}", "rename {found} back to {admin}")
    MISSING = ("the administrator {admin} is missing", "create the superuser {admin}")
    NO_LOGIN = ("the administrator {admin} may not log in", "let {admin} log in")
    NO_SUPERUSER = ("the administrator {admin} is not a superuser", "make {admin} a superuser")
    NO_PASSWORD = ("the administrator {admin} has no password", "set the password of {admin}")
    NOT_SCRAM = (
        "the administrator {admin} has a password that is not stored as SCRAM-SHA-256",
        "set the password of {admin}",
    )
    OTHER_PASSWORD = (
        "the administrator {admin} has another password than the declared one",
        "set the password of {admin}",
    )
    EXPIRES = (
        "the administrator {admin} has a password valid until {found}",
        "make the password of {admin} never expire",
    )
    UNMARKED = ("the administrator {admin} lacks the marker setting castmatch.role", "set castmatch.role for {admin}")


@dataclass(frozen=True)
class AdminChange:
    """One fault of the administrator. `found` is the name or the date that the fault is about."""

    fault: Fault
    admin: str
    found: str = ""

    @property
    def finding(self) -> str:
        """The difference: "the administrator postgres may not log in"."""
        return self.fault.value[0].format(admin=self.admin, found=self.found)

    @property
    def action(self) -> str:
        """The repair: "let postgres log in"."""
        return self.fault.value[1].format(admin=self.admin, found=self.found)


def mark_admin(session: Connection, admin: str) -> None:
    """Set the administrator's marker setting; does nothing when its session began with it."""
    if session.execute("SELECT current_setting(%s, true)", [MARK]).fetchone() != (admin,):
        session.execute(_alter(admin, f"SET {MARK} = {{}}", admin).encode())


def read_candidates(answer: str) -> tuple[Candidate, ...]:
    """Parse the answer to the query for candidates."""
    return tuple(Candidate(**row) for row in json.loads(answer))


def plan_admin(declared: Administrator, candidates: Sequence[Candidate]) -> tuple[AdminChange, ...]:
    """The changes that make the administrator as declared.

    A role of another name is the administrator only if it has the marker setting, and no role has the name.
    """
    named = next((role for role in candidates if role.name == declared.name), None)
    marked = next((role for role in candidates if role.mark == declared.name), None)
    found = named or marked
    if found is None:
        return (AdminChange(Fault.MISSING, declared.name),)
    return tuple(AdminChange(fault, declared.name, detail) for fault, detail in _faults(declared, found))


def _faults(declared: Administrator, found: Candidate) -> Iterator[tuple[Fault, str]]:
    if found.name != declared.name:
        yield Fault.RENAMED, found.name
    if not found.superuser:
        yield Fault.NO_SUPERUSER, ""
    if not found.login:
        yield Fault.NO_LOGIN, ""
    if password := _password_fault(found.verifier, declared.password):
        yield password, ""
    if found.expires is not None:
        yield Fault.EXPIRES, found.expires
    if found.mark != declared.name:
        yield Fault.UNMARKED, ""


def _password_fault(stored: str | None, declared: str) -> Fault | None:
    if stored is None:
        return Fault.NO_PASSWORD
    if not is_verifier(stored):
        return Fault.NOT_SCRAM
    return None if verifies(stored, declared) else Fault.OTHER_PASSWORD


def admin_statements(declared: Administrator, changes: Sequence[AdminChange]) -> str:
    """The statements of all changes, for one transaction of a superuser. They hold a verifier: never log them."""
    return "; ".join(_STATEMENTS[change.fault](change, declared) for change in changes)


def _alter(admin: str, what: str, *values: str) -> str:
    return sql.SQL("ALTER ROLE {} " + what).format(sql.Identifier(admin), *map(sql.Literal, values)).as_string()


def _create(change: AdminChange, declared: Administrator) -> str:
    create = sql.SQL("CREATE ROLE {} SUPERUSER LOGIN").format(sql.Identifier(change.admin)).as_string()
    return f"{create}; {_set_password(change, declared)}; {_mark(change, declared)}"


def _rename(change: AdminChange, _declared: Administrator) -> str:
    """A session can't rename its own role, which may be the only superuser left: a temporary superuser renames it."""
    return (
        sql.SQL(
            "CREATE ROLE castmatch_repair SUPERUSER; SET SESSION AUTHORIZATION castmatch_repair; "
            "ALTER ROLE {} RENAME TO {}; RESET SESSION AUTHORIZATION; DROP ROLE castmatch_repair"
        )
        .format(sql.Identifier(change.found), sql.Identifier(change.admin))
        .as_string()
    )


def _set_password(change: AdminChange, declared: Administrator) -> str:
    return _alter(change.admin, "PASSWORD {}", make_verifier(declared.password))


def _mark(change: AdminChange, _declared: Administrator) -> str:
    return _alter(change.admin, f"SET {MARK} = {{}}", change.admin)


_STATEMENTS: dict[Fault, Callable[[AdminChange, Administrator], str]] = {
    Fault.RENAMED: _rename,
    Fault.MISSING: _create,
    Fault.NO_LOGIN: lambda change, _: _alter(change.admin, "LOGIN"),
    Fault.NO_SUPERUSER: lambda change, _: _alter(change.admin, "SUPERUSER"),
    Fault.NO_PASSWORD: _set_password,
    Fault.NOT_SCRAM: _set_password,
    Fault.OTHER_PASSWORD: _set_password,
    Fault.EXPIRES: lambda change, _: _alter(change.admin, "VALID UNTIL 'infinity'"),
    Fault.UNMARKED: _mark,
}
