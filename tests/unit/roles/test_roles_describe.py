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
    FutureGap,
    Kind,
    Membership,
    Object,
    Password,
    Reach,
    Schema,
    Setting,
)

SELECT = frozenset({"SELECT"})

pytestmark = pytest.mark.requirement("R16")


def table(name: str) -> Object:
    return Object(Kind.TABLE, name, "public")


def test_the_declared_state(desired: Access) -> None:
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
        "schema public": "owned by castmatch_user: CREATE, USAGE",
        "objects in public": "all owned by castmatch_user, privileges as declared",
        "objects it will create": "all privileges",
        "undeclared access": "none",
    }


def test_an_empty_server_has_the_same_keys(desired: Access) -> None:
    empty = replace(
        desired,
        attributes=None,
        password=Password.NONE,
        database=Database("castmatch", None, frozenset()),
        schemas=(Schema("public", None, frozenset()),),
    )

    assert list(describe(empty)) == list(describe(desired))
    assert describe(empty)["role"] == "missing"
    assert describe(empty)["database castmatch"] == "missing"
    assert describe(empty)["objects in public"] == "no schema"


def test_every_kind_of_drift_is_told(desired: Access) -> None:
    drifted = replace(
        desired,
        attributes=Attributes(login=False, connection_limit=0, valid_until="2001-01-01"),
        password=Password.DIFFERENT,
        memberships=frozenset({Membership("pg_read_all_data")}),
        settings=frozenset({Setting("search_path", "castmatch"), Setting("role")}),
        database=replace(desired.database, owner="postgres", accepts_connections=False),
        schemas=(Schema("public", "postgres", frozenset()),),
        deviations=frozenset(
            {
                Deviation(table("talent"), "castmatch_user", missing=SELECT),
                Deviation(table("booking"), "postgres", surplus=SELECT),
            }
        ),
        future_gaps=frozenset({FutureGap(Kind.TABLE, SELECT)}),
        reach=frozenset({Reach("postgres", PUBLIC, frozenset({"CONNECT"}))}),
    )

    told = describe(drifted)

    assert {key: told[key] for key in told if told[key] != describe(desired)[key]} == {
        "login": "no",
        "connection limit": "0",
        "valid until": "2001-01-01",
        "password": "different",
        "member of": "pg_read_all_data",
        "own settings": "role; search_path in castmatch",
        "database castmatch": ("owned by postgres: CONNECT, CREATE, TEMPORARY; accepts no connections"),
        "schema public": "owned by postgres: no privileges",
        "objects in public": "booking: owned by postgres, also SELECT; talent: no SELECT",
        "objects it will create": "table without SELECT",
        "undeclared access": "CONNECT on database postgres by PUBLIC",
    }


def test_a_database_with_a_connection_limit_says_so(desired: Access) -> None:
    limited = replace(desired, database=replace(desired.database, connection_limit=3))

    assert describe(limited)["database castmatch"].endswith("; accepts 3 connections")


def test_many_deviating_objects_are_counted(desired: Access) -> None:
    """After REASSIGN OWNED a whole schema deviates: the first ones are examples enough."""
    deviations = {Deviation(table(f"t{n:02}"), "postgres") for n in range(20)}

    text = describe(replace(desired, deviations=frozenset(deviations)))["objects in public"]

    assert text.startswith("t00: owned by postgres; t01: owned by postgres; ")
    assert text.endswith("t07: owned by postgres; and 12 more")
