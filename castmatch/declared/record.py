"""Run a Pulumi program against the SDK's own mocks, and record the resources that it registers.

No engine, no provider and no Docker takes part. It takes about 0.1 s.
"""

import asyncio
import contextvars
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pulumi
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]
from pulumi.runtime import MockResourceArgs, Mocks, set_mocks
from pulumi.runtime.mocks import MockCallArgs, MockMonitor
from pulumi.runtime.settings import get_monitor

from castmatch.declared.model import SECRET, Declared, Resource
from castmatch.declared.stand_in import password_of


def declared_by(program: Callable[[], Any], stack: str, project: str = "castmatch") -> Declared:
    """What a program declares and exports. An exception of the program is raised.

    It runs in a context of its own, because that is where the SDK keeps its settings; so a running Pulumi program can
    record itself.
    """
    context = contextvars.Context()
    if not _in_event_loop():
        return context.run(_run, program, stack, project)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(context.run, _run, program, stack, project).result()


def is_recording() -> bool:
    """Whether the calling program is only recorded: no resource of it will be made."""
    return isinstance(get_monitor(), MockMonitor)


def when_recorded(judge: Callable[[Declared], None]) -> None:
    """While recording: call `judge` with the complete recording. `declared_by` raises what it raises."""
    monitor: Any = get_monitor()
    monitor.judges.append(judge)


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _run(program: Callable[[], Any], stack: str, project: str) -> Declared:
    declared = Declared()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        monitor = _Monitor(declared)
        set_mocks(_Machine(), project=project, stack=stack, preview=True, monitor=monitor)
        _finish(program, declared)
        for judge in monitor.judges:
            judge(declared)
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return declared


@pulumi.runtime.test  # type: ignore[untyped-decorator]
def _finish(program: Callable[[], Any], declared: Declared) -> pulumi.Output[None]:
    """Run the program and wait for all that it set going; only the SDK's decorator for tests does that."""
    program()
    root: Any = pulumi.runtime.get_root_resource()
    shown: pulumi.Output[dict[str, Any]] = pulumi.Output.from_input(_shown(root.outputs))
    return shown.apply(declared.exports.update, run_with_unknowns=True)


class _Machine(Mocks):
    """What a provider would answer: the inputs, an id, and what only the machine knows."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        computed: dict[str, dict[str, Any]] = {
            "docker:index/remoteImage:RemoteImage": {"imageId": f"sha256:{args.inputs.get('name')}"},
            "pulumi-python:dynamic/castmatch:Password": {"value": password_of(args.name or "")},
            "pulumi-python:dynamic/castmatch:Ready": {"seconds": 1.5},
        }
        return f"{args.name}-id", {**args.inputs, **computed.get(args.typ, {})}

    def call(self, args: MockCallArgs) -> Any:
        raise NotImplementedError(f"nothing here calls a provider's function, but {args.token} was called")


class _Monitor(MockMonitor):
    """Keeps the whole request, and marks additional secret outputs as Pulumi's engine does."""

    def __init__(self, declared: Declared) -> None:
        super().__init__(_Machine())
        self._declared = declared
        self.judges: list[Callable[[Declared], None]] = []

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name is Pulumi's
        answer = super().RegisterResource(request)  # type: ignore[no-untyped-call]
        for name in request.additionalSecretOutputs:
            answer.object.update({name: {**SECRET, "value": answer.object[name]}})
        by_property = (urn for entry in request.propertyDependencies.values() for urn in entry.urns)
        self._declared.resources[answer.urn] = Resource(
            urn=answer.urn,
            kind=request.type,
            name=request.name,
            parent=request.parent,
            raw=MessageToDict(request.object),
            dependencies=frozenset([*request.dependencies, *by_property]),
            options=MessageToDict(request),
        )
        return answer


async def _shown(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Outputs as `pulumi stack output` shows them: each secret one is the word "secret"."""
    found = {key: pulumi.Output.from_input(value) for key, value in outputs.items()}
    return {key: "secret" if await value.is_secret() else await value.future() for key, value in found.items()}
