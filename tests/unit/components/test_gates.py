"""The gates of this program: a rehearsal is judged, nothing is declared by it, and exceptions are loud."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pulumi
import pulumi_docker as docker
import pytest

from castmatch.declared.model import Declared
from castmatch.errors import UserError
from castmatch.stack.load import load
from castmatch.stack.model import StackConfig
from components import gates
from components.environment import Environment
from components.exports import export
from components.gates import host_folders, pass_gates
from tests.unit.components.declared import PROJECT, declare_program

pytestmark = pytest.mark.requirement("R28")
BARE = {"rule": "memory-limit", "resource": "bare", "reason": "just a test", "until": "2999-12-31"}
EVERY_RULE_OF_A_BARE_ONE = ("health-check", "memory-limit", "restart-policy", "log-rotation", "stop-grace")


def config(**settings: Any) -> StackConfig:
    return load({f"castmatch:{key}": value for key, value in settings.items()}, PROJECT, "dev")


def bare() -> None:
    docker.Container("bare", image="redis:8.2.1")


def exceptions(**changes: Any) -> list[dict[str, Any]]:
    return [{**BARE, "rule": rule, **changes} for rule in EVERY_RULE_OF_A_BARE_ONE]


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", found.append)
    return found


@pytest.mark.parametrize("settings", [{}, {"images": {"source": "offline"}}, {"guardian": {"mode": "none"}}])
def test_the_environment_passes(settings: dict[str, Any], warnings: list[str]) -> None:
    own = config(**settings)

    pass_gates(lambda: export(Environment("dev", own, PROJECT)), "dev", own, PROJECT)

    assert warnings == []


def test_a_checkout_of_the_developers_own_may_be_mounted(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").touch()
    own = config(sources={"ai": str(tmp_path)})

    pass_gates(lambda: Environment("dev", own, PROJECT), "dev", own, PROJECT)

    assert host_folders(own, PROJECT)[0] == str(tmp_path)


def test_a_moving_image_of_the_stack_file_is_refused() -> None:
    own = config(images={"postgres": "postgres:latest"})

    with pytest.raises(UserError, match="image postgres:latest"):
        pass_gates(lambda: Environment("dev", own, PROJECT), "dev", own, PROJECT)


def test_a_role_that_reaches_the_servers_files_is_refused() -> None:
    own = config(role={"memberOf": ["pg_write_server_files"]})

    with pytest.raises(UserError, match="membership in pg_write_server_files"):
        pass_gates(lambda: Environment("dev", own, PROJECT), "dev", own, PROJECT)


def test_all_that_a_bare_container_lacks_is_told_at_once() -> None:
    with pytest.raises(UserError) as caught:
        pass_gates(bare, "dev", config(), PROJECT)

    for rule in EVERY_RULE_OF_A_BARE_ONE:
        assert f"({rule})" in caught.value.expected
    assert "castmatch:exceptions in Pulumi.dev.yaml; nothing was touched" in caught.value.next_step


def test_a_rehearsal_declares_nothing_and_is_a_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is judged is told to nobody; only the real run that follows is."""
    monkeypatch.setattr(gates, "is_recording", lambda: False)
    rehearsed: list[bool] = []

    def program() -> None:
        pass_gates(lambda: rehearsed.append(pulumi.runtime.is_dry_run()), "dev", config(), PROJECT)
        pass_gates(bare, "dev", config(exceptions=exceptions()), PROJECT)

    declared: Declared = declare_program(program)

    assert rehearsed == [True]
    assert declared.of_kind("Container") == []


class TestInARehearsal:
    """It is judged itself, at its end: `castmatch plan` and previews declare a program once, not twice."""

    def test_it_declares_once(self) -> None:
        declared: list[str] = []

        def program() -> None:
            own = config()
            pass_gates(lambda: declared.append("rehearsed"), "dev", own, PROJECT)
            declared.append("real")
            Environment("dev", own, PROJECT)

        declare_program(program)

        assert declared == ["real"]

    def test_what_breaks_a_rule_is_refused_in_the_words_of_a_program(self) -> None:
        def program() -> None:
            pass_gates(bare, "dev", config(), PROJECT)
            bare()

        with pytest.raises(pulumi.RunError) as caught:
            declare_program(program)

        assert str(caught.value).startswith("\nexpected  every quality gate to be met\n")
        assert "(memory-limit)" in str(caught.value)
        assert caught.value.__suppress_context__

    def test_an_exception_in_force_lets_it_pass(self) -> None:
        def program() -> None:
            pass_gates(bare, "dev", config(exceptions=exceptions()), PROJECT)
            bare()

        assert declare_program(program).one("Container", "bare")


def test_an_exception_in_force_lets_it_pass_and_warns(warnings: list[str]) -> None:
    pass_gates(bare, "dev", config(exceptions=exceptions()), PROJECT)

    assert "exception to a quality gate: memory-limit does not hold for bare until 2999-12-31: just a test" in warnings
    assert len(warnings) == len(EVERY_RULE_OF_A_BARE_ONE)


def test_one_that_ended_yesterday_counts_no_more() -> None:
    yesterday = str(date.today() - timedelta(days=2))

    with pytest.raises(UserError, match=f"the exception for it ended on {yesterday}"):
        pass_gates(bare, "dev", config(exceptions=exceptions(until=yesterday)), PROJECT)


def test_exceptions_are_exported() -> None:
    own = config(exceptions=[BARE])

    declared = declare_program(lambda: export(Environment("dev", own, PROJECT)))

    assert declared.exports["exceptions"] == ["memory-limit does not hold for bare until 2999-12-31: just a test"]
