"""Each change reads as what was found, and as what is done about it."""

import pytest

from castmatch.roles import changes as c
from castmatch.roles.model import PUBLIC, ROLE_MARK, Attributes, Future, Kind, Membership, Object, Password, Setting
from castmatch.roles.sentences import action, finding

ROLE = "castmatch_user"
TALENT = Object(Kind.TABLE, "talent", "public")
SELECT = frozenset({"SELECT"})

pytestmark = pytest.mark.requirement("R16")


@pytest.mark.parametrize(
    ("change", "found", "done"),
    [
        (c.CreateDatabase("castmatch"), "database castmatch is missing", "create database castmatch"),
        (
            c.OpenDatabase("castmatch"),
            "database castmatch does not accept every connection",
            "let database castmatch accept connections",
        ),
        (
            c.RenameDatabase("old", "castmatch"),
            "database castmatch is missing: it was renamed to old",
            "rename database old back to castmatch",
        ),
        (
            c.MarkDatabase("castmatch"),
            "database castmatch lacks the marker setting castmatch.database",
            "set castmatch.database on database castmatch",
        ),
        (c.AllowWrites("castmatch"), "database castmatch is read-only by default", "make database castmatch writable"),
        (
            c.RenameRole("old", ROLE),
            "role castmatch_user is missing: it was renamed to old",
            "rename role old back to castmatch_user",
        ),
        (c.CreateRole(ROLE, Attributes()), "role castmatch_user is missing", "create role castmatch_user"),
        (
            c.SetAttribute(ROLE, "login", True, False),
            "castmatch_user has NOLOGIN, not LOGIN",
            "give castmatch_user LOGIN",
        ),
        (
            c.SetAttribute(ROLE, "connection_limit", -1, 0),
            "castmatch_user has connection limit 0, not no connection limit",
            "give castmatch_user no connection limit",
        ),
        (
            c.SetAttribute(ROLE, "valid_until", None, "2001-01-01 00:00:00+00"),
            "castmatch_user has a password valid until 2001-01-01 00:00:00+00, not a password valid for ever",
            "give castmatch_user a password valid for ever",
        ),
        (
            c.ChangeSetting(ROLE, Setting(ROLE_MARK, "", ROLE), found=False),
            "castmatch_user lacks the marker setting castmatch.role",
            "set castmatch.role for castmatch_user",
        ),
        (
            c.ChangeSetting(ROLE, Setting("statement_timeout", "", "30s"), found=True),
            "castmatch_user has another setting for statement_timeout",
            "set statement_timeout for castmatch_user",
        ),
        (
            c.ChangeSetting(ROLE, Setting("statement_timeout", "", "30s"), found=False),
            "castmatch_user has no setting for statement_timeout",
            "set statement_timeout for castmatch_user",
        ),
        (
            c.ResetSetting(ROLE, Setting("search_path", "castmatch")),
            "castmatch_user has its own setting for search_path in database castmatch",
            "reset search_path in database castmatch for castmatch_user",
        ),
        (
            c.SetPassword(ROLE, Password.DIFFERENT),
            "castmatch_user has another password than the declared one",
            "set the password of castmatch_user",
        ),
        (
            c.SetPassword(ROLE, Password.UNDECLARED),
            "castmatch_user has an undeclared password",
            "remove the password of castmatch_user",
        ),
        (c.CreateSchema(ROLE, "public"), "schema public is missing", "create schema public for castmatch_user"),
        (
            c.SetOwner(ROLE, TALENT, "postgres"),
            "table public.talent is not owned by castmatch_user but by postgres",
            "make castmatch_user the owner of table public.talent",
        ),
        (
            c.SetOwner(ROLE, Object(Kind.DATABASE, "castmatch"), None),
            "database castmatch is not owned by castmatch_user",
            "make castmatch_user the owner of database castmatch",
        ),
        (
            c.Grant(ROLE, TALENT, SELECT),
            "castmatch_user may not SELECT on table public.talent",
            "grant SELECT on table public.talent to castmatch_user",
        ),
        (
            c.GrantFuture(ROLE, Future(ROLE, Kind.TABLE), SELECT),
            "castmatch_user will not be able to SELECT on a table it creates",
            "grant SELECT on every table that castmatch_user creates to castmatch_user",
        ),
        (
            c.GrantFuture("reader", Future(ROLE, Kind.TABLE, "public"), SELECT),
            "reader will not be able to SELECT on a table castmatch_user creates in public",
            "grant SELECT on every table that castmatch_user creates in public to reader",
        ),
        (
            c.RevokeFuture("reader", Future(ROLE, Kind.TABLE, "public"), frozenset({"INSERT"})),
            "reader will be able to INSERT on a table castmatch_user creates in public",
            "revoke INSERT on every table that castmatch_user creates in public from reader",
        ),
        (
            c.RevokeFuture(PUBLIC, Future(ROLE, Kind.TABLE), SELECT),
            "everyone (PUBLIC) will be able to SELECT on a table castmatch_user creates",
            "revoke SELECT on every table that castmatch_user creates from everyone (PUBLIC)",
        ),
        (
            c.GrantMembership(ROLE, "analysts"),
            "castmatch_user is not a member of analysts",
            "make castmatch_user a member of analysts",
        ),
        (
            c.RevokeMembership(ROLE, Membership("analysts", is_plain=False)),
            "castmatch_user is a member of analysts with other options than declared",
            "revoke membership in analysts from castmatch_user",
        ),
        (
            c.Revoke("reader", TALENT, frozenset({"SELECT*"})),
            "reader may pass on SELECT on table public.talent",
            "revoke pass on SELECT on table public.talent from reader",
        ),
        (
            c.Await("reader", ROLE, "database castmatch"),
            "reader waits for castmatch_user: database castmatch is missing",
            "wait for castmatch_user",
        ),
        (
            c.RevokeMembership(ROLE, Membership("pg_read_all_data")),
            "castmatch_user is a member of pg_read_all_data",
            "revoke membership in pg_read_all_data from castmatch_user",
        ),
        (
            c.Revoke(PUBLIC, Object(Kind.DATABASE, "postgres"), frozenset({"CONNECT"})),
            "everyone (PUBLIC) may CONNECT on database postgres",
            "revoke CONNECT on database postgres from everyone (PUBLIC)",
        ),
    ],
)
def test_the_sentences_of_each_change(change: c.Change, found: str, done: str) -> None:
    assert finding(change) == found
    assert action(change) == done
