"""The Pulumi program itself: load, declare, export; and a wrong config is three lines, not a traceback."""

import json
import runpy
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pulumi
import pytest

from castmatch.declared.model import Declared
from castmatch.docker_engine import port_check
from castmatch.stack.outputs import StackOutputs
from components import gates
from tests.unit.components.declared import PROJECT, declare_program

Run = Callable[[dict[str, str]], Declared]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    """Run the program as Pulumi does, with this config: the recorder stands for the engine."""
    monkeypatch.setattr(gates, "is_recording", lambda: False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(port_check, "foreign_holder", lambda _port, _own: None)
    handler = signal.getsignal(signal.SIGINT)

    def program(config: dict[str, str]) -> Declared:
        monkeypatch.setenv("PULUMI_CONFIG", json.dumps(config))
        return declare_program(lambda: runpy.run_path(str(PROJECT / "__main__.py")))

    yield program
    signal.signal(signal.SIGINT, handler)


def test_it_declares_the_environment_of_its_stack_and_exports_where_it_is(run: Run) -> None:
    declared = run({"castmatch:portOffset": "1000"})

    outputs = StackOutputs.parse(declared.exports)
    assert outputs.stack == "dev"
    assert outputs.services["backend"].url == "http://127.0.0.1:6002"


@pytest.mark.requirement("R19")
def test_a_wrong_config_ends_it_in_three_lines(run: Run) -> None:
    with pytest.raises(pulumi.RunError) as caught:
        run({"castmatch:portOfset": "1000"})

    assert str(caught.value) == (
        "\nexpected  in Pulumi.dev.yaml\n          castmatch:portOfset: did you mean portOffset?"
        "\nfound     castmatch:portOfset: an unknown key"
        "\nnext      fix Pulumi.dev.yaml; nothing was touched"
    )
    assert caught.value.__suppress_context__


@pytest.mark.requirement("R28")
def test_a_broken_gate_ends_it_before_anything_is_declared(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    exported: list[object] = []
    monkeypatch.setattr(pulumi, "export", lambda *_: exported.append(pulumi.get_stack()))

    with pytest.raises(pulumi.RunError) as caught:
        run({"castmatch:images": '{"redis": "redis:latest"}'})

    assert "redis-image: a pinned image (pinned-image)" in str(caught.value)
    assert "nothing was touched" in str(caught.value)
    assert caught.value.__suppress_context__
    rehearsed = len(exported)
    run({})
    assert len(exported) == rehearsed + 2 * rehearsed  # a rehearsal, and the real one
