"""A revision's program in a process that declares it and then runs it for Pulumi, wherever its folder lies by then."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]
import pytest
from google.protobuf import empty_pb2  # type: ignore[import-untyped]
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, resource_pb2, resource_pb2_grpc

from castmatch.errors import UserError
from castmatch.preview.ephemeral.host import PROJECT, Host, start_host
from castmatch.preview.ephemeral.place import Place, new_place
from castmatch.stack.settings import Settings

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R17")]

SETTINGS = Settings(plain={"castmatch:portOffset": "100"}, secret={})


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("castmatch.pulumi_cli.pulumi_cli.environment", lambda: {"PATH": "/usr/bin:/bin"})
    place = new_place()
    place.make()
    return place


@pytest.fixture
def hosts() -> Iterator[list[Host]]:
    started: list[Host] = []
    yield started
    for host in started:
        host.process.kill()
        host.process.wait()


def start(place: Place, hosts: list[Host], program: str) -> Host:
    """The host of a program in the head's folder, where another module says a word."""
    place.head.mkdir()
    (place.head / "components").mkdir()
    (place.head / "components" / "__init__.py").touch()
    (place.head / "components" / "word.py").write_text("from pathlib import Path\nFOLDER = Path(__file__).parents[1]\n")
    (place.head / "__main__.py").write_text(program)
    (place.head / ".venv").symlink_to(PROJECT / ".venv")
    hosts.append(start_host(place, place.head, "dev", SETTINGS, 0))
    return hosts[-1]


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """As much of an engine as a program needs that declares nothing."""

    def GetDeploymentInfo(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 - the names are Pulumi's
        return resource_pb2.DeploymentInfo()

    def RegisterResource(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002
        return resource_pb2.RegisterResourceResponse(urn=f"urn:{request.type}::{request.name}")

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002
        return empty_pb2.Empty()


@pytest.fixture
def monitor() -> Iterator[str]:
    """Its address."""
    server = grpc.server(ThreadPoolExecutor(2))
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(Monitor(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None)


def run(address: str, monitor: str = "127.0.0.1:1") -> Any:
    """Ask for a run as the engine does."""
    request = language_pb2.RunRequest(project="castmatch", stack="preview-0123abcd", monitor_address=monitor)
    with grpc.insecure_channel(address) as channel:
        return language_pb2_grpc.LanguageRuntimeStub(channel).Run(request, timeout=60)


def test_it_listens_and_then_tells_what_is_declared(place: Place, hosts: list[Host]) -> None:
    host = start(place, hosts, "import pulumi\npulumi.export('stack', pulumi.get_stack())")

    assert host.address().startswith("127.0.0.1:")
    assert host.answer()["declared"]["exports"] == {"stack": "dev"}


def test_a_refusal_is_an_answer(place: Place, hosts: list[Host]) -> None:
    host = start(place, hosts, "import pulumi\nraise pulumi.RunError('no such port')")

    host.address()

    assert host.answer() == {"error": "no such port"}


def test_a_program_that_ends_in_a_traceback_is_told_with_its_last_lines(place: Place, hosts: list[Host]) -> None:
    host = start(place, hosts, "raise OSError('a mistake')")
    host.address()

    with pytest.raises(UserError, match="a mistake") as told:
        host.answer()
    assert told.value.expected == "the program of the head to be declared"


def test_it_ends_also_where_a_run_was_asked_for_meanwhile(place: Place, hosts: list[Host]) -> None:
    """Pulumi asks as soon as it knows the address."""
    host = start(place, hosts, "import time\ntime.sleep(1)\nraise OSError('a mistake')")
    address = host.address()

    with ThreadPoolExecutor(1) as engine:
        asked = engine.submit(run, address)
        with pytest.raises(UserError, match="a mistake"):
            host.answer()
        with pytest.raises(grpc.RpcError):
            asked.result()


def test_it_runs_where_the_folder_lies_by_then_with_modules_from_there(
    place: Place, hosts: list[Host], monitor: str
) -> None:
    """The base moves out and the head in, so that no path differs between them."""
    host = start(
        place, hosts, "import pulumi\nfrom components.word import FOLDER\nraise pulumi.RunError(f'at {FOLDER}')"
    )
    address, declared = host.address(), host.answer()
    place.head.rename(place.project)

    assert declared == {"error": f"at {place.head}"}
    assert run(address, monitor).error == f"at {place.project}"


def test_a_run_that_cannot_begin_is_an_error_and_no_silence(place: Place, hosts: list[Host]) -> None:
    """The engine waits for an answer without an end."""
    host = start(place, hosts, "")
    address, _ = host.address(), host.answer()

    with pytest.raises(grpc.RpcError):
        run(address)  # nothing lies there


def test_it_ends_with_the_preview_however_that_ends(place: Place, hosts: list[Host]) -> None:
    host = start(place, hosts, "")
    host.address()
    assert host.process.stdin is not None

    host.process.stdin.close()

    assert host.process.wait(timeout=60) == 0
