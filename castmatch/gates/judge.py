"""Judge one program by all rules, less its exemptions, in one answer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from castmatch.errors import UserError
from castmatch.gates.model import Exemption, Program, Rule, Violation
from castmatch.gates.rules import RULES

INDENT = "\n          "


def violations(program: Program, rules: Iterable[Rule] = RULES.values()) -> list[Violation]:
    """All violations, rule by rule."""
    return [violation for rule in rules for violation in rule.check(program)]


def remaining(found: Iterable[Violation], exemptions: Sequence[Exemption], today: date) -> list[Violation]:
    """The violations that no exemption covers. An ended one covers nothing, and is named."""
    open_ones = [v for v in found if not any(e.covers(v) and e.until >= today for e in exemptions)]
    return [_with_ended(violation, exemptions) for violation in open_ones]


def unused(found: Iterable[Violation], exemptions: Sequence[Exemption]) -> list[Exemption]:
    """The exemptions that cover nothing: they would silently allow a violation to come."""
    broken = list(found)
    return [exemption for exemption in exemptions if not any(exemption.covers(violation) for violation in broken)]


def judge(program: Program, exemptions: Sequence[Exemption], today: date, file: str) -> None:
    """Raise one UserError with every violation, and with every exemption that covers nothing.

    Args:
        today: exemptions hold up to and on their last day.
        file: the file that grants exemptions, for the message.
    """
    found = violations(program)
    refused = remaining(found, exemptions, today)
    surplus = unused(found, exemptions)
    if refused or surplus:
        raise _refusal(refused, surplus, file)


def _with_ended(violation: Violation, exemptions: Sequence[Exemption]) -> Violation:
    ended = [exemption for exemption in exemptions if exemption.covers(violation)]
    notes = "".join(f"; the exception for it ended on {exemption.until}" for exemption in ended)
    return replace(violation, found=violation.found + notes)


def _refusal(refused: Sequence[Violation], surplus: Sequence[Exemption], file: str) -> UserError:
    expected = [f"{v.resource}: {v.expected} ({v.rule})" for v in refused]
    found = [f"{v.resource}: {v.found}" for v in refused]
    fixes = [f"{v.resource}: {v.fix}" for v in refused]
    for exemption in surplus:
        about = f"{exemption.resource}: {exemption.rule}"
        expected.append(f"{about}: a violation that the exception in {file} is for")
        found.append(f"{about}: none")
        fixes.append(f"{about}: take the exception out of castmatch:exceptions in {file}; it would cover the next one")
    last = f"or grant an exception: docs/gates.md, castmatch:exceptions in {file}; nothing was touched"
    return UserError(
        INDENT.join(["every quality gate to be met", *expected]), INDENT.join(found), INDENT.join([*fixes, last])
    )
