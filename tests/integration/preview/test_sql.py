"""The SQL of a preview is what brings a role in order; and the preview itself changes nothing."""

from dataclasses import replace

import pytest

from castmatch.preview.model import Operation, ResourceChange, RoleSql, Special
from castmatch.preview.sql import role_sql
from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.document import to_document
from castmatch.roles.plan import plan
from castmatch.roles.privileges import READ
from castmatch.roles.reconcile import look
from castmatch.roles.server import ServerAddress
from tests.integration.preview.conftest import PASSWORD
from tests.postgres.cluster import Cluster, Rows
from tests.unit.preview.documents import ROLE

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R16"), pytest.mark.requirement("R17")]

READER = RoleDeclaration(
    "castmatch_reader", "another secret", (DatabaseDeclaration("castmatch", "castmatch_user", privileges=READ),)
)
PASSWORDS = {"castmatch_user": PASSWORD, "castmatch_reader": "another secret"}
# Not all of pg_class: an autovacuum counts pages in it.
_LOOKS = (
    *(f"SELECT one::text FROM {name} AS one" for name in ("pg_authid", "pg_database", "pg_db_role_setting")),
    *(f"SELECT one::text FROM {name} AS one" for name in ("pg_auth_members", "pg_default_acl", "pg_namespace")),
    "SELECT relname, relowner, relacl::text FROM pg_class",
)


def change(old: RoleDeclaration | None, new: RoleDeclaration | None) -> ResourceChange:
    operation = Operation.DELETE if new is None else Operation.CREATE if old is None else Operation.UPDATE
    inputs = [{} if one is None else {**to_document(one), "password": Special.MASKED} for one in (old, new)]
    return ResourceChange("urn", ROLE, "role", operation, old=inputs[0], new=inputs[1])


def told(cluster: Cluster, *changes: ResourceChange) -> tuple[RoleSql, ...]:
    """What the preview tells, and that it left the server as it was."""
    before = snapshot(cluster)
    found = role_sql(changes, cluster.address, PASSWORDS)
    assert snapshot(cluster) == before
    return found


def snapshot(cluster: Cluster) -> dict[tuple[str, str], Rows]:
    databases = [name for (name,) in cluster.run("SELECT datname FROM pg_database WHERE datallowconn ORDER BY 1")]
    return {
        (database, look): sorted(cluster.run(look, database), key=repr) for database in databases for look in _LOOKS
    }


def carry_out(cluster: Cluster, statements: tuple[str, ...]) -> None:
    """By hand, as a reader of the report could."""
    database = "postgres"
    for text in statements:
        if text.startswith("-- in database "):
            database = text.removeprefix("-- in database ")
        elif not text.startswith("--") and "PASSWORD" not in text:
            cluster.run(text, database)


def test_a_role_in_order_needs_none(cluster: Cluster, user: RoleDeclaration) -> None:
    assert told(cluster, change(user, user)) == ()


def test_what_was_taken_by_hand_is_given_back(cluster: Cluster, user: RoleDeclaration) -> None:
    cluster.run("ALTER ROLE castmatch_user NOLOGIN")
    cluster.run("REVOKE SELECT ON public.talent FROM castmatch_user", "castmatch")

    (found,) = told(cluster, change(user, user))

    assert found == RoleSql(
        "castmatch_user",
        (
            "-- in database castmatch",
            'ALTER ROLE "castmatch_user" WITH LOGIN',
            'GRANT SELECT ON TABLE "public"."talent" TO "castmatch_user"',
        ),
    )
    carry_out(cluster, found.statements)
    assert plan(look(cluster.address, user), user.desired()) == ()


def test_a_new_role_is_made_with_its_grants_and_a_masked_password(cluster: Cluster, user: RoleDeclaration) -> None:
    (found,) = told(cluster, change(None, READER))

    assert any(text.startswith('CREATE ROLE "castmatch_reader" WITH LOGIN') for text in found.statements)
    assert "ALTER ROLE \"castmatch_reader\" PASSWORD '********'" in found.statements
    assert "secret" not in " ".join(found.statements)
    carry_out(cluster, found.statements)
    live = look(cluster.address, READER)
    assert replace(live, password=READER.desired().password) == READER.desired()


def test_a_narrower_declaration_takes_what_is_too_much(cluster: Cluster, user: RoleDeclaration) -> None:
    narrow = replace(user.databases[0], privileges=replace(user.databases[0].privileges, tables=frozenset({"SELECT"})))
    (found,) = told(cluster, change(user, replace(user, databases=(narrow,))))

    assert any(text.startswith("REVOKE ") and '"talent"' in text for text in found.statements)


def test_a_role_that_goes_gives_up_what_it_owns_before(cluster: Cluster, user: RoleDeclaration) -> None:
    (found,) = told(cluster, change(user, None))

    assert found.statements == (
        "-- in database postgres",
        'ALTER ROLE "castmatch_user" NOLOGIN',
        "-- in database castmatch",
        'REASSIGN OWNED BY "castmatch_user" TO CURRENT_USER',
        'DROP OWNED BY "castmatch_user"',
        "-- in database postgres",
        'REASSIGN OWNED BY "castmatch_user" TO CURRENT_USER',
        'DROP OWNED BY "castmatch_user"',
        'DROP ROLE "castmatch_user"',
    )
    carry_out(cluster, found.statements)
    assert look(cluster.address, user).attributes is None
    assert cluster.run("SELECT count(*) FROM public.talent", "castmatch") == [(0,)]


def test_a_renamed_role_takes_over_before_the_old_one_goes(cluster: Cluster, user: RoleDeclaration) -> None:
    app = replace(user, role="castmatch_app", databases=(replace(user.databases[0], owner="castmatch_app"),))
    (found,) = told(cluster, change(user, app))

    made = next(n for n, text in enumerate(found.statements) if text.startswith('CREATE ROLE "castmatch_app"'))
    assert made < found.statements.index('DROP ROLE "castmatch_user"')


def test_a_role_that_is_gone_already_needs_no_removal(cluster: Cluster) -> None:
    assert told(cluster, change(READER, None)) == ()


def test_a_new_database_is_made_first(cluster: Cluster) -> None:
    analytics = RoleDeclaration.owner("analyst", "any", "analytics")
    (found,) = told(cluster, change(None, analytics))

    assert found.statements[:2] == (
        "-- in database postgres",
        "CREATE DATABASE \"analytics\" TEMPLATE template0 ENCODING 'UTF8'",
    )


def test_a_server_that_is_away_is_no_failure() -> None:
    away = ServerAddress("127.0.0.1", 1, "postgres", "any", connect_timeout=2)
    user = RoleDeclaration.owner("castmatch_user", PASSWORD, "castmatch")

    ((statement,),) = [found.statements for found in role_sql([change(user, user)], away, PASSWORDS)]
    assert statement.startswith("-- can't be told now: ")
    assert PASSWORD not in statement


def test_a_password_that_is_another_one_is_set(cluster: Cluster, user: RoleDeclaration) -> None:
    cluster.run("ALTER ROLE castmatch_user PASSWORD 'other'")

    (found,) = told(cluster, change(user, user))
    assert found.statements == ("-- in database postgres", "ALTER ROLE \"castmatch_user\" PASSWORD '********'")
