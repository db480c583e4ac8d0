"""Sets of privileges: what is wanted on which kind of object, and what is too little or too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castmatch.errors import UserError
from castmatch.roles.model import PASSABLE, Kind
from castmatch.roles.privileges import NOTHING, READ, WRITE, Privileges, beyond, lacking

ON_TABLES = frozenset({"DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"})
ON_SEQUENCES = frozenset({"SELECT", "UPDATE", "USAGE"})
RELATIONS = [Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.FOREIGN_TABLE]

pytestmark = pytest.mark.requirement("R07")

names = st.sampled_from(["SELECT", "INSERT", "UPDATE"])
held = st.frozensets(names.flatmap(lambda name: st.sampled_from([name, name + PASSABLE])))


def test_an_unknown_privilege_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UserError) as refused:
        Privileges(tables=frozenset({"SELECT", "READ"}))

    assert refused.value.found == "READ"
    assert "TRUNCATE" in refused.value.expected


def test_all_is_what_the_servers_version_knows() -> None:
    """MAINTAIN came with PostgreSQL 17."""
    newer = ON_TABLES | {"MAINTAIN"}

    assert Privileges().on(Kind.TABLE, ON_TABLES, is_owner=True) == ON_TABLES
    assert Privileges().on(Kind.TABLE, newer, is_owner=True) == newer


def test_a_declared_privilege_that_the_server_does_not_know_is_not_wanted() -> None:
    declared = Privileges(tables=frozenset({"SELECT", "MAINTAIN"}))

    assert declared.on(Kind.TABLE, ON_TABLES, is_owner=False) == {"SELECT"}


@pytest.mark.parametrize("kind", RELATIONS)
def test_whatever_has_rows_counts_as_a_table(kind: Kind) -> None:
    assert READ.on(kind, ON_TABLES, is_owner=False) == {"SELECT"}
    assert WRITE.on(kind, ON_TABLES, is_owner=False) == {"DELETE", "INSERT", "SELECT", "UPDATE"}


def test_a_reader_sees_a_sequence_and_a_writer_moves_it() -> None:
    assert READ.on(Kind.SEQUENCE, ON_SEQUENCES, is_owner=False) == {"SELECT"}
    assert WRITE.on(Kind.SEQUENCE, ON_SEQUENCES, is_owner=False) == ON_SEQUENCES


@pytest.mark.parametrize("kind", [Kind.TYPE, Kind.SCHEMA])
def test_types_and_schemas_to_come_are_the_owners_alone(kind: Kind) -> None:
    every = frozenset({"USAGE"})

    assert NOTHING.on(kind, every, is_owner=True) == every
    assert Privileges().on(kind, every, is_owner=False) == frozenset()


def test_a_reader_may_create_nothing() -> None:
    assert not (READ.database | READ.schema) & {"CREATE", "TEMPORARY"}
    assert "CREATE" not in WRITE.schema


@given(held, st.frozensets(names))
def test_taking_what_is_beyond_and_giving_what_lacks_leaves_what_is_wanted(
    held: frozenset[str], wanted: frozenset[str]
) -> None:
    surplus = beyond(held, wanted)
    kept = {privilege.rstrip(PASSABLE) for privilege in held} - {p for p in surplus if not p.endswith(PASSABLE)}

    assert kept | lacking(held, wanted) == wanted


@given(held, st.frozensets(names))
def test_of_what_is_wanted_only_the_right_to_pass_it_on_is_taken(held: frozenset[str], wanted: frozenset[str]) -> None:
    assert beyond(held, wanted) & wanted == frozenset()
    assert {p.rstrip(PASSABLE) for p in beyond(held, wanted) if p.endswith(PASSABLE)} == {
        p.rstrip(PASSABLE) for p in held if p.endswith(PASSABLE)
    } & wanted


@given(held)
def test_nothing_lacks_where_nothing_is_wanted(held: frozenset[str]) -> None:
    assert lacking(held, frozenset()) == frozenset()
