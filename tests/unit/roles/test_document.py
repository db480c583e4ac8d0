"""A declaration survives being written down as plain data, as Pulumi and the guardian keep it."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.document import from_document, to_document
from castmatch.roles.model import Attributes, Setting
from castmatch.roles.privileges import NOTHING, READ, WRITE, Privileges
from tests.unit.roles.states import OWNER_DECLARED

names = st.sampled_from(["casting", "O'Neill", "कलाकार"])
settings = st.builds(
    Setting,
    st.sampled_from(["search_path", "statement_timeout"]),
    st.sampled_from(["", "castmatch"]),
    st.just("30s") | st.just(("$user", "public")),
)
databases = st.builds(
    DatabaseDeclaration,
    names,
    names,
    st.just(("public", "audit")),
    st.sampled_from([Privileges(), READ, WRITE]),
    st.sampled_from([NOTHING, Privileges(frozenset({"CONNECT"}))]),
)
declarations = st.builds(
    RoleDeclaration,
    names,
    st.none() | st.text(min_size=1).filter(lambda text: "\0" not in text),
    st.lists(databases, max_size=2).map(tuple),
    st.builds(
        Attributes,
        st.booleans(),
        connection_limit=st.integers(-1, 9),
        valid_until=st.none() | st.just("2030-01-01 00:00:00+00"),
    ),
    st.frozensets(names),
    st.lists(settings, unique_by=lambda setting: (setting.name, setting.database)).map(frozenset),
)


@given(declarations)
def test_what_is_read_back_is_what_was_written(declared: RoleDeclaration) -> None:
    assert from_document(to_document(declared)) == declared


@given(declarations)
def test_json_keeps_it_too(declared: RoleDeclaration) -> None:
    assert from_document(json.loads(json.dumps(to_document(declared)))) == declared


@given(declarations)
def test_pulumi_may_make_every_number_a_float(declared: RoleDeclaration) -> None:
    read = from_document(with_floats(to_document(declared)))

    assert read == declared
    assert isinstance(read.attributes.connection_limit, int)


@given(declarations)
def test_pulumi_may_lose_what_is_none(declared: RoleDeclaration) -> None:
    assert from_document(without_none(to_document(declared))) == declared


@given(declarations)
def test_equal_declarations_give_equal_text(declared: RoleDeclaration) -> None:
    """Sets have no order of their own; a preview would see a change where there is none."""
    again = from_document(to_document(declared))

    assert json.dumps(to_document(again)) == json.dumps(to_document(declared))


def test_the_document_holds_all_that_the_resource_needs() -> None:
    assert to_document(OWNER_DECLARED) == {
        "role": "castmatch_user",
        "password": "correct horse",
        "attributes": vars(Attributes()),
        "member_of": [],
        "settings": [],
        "databases": [
            {
                "database": "castmatch",
                "owner": "castmatch_user",
                "schemas": ["public"],
                "privileges": {
                    "database": ["CONNECT", "CREATE", "TEMPORARY"],
                    "schema": ["CREATE", "USAGE"],
                    "tables": None,
                    "sequences": None,
                    "functions": None,
                },
                "public": {key: [] for key in ["database", "schema", "tables", "sequences", "functions"]},
            }
        ],
    }


def with_floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: with_floats(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_floats(inner) for inner in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_none(inner) for key, inner in value.items() if inner is not None}
    return [without_none(inner) for inner in value] if isinstance(value, list) else value
