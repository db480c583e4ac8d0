"""One answer: every violation at once, less the exceptions in force."""

from datetime import date

import pytest

from castmatch.errors import UserError
from castmatch.gates.judge import judge
from castmatch.gates.model import Exemption, Program
from tests.unit.gates.programs import container, program, secret

pytestmark = pytest.mark.requirement("R28")
TODAY = date(2026, 6, 1)
BROKEN = program(container("backend", memory=None), container("redis", restart=None))
MEMORY = Exemption("memory-limit", "backend", "heap dumps", TODAY)
RESTART = Exemption("restart-policy", "redis", "it is watched", date(2026, 7, 1))


def refusal(judged: Program, *exemptions: Exemption) -> UserError:
    with pytest.raises(UserError) as caught:
        judge(judged, exemptions, TODAY, "Pulumi.dev.yaml")
    return caught.value


def test_a_program_that_breaks_no_rule_passes() -> None:
    judge(program(container()), [], TODAY, "Pulumi.dev.yaml")


def test_every_violation_is_reported_at_once_with_rule_resource_and_fix() -> None:
    assert str(refusal(BROKEN)) == (
        "expected  every quality gate to be met\n"
        "          backend: a memory limit (memory-limit)\n"
        "          redis: a restart policy (restart-policy)\n"
        "found     backend: memory none\n"
        "          redis: restart none\n"
        "next      backend: memory=512, in MiB\n"
        '          redis: restart="unless-stopped"\n'
        "          or grant an exception: docs/gates.md, castmatch:exceptions in Pulumi.dev.yaml; nothing was touched"
    )


def test_no_secret_is_in_the_answer() -> None:
    judged = program(container(envs=[secret("KEY=hunter2"), "OTHER_TOKEN=hunter3"], command=["a", secret("hunter4")]))

    assert "hunter" not in str(refusal(judged))


def test_exceptions_in_force_let_their_violations_pass() -> None:
    """Up to and on their last day."""
    judge(BROKEN, [MEMORY, RESTART], TODAY, "Pulumi.dev.yaml")


def test_an_exception_is_for_its_rule_and_resource_alone() -> None:
    error = refusal(BROKEN, MEMORY)

    assert "restart-policy" in error.expected
    assert "memory-limit" not in error.expected


def test_one_that_has_ended_counts_no_more_and_is_named() -> None:
    ended = Exemption("memory-limit", "backend", "heap dumps", date(2026, 5, 31))

    error = refusal(BROKEN, ended, RESTART)

    assert error.found == "backend: memory none; the exception for it ended on 2026-05-31"


@pytest.mark.parametrize("until", [date(2026, 7, 1), date(2026, 5, 1)], ids=["in force", "ended"])
def test_one_that_grants_nothing_is_refused(until: date) -> None:
    """It would silently allow the next violation."""
    error = refusal(program(container("backend")), Exemption("memory-limit", "backend", "heap dumps", until))

    assert "backend: memory-limit: a violation that the exception in Pulumi.dev.yaml is for" in error.expected
    assert "backend: memory-limit: take the exception out of castmatch:exceptions" in error.next_step


def test_an_exception_is_one_sentence() -> None:
    assert str(MEMORY) == "memory-limit does not hold for backend until 2026-06-01: heap dumps"
