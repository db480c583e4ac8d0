"""A state in words: the same keys for what is declared and what is found, so that they can be laid side by side."""

from dataclasses import replace

import pytest

from castmatch.roles.describe import describe
from castmatch.roles.model import (
    PUBLIC,
    Access,
    Attributes,
    Database,
    Deviation,
    Future,
    FutureDeviation,
    Kind,
    Membership,
    Object,
    Password,
    Reach,
    Schema,
    Setting,
)
from tests.unit.roles.states import CONNECT, DATABASE, NOTHING, ROLE, SELECT, inside, of_database

pytestmark = pytest.mark.requirement("R16")


def table(name: str) -> Object:
    return Object(Kind.TABLE, name, "public", database=DATABASE)


def test_the_declared_state_of_an_owner(desired: Access) -> None:
    assert describe(desired) == {
        "role": "exists",
        "login": "yes",
        "superuser": "no",
        "createdb": "no",
        "createrole": "no",
        "replication": "no",
        "bypassrls": "no",
        "inherit": "yes",
        "connection limit": "none",
        "valid until": "for ever",
        "password": "as declared",
        "member of": "none",
        "own settings": "none",
        "database castmatch": "owned by castmatch_user: CONNECT, CREATE, TEMPORARY",
        "schema castmatch.public": "owned by castmatch_user: CREATE, USAGE",
        "objects in castmatch.public": "all owned by castmatch_user, privileges as declared",
        "objects to come in castmatch": "as declared",
        "undeclared access": "none",
    }


def test_only_what_a_reader_is_granted_is_described(reader: Access) -> None:
    told = describe(reader)

    assert {key: text for key, text in told.items() if "castmatch" in key} == {
        "database castmatch": "CONNECT",
        "schema castmatch.public": "USAGE",
        "objects in castmatch.public": "privileges as declared",
        "objects to come in castmatch": "as declared",
    }


def test_an_empty_server_has_the_same_keys(desired: Access) -> None:
    empty = replace(
        inside(
            desired,
            database=Database(DATABASE, None, NOTHING, is_marked=False),
            schemas=(Schema("public", None, NOTHING),),
        ),
        attributes=None,
        password=Password.NONE,
    )

    assert list(describe(empty)) == list(describe(desired))
    assert describe(empty)["role"] == "missing"
    assert describe(empty)["database castmatch"] == "missing"
    assert describe(empty)["objects in castmatch.public"] == "no schema"


def test_every_kind_of_drift_is_described(desired: Access) -> None:
    drifted = replace(
        inside(
            of_database(desired, owner="postgres", accepts_connections=False, public=CONNECT, is_marked=False),
            schemas=(Schema("public", "postgres", NOTHING, frozenset({"USAGE"})),),
            deviations=frozenset(
                {
                    Deviation(table("talent"), ROLE, missing=SELECT, public=SELECT),
                    Deviation(table("booking"), "postgres", surplus=frozenset({"SELECT*"})),
                }
            ),
            future=frozenset({FutureDeviation(Future(ROLE, Kind.TABLE), SELECT, frozenset({"INSERT"}), SELECT)}),
        ),
        attributes=Attributes(login=False, connection_limit=0, valid_until="2001-01-01"),
        password=Password.DIFFERENT,
        memberships=frozenset({Membership("pg_read_all_data"), Membership("analysts", is_plain=False)}),
        settings=frozenset({Setting("search_path", DATABASE), Setting("role")}),
        reach=frozenset({Reach("postgres", PUBLIC, CONNECT), Reach("other", ROLE, CONNECT)}),
    )

    told = describe(drifted)

    assert {key: told[key] for key in told if told[key] != describe(desired)[key]} == {
        "login": "no",
        "connection limit": "0",
        "valid until": "2001-01-01",
        "password": "different",
        "member of": "analysts (other options); pg_read_all_data",
        "own settings": "role; search_path in castmatch",
        "database castmatch": (
            "owned by postgres: CONNECT, CREATE, TEMPORARY; everyone: CONNECT; accepts no connections; unmarked"
        ),
        "schema castmatch.public": "owned by postgres: no privileges; everyone: USAGE",
        "objects in castmatch.public": (
            "booking: owned by postgres, also pass on SELECT; talent: no SELECT, everyone: SELECT"
        ),
        "objects to come in castmatch": "table without SELECT and with INSERT and with SELECT for everyone",
        "undeclared access": "CONNECT on database other by castmatch_user; CONNECT on database postgres by PUBLIC",
    }


def test_what_was_renamed_says_where_to(desired: Access) -> None:
    renamed = replace(
        of_database(desired, owner=None, renamed_to="old_castmatch"), attributes=None, renamed_to="old_user"
    )

    assert describe(renamed)["role"] == "renamed to old_user"
    assert describe(renamed)["database castmatch"] == "renamed to old_castmatch"


def test_a_declared_setting_is_described_with_its_value(desired: Access) -> None:
    """Only then: an undeclared one may hold a secret."""
    settings = {Setting("search_path", "", ("$user", "public")), Setting("timezone", DATABASE, "Asia/Kolkata")}

    assert describe(replace(desired, settings=frozenset(settings)))["own settings"] == (
        "search_path = $user, public; timezone in castmatch = Asia/Kolkata"
    )


def test_a_membership_reads_alike_for_every_grantor(desired: Access) -> None:
    """From PostgreSQL 16 on each grantor's grant stands for itself; what it gives is the same."""
    declared = replace(desired, memberships=frozenset({Membership("analysts")}))
    granted = replace(desired, memberships=frozenset(Membership("analysts", by) for by in ("postgres", "admin")))

    assert describe(granted) == describe(declared)


def test_a_database_with_a_connection_limit_says_so(desired: Access) -> None:
    limited = of_database(desired, connection_limit=3)

    assert describe(limited)["database castmatch"].endswith("; accepts 3 connections")


def test_many_deviating_objects_are_counted(desired: Access) -> None:
    """After REASSIGN OWNED a whole schema deviates: the first ones are examples enough."""
    deviations = {Deviation(table(f"t{n:02}"), "postgres") for n in range(20)}

    text = describe(inside(desired, deviations=frozenset(deviations)))["objects in castmatch.public"]

    assert text.startswith("t00: owned by postgres; t01: owned by postgres; ")
    assert text.endswith("t07: owned by postgres; and 12 more")
