"""Each rule refuses and accepts its examples, is documented, and is met by the project itself."""

from importlib import import_module
from pathlib import Path

import pytest

from castmatch.declared.model import Declared
from castmatch.gates.judge import violations
from castmatch.gates.model import Program
from castmatch.gates.rules import RULES
from castmatch.stack.images import OFFLINE
from tests.unit.components.declared import PROJECT
from tests.unit.gates.examples import no_plain_secret, no_superuser
from tests.unit.gates.programs import ROLE, Refused, broken, container, program, resource, secret

pytestmark = pytest.mark.requirement("R28")
EXAMPLES = {
    file.stem.replace("_", "-"): import_module(f"tests.unit.gates.examples.{file.stem}")
    for file in sorted((PROJECT / "castmatch" / "gates" / "rules").glob("[!_]*.py"))
}
DOCUMENT = (PROJECT / "docs" / "gates.md").read_text()


REFUSED = {f"{rule}: {what}": (rule, case) for rule, file in EXAMPLES.items() for what, case in file.REFUSED.items()}
ACCEPTED = {f"{rule}: {what}": (rule, case) for rule, file in EXAMPLES.items() for what, case in file.ACCEPTED.items()}


def test_each_file_is_a_rule_of_that_name_and_has_examples() -> None:
    """A rule without a program that it refuses, and one that it accepts, can't exist."""
    assert set(RULES) == set(EXAMPLES) == {rule for rule, _ in REFUSED.values()} == {r for r, _ in ACCEPTED.values()}


@pytest.mark.parametrize(("rule", "case"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_the_fix(rule: str, case: Refused) -> None:
    (violation,) = broken(rule, case.program)

    assert violation.rule == rule
    assert case.found in violation.found
    assert case.fix in violation.fix


@pytest.mark.parametrize(("rule", "judged"), ACCEPTED.values(), ids=ACCEPTED)
def test_it_is_accepted(rule: str, judged: Program) -> None:
    assert broken(rule, judged) == []


def test_no_violation_repeats_a_secret() -> None:
    """The message ends in logs and pull requests."""
    for case in no_plain_secret.REFUSED.values():
        for violation in broken("no-plain-secret", case.program):
            assert not any(word in str(violation) for word in ("hunter2", "sk-1", "a:b", "abc"))


def test_a_dynamic_providers_code_is_not_a_known_secret() -> None:
    role = resource(ROLE, "role", __provider=secret("gASVOAAAAAA"))

    assert broken("no-plain-secret", program(container(envs=["CODE=gASVOAAAAAA"]), role)) == []


def test_what_was_expected_names_the_role() -> None:
    (violation,) = broken("no-superuser", no_superuser.judged(no_superuser.role("app", createdb=True)))

    assert violation.expected == "app without any power beyond its own databases"


@pytest.mark.parametrize("name", RULES)
def test_each_rule_says_in_one_sentence_what_it_promises(name: str) -> None:
    promise = RULES[name].promise

    assert promise.endswith(".")
    assert "\n" not in promise


@pytest.mark.parametrize("name", RULES)
def test_each_rule_is_in_the_document_with_its_promise(name: str) -> None:
    assert f"### {name}\n\n{RULES[name].promise}" in DOCUMENT


@pytest.mark.parametrize("stack", ["dev", "anna"])
def test_the_projects_own_stacks_break_none(stack: str, request: pytest.FixtureRequest) -> None:
    declared: Declared = request.getfixturevalue(stack)
    role = "castmatch_user" if stack == "dev" else "anna's role"

    judged = Program(declared, (str(Path(PROJECT) / "services"),), frozenset(OFFLINE.values()), role)

    assert violations(judged) == []


def test_a_sound_container_breaks_none() -> None:
    """Or the failing examples would fail for another reason than theirs."""
    assert violations(program(container())) == []
