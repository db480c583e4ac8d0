"""The part of a plan inside one database: the owner settles what is whose and everyone's, each role its own rights."""

from dataclasses import replace

import pytest

from castmatch.roles import changes as c
from castmatch.roles.model import PUBLIC, Access, Deviation, Future, FutureDeviation, Kind, Schema
from castmatch.roles.plan import plan
from tests.unit.roles.states import (
    CONNECT,
    DATABASE,
    NOTHING,
    PUBLIC_SCHEMA,
    READER,
    ROLE,
    SELECT,
    TALENT,
    THE_DATABASE,
    inside,
    of_database,
)

TABLES = Future(ROLE, Kind.TABLE)
TABLES_IN_PUBLIC = Future(ROLE, Kind.TABLE, "public")

pytestmark = [pytest.mark.requirement("R07"), pytest.mark.requirement("R15")]


class TestOwnership:
    def test_a_database_of_another_owner_is_taken_over(self, desired: Access) -> None:
        assert plan(of_database(desired, owner="postgres"), desired) == (c.SetOwner(ROLE, THE_DATABASE, "postgres"),)

    def test_a_database_that_lost_its_mark_gets_it_back(self, desired: Access) -> None:
        assert plan(of_database(desired, is_marked=False), desired) == (c.MarkDatabase(DATABASE),)

    def test_a_database_that_was_made_read_only_is_written_to_again(self, desired: Access) -> None:
        assert plan(of_database(desired, is_read_only=True), desired) == (c.AllowWrites(DATABASE),)

    def test_a_missing_schema_is_created_and_then_needs_no_owner(self, desired: Access) -> None:
        live = inside(desired, schemas=(Schema("public", None, NOTHING),))

        assert plan(live, desired) == (c.CreateSchema(ROLE, "public", DATABASE),)

    def test_a_schema_of_another_owner_is_taken_over(self, desired: Access) -> None:
        live = inside(desired, schemas=(Schema("public", "postgres", frozenset({"USAGE"})),))

        assert plan(live, desired) == (
            c.SetOwner(ROLE, PUBLIC_SCHEMA, "postgres"),
            c.Grant(ROLE, PUBLIC_SCHEMA, frozenset({"CREATE"})),
        )

    def test_an_object_gets_its_owner_before_its_privileges(self, desired: Access) -> None:
        deviation = Deviation(TALENT, "postgres", missing=SELECT, surplus=frozenset({"TRUNCATE"}))

        assert plan(inside(desired, deviations=frozenset({deviation})), desired) == (
            c.SetOwner(ROLE, TALENT, "postgres"),
            c.Grant(ROLE, TALENT, SELECT),
            c.Revoke(ROLE, TALENT, frozenset({"TRUNCATE"})),
        )

    def test_is_nothing_that_another_role_touches(self, reader: Access) -> None:
        deviation = Deviation(TALENT, "postgres", missing=SELECT)

        assert plan(inside(reader, deviations=frozenset({deviation})), reader) == (c.Grant(READER, TALENT, SELECT),)


class TestPrivileges:
    def test_missing_and_surplus_ones_are_both_settled(self, desired: Access) -> None:
        wanted, live = (
            of_database(desired, privileges=CONNECT),
            of_database(desired, privileges=frozenset({"CREATE"})),
        )

        assert plan(live, wanted) == (
            c.Grant(ROLE, THE_DATABASE, CONNECT),
            c.Revoke(ROLE, THE_DATABASE, frozenset({"CREATE"})),
        )

    def test_of_a_declared_one_only_the_right_to_pass_it_on_is_taken(self, reader: Access) -> None:
        live = of_database(reader, privileges=frozenset({"CONNECT*", "CREATE*"}))

        assert plan(live, reader) == (
            c.Revoke(READER, THE_DATABASE, frozenset({"CREATE"})),
            c.Revoke(READER, THE_DATABASE, frozenset({"CONNECT*"})),
        )

    def test_each_role_settles_its_own_in_the_same_database(self, reader: Access) -> None:
        live = inside(reader, schemas=(Schema("public", ROLE, frozenset({"CREATE"})),))

        assert plan(live, reader) == (
            c.Grant(READER, PUBLIC_SCHEMA, frozenset({"USAGE"})),
            c.Revoke(READER, PUBLIC_SCHEMA, frozenset({"CREATE"})),
        )


class TestEveryone:
    def test_what_is_not_declared_is_taken(self, desired: Access) -> None:
        live = inside(
            of_database(desired, public=CONNECT),
            schemas=(replace(desired.databases[0].schemas[0], public=frozenset({"USAGE"})),),
            deviations=frozenset({Deviation(TALENT, ROLE, public=SELECT)}),
        )

        assert plan(live, desired) == (
            c.Revoke(PUBLIC, THE_DATABASE, CONNECT),
            c.Revoke(PUBLIC, PUBLIC_SCHEMA, frozenset({"USAGE"})),
            c.Revoke(PUBLIC, TALENT, SELECT),
        )

    def test_what_is_declared_is_given(self, desired: Access) -> None:
        assert plan(desired, of_database(desired, public=CONNECT)) == (c.Grant(PUBLIC, THE_DATABASE, CONNECT),)

    def test_a_new_database_is_open_to_everyone_until_it_is_closed(self, desired: Access) -> None:
        """PostgreSQL grants CONNECT and TEMPORARY; a declared CONNECT is there already."""
        wanted = of_database(desired, public=CONNECT)
        live = of_database(wanted, owner=None, public=NOTHING)

        everyones = [x for x in plan(live, wanted) if isinstance(x, c.Grant | c.Revoke) and x.grantee == PUBLIC]

        assert everyones == [c.Revoke(PUBLIC, THE_DATABASE, frozenset({"TEMPORARY"}))]


class TestWhatIsToCome:
    def test_what_an_owner_lacks_is_given(self, desired: Access) -> None:
        lacking = FutureDeviation(TABLES, missing=SELECT)

        assert plan(inside(desired, future=frozenset({lacking})), desired) == (
            c.GrantFuture(ROLE, TABLES, SELECT, DATABASE),
        )

    def test_what_everyone_would_have_is_taken(self, desired: Access) -> None:
        public = FutureDeviation(TABLES, public=SELECT)

        assert plan(inside(desired, future=frozenset({public})), desired) == (
            c.RevokeFuture(PUBLIC, TABLES, SELECT, DATABASE),
        )

    def test_what_a_reader_lacks_and_has_too_much_of_is_settled_schema_by_schema(self, reader: Access) -> None:
        found = {
            FutureDeviation(TABLES_IN_PUBLIC, missing=SELECT),
            FutureDeviation(TABLES, surplus=frozenset({"INSERT", "SELECT*"})),
        }

        assert plan(inside(reader, future=frozenset(found)), reader) == (
            c.GrantFuture(READER, TABLES_IN_PUBLIC, SELECT, DATABASE),
            c.RevokeFuture(READER, TABLES, frozenset({"INSERT"}), DATABASE),
            c.RevokeFuture(READER, TABLES, frozenset({"SELECT*"}), DATABASE),
        )
