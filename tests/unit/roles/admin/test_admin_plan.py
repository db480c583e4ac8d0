"""What is wrong with the administrator, decided without a server."""

from dataclasses import replace

import pytest

from castmatch.roles.admin.plan import (
    AdminChange,
    Administrator,
    Candidate,
    Fault,
    admin_statements,
    plan_admin,
    read_candidates,
)
from castmatch.roles.scram import make_verifier

pytestmark = pytest.mark.requirement("R24")

PASSWORD = "the admin's secret"
DECLARED = Administrator("postgres", PASSWORD)
VERIFIER = make_verifier(PASSWORD)
HEALTHY = Candidate("postgres", login=True, superuser=True, verifier=VERIFIER, expires=None, mark="postgres")


def findings(*candidates: Candidate) -> list[str]:
    return [change.finding for change in plan_admin(DECLARED, candidates)]


def test_an_administrator_as_declared_needs_nothing() -> None:
    assert plan_admin(DECLARED, [HEALTHY]) == ()


@pytest.mark.parametrize(
    ("found", "finding"),
    [
        (
            replace(HEALTHY, verifier=make_verifier("another")),
            "the administrator postgres has another password than the declared one",
        ),
        (replace(HEALTHY, verifier=None), "the administrator postgres has no password"),
        (
            replace(HEALTHY, verifier="md5f7ff9e8b7bb2e09b70935a5d785e0cc5"),
            "the administrator postgres has a password that is not stored as SCRAM-SHA-256",
        ),
        (replace(HEALTHY, login=False), "the administrator postgres may not log in"),
        (replace(HEALTHY, superuser=False), "the administrator postgres is not a superuser"),
        (replace(HEALTHY, name="boss"), "the administrator postgres was renamed to boss"),
        (
            replace(HEALTHY, expires="2020-01-01 00:00:00+00"),
            "the administrator postgres has a password valid until 2020-01-01 00:00:00+00",
        ),
        (replace(HEALTHY, mark=None), "the administrator postgres lacks the marker setting castmatch.role"),
    ],
)
def test_each_fault_is_found_alone_and_in_words(found: Candidate, finding: str) -> None:
    assert findings(found) == [finding]


def test_a_missing_administrator_is_created_again() -> None:
    assert findings() == ["the administrator postgres is missing"]


def test_a_renamed_one_is_repaired_in_every_other_respect_too() -> None:
    boss = replace(HEALTHY, name="boss", login=False, verifier=None)

    assert [change.fault for change in plan_admin(DECLARED, [boss])] == [
        Fault.RENAMED,
        Fault.NO_LOGIN,
        Fault.NO_PASSWORD,
    ]


def test_the_role_of_that_name_is_the_administrator() -> None:
    """Renamed, and another role made in its place: the mark of the first no longer counts."""
    boss = replace(HEALTHY, name="boss")

    assert [change.fault for change in plan_admin(DECLARED, [boss, replace(HEALTHY, mark=None)])] == [Fault.UNMARKED]


def test_each_finding_has_an_action() -> None:
    assert AdminChange(Fault.RENAMED, "postgres", "boss").action == "rename boss back to postgres"
    assert AdminChange(Fault.OTHER_PASSWORD, "postgres").action == "set the password of postgres"


@pytest.mark.parametrize("fault", Fault)
def test_no_fault_and_no_statement_shows_the_password(fault: Fault) -> None:
    change = AdminChange(fault, "postgres", "boss")

    shown = [change.finding, change.action, admin_statements(DECLARED, [change]), repr(change), repr(DECLARED)]

    assert not [text for text in shown if PASSWORD in text]


def test_a_name_of_any_letters_is_quoted() -> None:
    odd = Administrator("""o'"dd; --""", PASSWORD)

    assert admin_statements(odd, [AdminChange(Fault.NO_LOGIN, odd.name)]) == 'ALTER ROLE "o\'""dd; --" LOGIN'


def test_the_servers_answer_hides_its_verifiers() -> None:
    (found,) = read_candidates(
        '[{"name": "postgres", "login": true, "superuser": true, "verifier": "' + VERIFIER + '",'
        ' "expires": null, "mark": "postgres"}]'
    )

    assert found == HEALTHY
    assert VERIFIER not in repr(found)
