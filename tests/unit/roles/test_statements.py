"""Each change is one statement, in which every name is quoted and no password appears."""

import pytest

from castmatch.roles import changes as c
from castmatch.roles.model import PUBLIC, ROLE_MARK, Attributes, Future, Kind, Membership, Object, Password, Setting
from castmatch.roles.statements import statement

ROLE = "castmatch_user"
VERIFIER = "SCRAM-SHA-256$4096:salt$stored:server"
SELECT = frozenset({"SELECT"})
TALENT = Object(Kind.TABLE, "talent", "public")
BEST = Object(Kind.ROUTINE, "best", "public", "text, integer")
NO_ARGUMENTS = Object(Kind.ROUTINE, "best", "public")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (c.CreateDatabase("castmatch"), "CREATE DATABASE \"castmatch\" TEMPLATE template0 ENCODING 'UTF8'"),
        (c.OpenDatabase("castmatch"), 'ALTER DATABASE "castmatch" WITH ALLOW_CONNECTIONS true CONNECTION LIMIT -1'),
        (c.RenameDatabase("old", "castmatch"), 'ALTER DATABASE "old" RENAME TO "castmatch"'),
        (c.MarkDatabase("castmatch"), """ALTER DATABASE "castmatch" SET "castmatch"."database" TO 'castmatch'"""),
        (c.AllowWrites("castmatch"), 'ALTER DATABASE "castmatch" RESET default_transaction_read_only'),
        (c.RenameRole("old", ROLE), 'ALTER ROLE "old" RENAME TO "castmatch_user"'),
        (
            c.CreateRole(ROLE, Attributes(connection_limit=20)),
            'CREATE ROLE "castmatch_user" WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE'
            " NOREPLICATION NOBYPASSRLS INHERIT CONNECTION LIMIT 20 VALID UNTIL 'infinity'",
        ),
        (c.SetAttribute(ROLE, "superuser", False, True), 'ALTER ROLE "castmatch_user" WITH NOSUPERUSER'),
        (
            c.SetAttribute(ROLE, "valid_until", "2030-01-01", None),
            "ALTER ROLE \"castmatch_user\" WITH VALID UNTIL '2030-01-01'",
        ),
        (
            c.ChangeSetting(ROLE, Setting("statement_timeout", "", "30s"), found=True),
            """ALTER ROLE "castmatch_user" SET "statement_timeout" TO '30s'""",
        ),
        (
            c.ChangeSetting(ROLE, Setting("search_path", "castmatch", ("$user", "public")), found=False),
            """ALTER ROLE "castmatch_user" IN DATABASE "castmatch" SET "search_path" TO '$user', 'public'""",
        ),
        (
            c.ChangeSetting(ROLE, Setting(ROLE_MARK, "", "O'Neill"), found=False),
            """ALTER ROLE "castmatch_user" SET "castmatch"."role" TO 'O''Neill'""",
        ),
        (c.ResetSetting(ROLE, Setting("app.theme")), 'ALTER ROLE "castmatch_user" RESET "app"."theme"'),
        (
            c.ResetSetting(ROLE, Setting("search_path", "castmatch")),
            'ALTER ROLE "castmatch_user" IN DATABASE "castmatch" RESET "search_path"',
        ),
        (c.SetPassword(ROLE, Password.NONE), f"ALTER ROLE \"castmatch_user\" PASSWORD '{VERIFIER}'"),
        (c.CreateSchema(ROLE, "public"), 'CREATE SCHEMA "public" AUTHORIZATION "castmatch_user"'),
        (
            c.SetOwner(ROLE, Object(Kind.DATABASE, "castmatch"), "postgres"),
            'ALTER DATABASE "castmatch" OWNER TO "castmatch_user"',
        ),
        (c.SetOwner(ROLE, BEST, "postgres"), 'ALTER ROUTINE "public"."best"(text, integer) OWNER TO "castmatch_user"'),
        (c.SetOwner(ROLE, NO_ARGUMENTS, "postgres"), 'ALTER ROUTINE "public"."best"() OWNER TO "castmatch_user"'),
        (
            c.Grant(ROLE, TALENT, frozenset({"UPDATE", "SELECT"})),
            'GRANT SELECT, UPDATE ON TABLE "public"."talent" TO "castmatch_user"',
        ),
        (
            c.Grant(ROLE, Object(Kind.MATERIALIZED_VIEW, "top", "public"), SELECT),
            'GRANT SELECT ON TABLE "public"."top" TO "castmatch_user"',
        ),
        (
            c.Revoke(ROLE, TALENT, frozenset({"SELECT*", "INSERT*"})),
            'REVOKE GRANT OPTION FOR INSERT, SELECT ON TABLE "public"."talent" FROM "castmatch_user" CASCADE',
        ),
        (
            c.Revoke(ROLE, TALENT, frozenset({"SELECT", "INSERT"}), column='the "name"'),
            'REVOKE INSERT ("the ""name"""), SELECT ("the ""name""") ON TABLE "public"."talent"'
            ' FROM "castmatch_user" CASCADE',
        ),
        (
            c.GrantFuture(ROLE, Future(ROLE, Kind.ROUTINE), frozenset({"EXECUTE"})),
            'ALTER DEFAULT PRIVILEGES FOR ROLE "castmatch_user" GRANT EXECUTE ON ROUTINES TO "castmatch_user"',
        ),
        (
            c.GrantFuture("reader", Future(ROLE, Kind.TABLE, "public"), SELECT),
            'ALTER DEFAULT PRIVILEGES FOR ROLE "castmatch_user" IN SCHEMA "public" GRANT SELECT ON TABLES TO "reader"',
        ),
        (
            c.RevokeFuture("reader", Future(ROLE, Kind.TABLE), SELECT),
            'ALTER DEFAULT PRIVILEGES FOR ROLE "castmatch_user" REVOKE SELECT ON TABLES FROM "reader"',
        ),
        (
            c.RevokeFuture("reader", Future(ROLE, Kind.TABLE, "public"), frozenset({"SELECT*"})),
            'ALTER DEFAULT PRIVILEGES FOR ROLE "castmatch_user" IN SCHEMA "public"'
            ' REVOKE GRANT OPTION FOR SELECT ON TABLES FROM "reader"',
        ),
        (c.GrantMembership(ROLE, "analysts"), 'GRANT "analysts" TO "castmatch_user"'),
        (c.RevokeMembership(ROLE, Membership("pg_monitor")), 'REVOKE "pg_monitor" FROM "castmatch_user" CASCADE'),
        (
            c.RevokeMembership(ROLE, Membership("pg_monitor", "admin")),
            'REVOKE "pg_monitor" FROM "castmatch_user" GRANTED BY "admin" CASCADE',
        ),
        (
            c.Revoke(PUBLIC, Object(Kind.DATABASE, "postgres"), frozenset({"CONNECT"})),
            'REVOKE CONNECT ON DATABASE "postgres" FROM "public" CASCADE',
        ),
    ],
)
def test_the_statement_of_each_change(change: c.Change, expected: str) -> None:
    assert statement(change, VERIFIER).as_string() == expected


def test_a_hostile_name_stays_a_name() -> None:
    hostile = Object(Kind.TABLE, 'talent"; DROP TABLE talent; --', "public")

    assert statement(c.SetOwner(ROLE, hostile, "postgres"), VERIFIER).as_string() == (
        'ALTER TABLE "public"."talent""; DROP TABLE talent; --" OWNER TO "castmatch_user"'
    )


def test_a_role_that_declares_no_password_gets_none() -> None:
    change = c.SetPassword(ROLE, Password.UNDECLARED)

    assert statement(change, verifier="").as_string() == 'ALTER ROLE "castmatch_user" PASSWORD NULL'


def test_what_is_awaited_is_never_sent() -> None:
    with pytest.raises(ValueError, match="no statement"):
        statement(c.Await("reader", ROLE, "database castmatch"), VERIFIER)
