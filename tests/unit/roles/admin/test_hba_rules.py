"""How a pg_hba.conf differs from the declared one: line by line, as a diff would show it."""

import pytest

from castmatch.roles.admin.hba_rules import differences, hba_text

pytestmark = pytest.mark.requirement("R24")

WITHOUT_PASSWORD = "(anyone it matches logs in without a password)"


def test_the_declared_file_trusts_the_socket_and_asks_everybody_else_for_a_password() -> None:
    rules = [line for line in hba_text().splitlines() if not line.startswith("#")]

    assert rules == ["local all all trust", "local replication all trust", "host all all all scram-sha-256"]
    assert hba_text().startswith("# Declared by")


def test_the_declared_file_passes_through_copy_unchanged() -> None:
    """COPY would write a backslash or a tab in another way."""
    assert hba_text().isascii()
    assert not {"\\", "\t"} & set(hba_text())


def test_the_declared_file_is_no_difference() -> None:
    assert differences(hba_text()) == ()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("host castmatch all 10.0.0.0/8 reject", "host castmatch all 10.0.0.0/8 reject"),
        ("host\tall  all\tall\ttrust", f"host all all all trust {WITHOUT_PASSWORD}"),
        ('host all "a#b" ::1/128 "trust"', f'host all "a#b" ::1/128 "trust" {WITHOUT_PASSWORD}'),
        ("host all all all \\\ntrust", f"host all all all trust {WITHOUT_PASSWORD}"),
        ("host all all nonsense", "host all all nonsense"),
        ("include elsewhere.conf", "include elsewhere.conf"),
    ],
)
def test_an_undeclared_line_is_shown_as_it_stands(line: str, shown: str) -> None:
    assert differences(f"# mine\n{line}\n{hba_text()}") == (f"pg_hba.conf has an undeclared line: {shown}",)


@pytest.mark.parametrize("option", ["ldapbindpasswd=hunter2", '"ldapbindpasswd=hunter 2"', "radiussecrets=hunter2"])
def test_the_secret_of_an_undeclared_line_is_not_shown(option: str) -> None:
    assert differences(f"{hba_text()}host all all all ldap ldapserver=x {option}\n") == (
        "pg_hba.conf has an undeclared line: host all all all ldap ldapserver=x …",
    )


def test_a_missing_line_is_shown() -> None:
    text = hba_text().replace("host all all all scram-sha-256\n", "")

    assert differences(text) == ("pg_hba.conf lacks the declared line: host all all all scram-sha-256",)


@pytest.mark.parametrize("text", [hba_text() + "# mine\n", "\n".join(reversed(hba_text().splitlines()))])
def test_an_edit_that_adds_and_removes_no_line_is_a_difference(text: str) -> None:
    assert differences(text) == ("pg_hba.conf has the declared lines in another order or with other comments",)


def test_a_file_that_is_missing_or_not_in_force_is_a_difference() -> None:
    assert differences(None) == ("pg_hba.conf is missing",)
    assert differences(hba_text(), loaded=False) == ("PostgreSQL has not loaded pg_hba.conf since it was written",)
