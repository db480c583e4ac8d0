"""The set of rules itself: none without a failing example, none that the project breaks, none undocumented."""

from importlib import import_module
from pathlib import Path

import pytest

from castmatch.declared.model import Declared
from castmatch.gates.judge import violations
from castmatch.gates.model import Program
from castmatch.gates.rules import RULES
from castmatch.stack.images import OFFLINE
from tests.unit.components.declared import PROJECT
from tests.unit.gates.programs import container, program

pytestmark = pytest.mark.requirement("R28")
FILES = sorted(file.stem for file in (PROJECT / "castmatch" / "gates" / "rules").glob("[!_]*.py"))
DOCUMENT = (PROJECT / "docs" / "gates.md").read_text()


@pytest.mark.parametrize("file", FILES)
def test_each_file_is_a_rule_of_that_name(file: str) -> None:
    assert file.replace("_", "-") in RULES


def test_each_rule_has_a_file() -> None:
    assert {name.replace("-", "_") for name in RULES} == set(FILES)


@pytest.mark.parametrize("file", FILES)
def test_each_rule_has_a_failing_and_a_passing_example(file: str) -> None:
    """A rule file without a test file, or with one that only passes, can't exist."""
    test, rule = import_module(f"tests.unit.gates.rules.test_{file}"), RULES[file.replace("_", "-")]

    assert test.REFUSED
    assert test.ACCEPTED
    assert all(list(rule.check(case.program)) for case in test.REFUSED.values())
    assert not any(list(rule.check(judged)) for judged in test.ACCEPTED.values())


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
