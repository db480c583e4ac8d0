"""The few facts of a container that decide whether it can still become ready."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from docker.errors import APIError, NotFound

from castmatch.docker_engine import containers
from castmatch.docker_engine.containers import (
    ContainerState,
    container_state,
    last_lines,
    restart_now,
    seconds_since_start,
)

RUNNING = {"Status": "running", "Running": True, "ExitCode": 0, "OOMKilled": False}

Answer = Callable[..., Any]


def docker_api(monkeypatch: pytest.MonkeyPatch, **answers: Answer) -> None:
    """Let Docker's API answer so."""
    monkeypatch.setattr(containers, "engine", lambda: SimpleNamespace(api=SimpleNamespace(**answers)))


def inspected(monkeypatch: pytest.MonkeyPatch, state: dict[str, Any], restarts: int = 0) -> ContainerState:
    docker_api(monkeypatch, inspect_container=lambda _name: {"State": state, "RestartCount": restarts})
    return container_state("castmatch-dev-backend")


def fail(error: type[APIError]) -> Answer:
    def answer(*_: object, **__: object) -> None:
        raise error("no such container")

    return answer


class TestContainerState:
    def test_a_container_without_a_health_check_has_health_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert inspected(monkeypatch, RUNNING) == ContainerState("running")

    def test_restart_backoff_is_seen_though_docker_calls_it_running(self, monkeypatch: pytest.MonkeyPatch) -> None:
        state = {"Status": "restarting", "Running": True, "ExitCode": 1, "OOMKilled": False}

        assert inspected(monkeypatch, state, restarts=4) == ContainerState("restarting", exit_code=1, restarts=4)

    def test_an_engine_in_trouble_is_no_missing_container(self, monkeypatch: pytest.MonkeyPatch) -> None:
        docker_api(monkeypatch, inspect_container=fail(APIError))

        with pytest.raises(APIError):
            container_state("castmatch-dev-backend")


class TestSecondsSinceStart:
    @pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%M:%S.%f123Z", "%Y-%m-%dT%H:%M:%SZ"], ids=["nanoseconds", "seconds"])
    def test_they_count_from_dockers_own_clock(self, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
        started = (datetime.now(UTC) - timedelta(seconds=90)).strftime(form)
        docker_api(monkeypatch, inspect_container=lambda _name: {"State": {"StartedAt": started}})

        assert seconds_since_start("castmatch-dev-backend") == pytest.approx(90, abs=5)


class TestLastLines:
    def test_lines_come_oldest_first_without_empty_ones_at_the_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        docker_api(monkeypatch, logs=lambda _name, **_: b"starting\nready\n\n")

        assert last_lines("castmatch-dev-backend") == ["starting", "ready"]

    def test_only_as_many_are_asked_for_as_are_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        docker_api(monkeypatch, logs=lambda _name, tail: f"{tail} lines".encode())

        assert last_lines("castmatch-dev-backend", 3) == ["3 lines"]

    def test_output_that_is_no_text_is_shown_as_well_as_can_be(self, monkeypatch: pytest.MonkeyPatch) -> None:
        docker_api(monkeypatch, logs=lambda _name, **_: b"caf\xff\n")

        assert last_lines("castmatch-dev-backend") == ["caf\N{REPLACEMENT CHARACTER}"]

    def test_the_password_of_a_url_is_not_repeated(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An app that dies over its database likes to print where it wanted to go."""
        log = b"cannot reach postgresql://castmatch_user:s3cr%40t@postgres:5432/castmatch\nor redis://:tok-en@redis:6379/0\n"
        docker_api(monkeypatch, logs=lambda _name, **_: log)

        assert last_lines("castmatch-dev-backend") == [
            "cannot reach postgresql://castmatch_user:***@postgres:5432/castmatch",
            "or redis://:***@redis:6379/0",
        ]

    @pytest.mark.parametrize("error", [NotFound, APIError])
    def test_lines_that_cannot_be_had_are_none(self, monkeypatch: pytest.MonkeyPatch, error: type[APIError]) -> None:
        """They belong to an error message, whose cause must not be hidden by a second error."""
        docker_api(monkeypatch, logs=fail(error))

        assert last_lines("castmatch-dev-backend") == []


def test_restarting_gives_the_container_time_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []
    docker_api(monkeypatch, restart=lambda name, timeout: asked.append((name, timeout)))

    restart_now("castmatch-dev-backend")

    assert asked == [("castmatch-dev-backend", 10)]
