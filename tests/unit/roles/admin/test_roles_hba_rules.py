"""How a pg_hba.conf differs from the declared one, in words."""

import pytest

from castmatch.roles.admin.hba_rules import DECLARED, HbaFile, Rule, differences, hba_text, rule_of

pytestmark = pytest.mark.requirement("R24")


def found(*rules: Rule, **facts: object) -> HbaFile:
    return HbaFile("\n".join(map(str, rules)), rules, **facts)  # type: ignore[arg-type]


def test_the_declared_file_trusts_the_socket_and_asks_everybody_else_for_a_password() -> None:
    rules = [line for line in hba_text().splitlines() if not line.startswith("#")]

    assert rules == ["local all all trust", "local replication all trust", "host all all all scram-sha-256"]
    assert hba_text().startswith("# Declared by")


def test_the_declared_file_passes_through_copy_unchanged() -> None:
    """COPY would write a backslash or a tab in another way."""
    assert hba_text().isascii()
    assert not {"\\", "\t"} & set(hba_text())


def test_the_declared_file_is_no_difference() -> None:
    assert differences(HbaFile(hba_text(), DECLARED)) == ()


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (
            ("host", ["all"], ["castmatch_user"], "127.0.0.1", "255.255.255.255", "trust", None),
            "pg_hba.conf lets castmatch_user in from 127.0.0.1 without a password (trust)",
        ),
        (
            ("host", ["castmatch"], ["all"], "10.0.0.0", "255.0.0.0", "reject", None),
            "pg_hba.conf rejects everyone from 10.0.0.0/8 to database castmatch",
        ),
        (
            ("hostssl", ["all"], ["a", "+b"], "fe80::", "ffc0::", "ldap", ["ldapserver=x", "ldaptls=1"]),
            "pg_hba.conf lets a, +b in from fe80::/10 with SSL by ldap ldapserver=x ldaptls=1",
        ),
        (
            ("hostnossl", ["a", "b"], ["all"], "all", None, "md5", None),
            "pg_hba.conf lets everyone in from anywhere without SSL to database a, b by md5",
        ),
        (
            ("host", ["replication"], ["all"], "samenet", None, "password", None),
            "pg_hba.conf lets everyone in from samenet for replication by password",
        ),
        (
            ("local", ["all"], ["all"], None, None, "reject", None),
            "pg_hba.conf rejects everyone over the socket",
        ),
        (
            ("host", ["all"], ["all"], "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "trust", None),
            "pg_hba.conf lets everyone in from ::1 without a password (trust)",
        ),
    ],
)
def test_a_rule_too_many_is_told_by_what_it_does(columns: tuple[object, ...], sentence: str) -> None:
    extra = rule_of(*columns)  # type: ignore[arg-type]

    assert differences(found(extra, *DECLARED)) == (sentence,)


def test_a_rule_that_is_missing_is_told_by_what_it_would_do() -> None:
    assert differences(found(*DECLARED[:2])) == (
        "pg_hba.conf lacks the rule that lets everyone in from anywhere by scram-sha-256",
    )


def test_a_broken_line_is_told_with_the_servers_word_and_nothing_is_guessed_to_be_missing() -> None:
    broken = found(*DECLARED[:2], errors=((5, 'invalid authentication method "scram"'),))

    assert differences(broken) == ('line 5 of pg_hba.conf is broken: invalid authentication method "scram"',)


def test_the_order_counts() -> None:
    """The first rule that matches decides."""
    assert differences(found(*reversed(DECLARED))) == ("pg_hba.conf has its rules in another order",)


def test_an_edit_without_an_effect_is_told_as_one() -> None:
    assert differences(HbaFile(hba_text() + "# mine\n", DECLARED)) == (
        "pg_hba.conf was edited, though its rules mean the same",
    )


def test_a_file_that_is_gone_or_not_in_force_is_told() -> None:
    assert differences(HbaFile(None)) == ("pg_hba.conf is gone",)
    assert differences(HbaFile(hba_text(), DECLARED, loaded=False)) == ("pg_hba.conf was written and not loaded since",)
