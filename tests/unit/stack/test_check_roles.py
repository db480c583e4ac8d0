"""Whether roles and databases fit together is known before anything is touched."""

from typing import Any

import pytest

from castmatch.stack.check_roles import check_roles
from castmatch.stack.roles import OtherDatabase, OtherRole, Role

ROLE = Role(name="castmatch_user", database="castmatch")
READS: dict[str, Any] = {"grants": [{"access": "read"}]}

pytestmark = [pytest.mark.requirement("R07"), pytest.mark.requirement("R19")]


def check(roles: dict[str, Any], databases: dict[str, Any] | None = None, role: Role = ROLE) -> None:
    check_roles(
        role,
        {name: OtherRole.model_validate(found) for name, found in roles.items()},
        {name: OtherDatabase.model_validate(found) for name, found in (databases or {}).items()},
    )


def test_a_usual_house_fits() -> None:
    check(
        {
            "reader": READS,
            "analysts": {"attributes": []},
            "writer": {"grants": [{"access": "write"}, {"database": "archive", "access": "read"}]},
            "archivist": {"memberOf": ["analysts", "pg_monitor"]},
        },
        {"archive": {"owner": "archivist"}, "scratch": {"owner": "castmatch_user"}},
    )


@pytest.mark.parametrize(
    ("roles", "databases", "error"),
    [
        ({"castmatch_user": {}}, {}, "other names than castmatch_user below roles"),
        ({}, {"castmatch": {"owner": "castmatch_user"}}, "other names than castmatch below databases"),
        ({}, {"archive": {"owner": "nobody"}}, r"databases.archive.owner to be one of castmatch_user \(now: nobody\)"),
        ({"reader": {"memberOf": ["nobody"]}}, {}, r"memberOf of reader .* \(now: nobody\)"),
        ({"reader": {"memberOf": ["reader"]}}, {}, r"memberOf of reader .* \(now: reader\)"),
        ({"reader": {"grants": [{"database": "x", "access": "read"}]}}, {}, r"another role owns: castmatch \(now: x\)"),
        (
            {"archivist": {"grants": [{"database": "archive", "access": "read"}]}},
            {"archive": {"owner": "archivist"}},
            r"another role owns: castmatch \(now: archive\)",
        ),
        ({"reader": {"grants": [{}]}}, {}, "either access .* or privileges"),
        ({"reader": {"grants": [{"access": "read", "privileges": {}}]}}, {}, "either access .* or privileges"),
        (
            {"reader": {"grants": [{"access": "read"}, {"database": "castmatch", "access": "write"}]}},
            {},
            r"grants of reader to name each database once \(now twice: castmatch\)",
        ),
        ({"a": {"memberOf": ["b"]}, "b": {"memberOf": ["a"]}}, {}, r"no circle .* \(now: a, b\)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_fit_is_refused_with_what_is_allowed(
    roles: dict[str, Any], databases: dict[str, Any], error: str
) -> None:
    with pytest.raises(ValueError, match=error):
        check(roles, databases)


def test_a_group_that_reads_what_its_own_member_owns_is_a_circle() -> None:
    """The group waits for the owner's database, and the owner for the group."""
    with pytest.raises(ValueError, match=r"no circle .* \(now: castmatch_user, reader\)"):
        check({"reader": READS}, role=Role(name="castmatch_user", member_of=frozenset({"reader"})))


def test_the_circle_alone_is_named_not_what_waits_for_it() -> None:
    circle = {"a": {"memberOf": ["b"]}, "b": {"memberOf": ["a"]}}

    with pytest.raises(ValueError, match=r"now: a, b\)"):
        check({**circle, "c": {"memberOf": ["a"]}, "d": {}})
