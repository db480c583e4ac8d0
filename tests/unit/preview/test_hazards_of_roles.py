"""Roles: who goes, who may more than is good, who may less than before."""

from dataclasses import replace
from typing import Any

import pytest

from castmatch.preview.digest import changes
from castmatch.preview.hazards import hazards
from castmatch.preview.model import Operation, ResourceChange
from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.document import to_document
from castmatch.roles.model import Attributes
from castmatch.roles.privileges import NOTHING, READ, Privileges
from tests.unit.preview.documents import ROLE, sample

pytestmark = pytest.mark.requirement("R17")

OWN = DatabaseDeclaration("castmatch", "u", ("public", "casting"))
USER = RoleDeclaration("u", None, (OWN,), member_of=frozenset({"staff"}))


def texts(old: RoleDeclaration | None, new: RoleDeclaration | None) -> list[str]:
    operation = Operation.DELETE if new is None else Operation.CREATE if old is None else Operation.UPDATE
    inputs = [{} if declared is None else to_document(declared) for declared in (old, new)]
    change = ResourceChange("urn", ROLE, "role", operation, old=inputs[0], new=inputs[1])
    return [hazard.text for hazard in hazards([change])]


def inside(**privileges: frozenset[str]) -> RoleDeclaration:
    return replace(USER, databases=(replace(OWN, privileges=Privileges(**privileges)),))


@pytest.mark.parametrize("power", ["superuser", "createrole", "replication", "bypassrls"])
@pytest.mark.parametrize("old", [None, USER])
def test_a_power_beyond_its_grants(power: str, old: RoleDeclaration | None) -> None:
    given: dict[str, Any] = {power: True}
    new = replace(USER, attributes=Attributes(**given))

    assert texts(old, new) == [f"u is given {power.upper()}: with it a role reaches what it is not granted"]


def test_rights_for_everyone_are_told_of_the_owner_alone() -> None:
    public = replace(OWN, public=replace(NOTHING, schema=frozenset({"USAGE"})))
    reader = RoleDeclaration("r", None, (replace(public, privileges=READ),))

    assert texts(USER, replace(USER, databases=(public,))) == [
        "everyone (PUBLIC) may USAGE on schemas of database castmatch"
    ]
    assert texts(None, reader) == []


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (Attributes(), Attributes(login=False), "u gets NOLOGIN, before LOGIN"),
        (Attributes(), Attributes(connection_limit=3), "u gets connection limit 3, before no connection limit"),
        (
            Attributes(connection_limit=3),
            Attributes(connection_limit=2),
            "u gets connection limit 2, before connection limit 3",
        ),
        (Attributes(), Attributes(inherit=False), "u gets NOINHERIT, before INHERIT"),
    ],
)
def test_an_attribute_that_is_taken(before: Attributes, after: Attributes, text: str) -> None:
    assert texts(replace(USER, attributes=before), replace(USER, attributes=after)) == [text]
    assert texts(replace(USER, attributes=after), replace(USER, attributes=before)) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (USER, USER, []),
        (None, replace(USER, databases=(replace(OWN, owner="other", privileges=READ),)), []),
        (USER, None, ["role u is removed; what it owns goes to the administrator, and every login as u is refused"]),
        (USER, inside(tables=frozenset({"SELECT"})), ["u loses everything but SELECT on tables of database castmatch"]),
        (USER, inside(functions=frozenset()), ["u loses everything on functions of database castmatch"]),
        (USER, inside(database=frozenset({"CONNECT"})), ["u loses CREATE, TEMPORARY on database castmatch"]),
        (USER, inside(schema=frozenset({"USAGE"})), ["u loses CREATE on schemas of database castmatch"]),
        (USER, replace(USER, databases=()), ["u loses every privilege in database castmatch"]),
        (USER, replace(USER, member_of=frozenset()), ["u is no longer a member of staff"]),
        (
            USER,
            replace(USER, databases=(replace(OWN, schemas=("public",)),)),
            ["u loses its privileges in schema casting of database castmatch"],
        ),
        (
            USER,
            replace(USER, databases=(replace(OWN, owner="v"),)),
            ["database castmatch gets another owner: v, before u"],
        ),
    ],
)
def test_a_role_that_goes_and_what_one_could_do_and_cannot_any_more(
    old: RoleDeclaration | None, new: RoleDeclaration | None, found: list[str]
) -> None:
    assert texts(old, new) == found


def test_a_role_that_is_renamed() -> None:
    assert texts(USER, replace(USER, role="v"))[0] == "role u is renamed to v, and every login as u is refused"


def test_the_same_from_a_real_preview() -> None:
    found = [hazard.text for hazard in hazards(changes(sample("changes"))) if hazard.resource == "castmatch_user"]

    assert found == ["castmatch_user loses everything but INSERT, SELECT on tables of database castmatch"]
