"""Declare an environment against pulumi's mocks, and keep what the engine would be told."""

import contextvars
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]
from pulumi.runtime import MockResourceArgs, Mocks, set_mocks
from pulumi.runtime.mocks import MockCallArgs, MockMonitor

from castmatch.stack.load import load
from components.environment import Environment
from components.exports import export

PROJECT = Path(__file__).parents[3]
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}  # how Pulumi marks a secret value


@dataclass(frozen=True)
class Resource:
    """One resource as the engine would be told of it; a secret input is still marked as one."""

    urn: str
    kind: str
    name: str
    parent: str
    raw: Mapping[str, Any]
    dependencies: frozenset[str]
    options: Mapping[str, Any]

    @property
    def inputs(self) -> Any:
        """The inputs with every secret replaced by the one word "secret"."""
        return public(self.raw)


@dataclass
class Declared:
    """Everything that a program declared and exported."""

    resources: dict[str, Resource] = field(default_factory=dict)
    exports: dict[str, Any] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Resource]:
        """All resources whose type ends so, in the order of their registration."""
        return [resource for resource in self.resources.values() if resource.kind.endswith(f":{kind}")]

    def one(self, kind: str, name: str) -> Resource:
        """The one resource of this type and name."""
        (found,) = [resource for resource in self.of_kind(kind) if resource.name == name]
        return found

    def needs(self, resource: Resource) -> frozenset[str]:
        """Everything that must exist before this resource: its dependencies, its parents, theirs, and so on.

        A component's own dependencies are not repeated in its children, so the way up counts as well.
        """
        seen: set[str] = set()
        open_ends = [resource.urn]
        while open_ends:
            found = self.resources.get(open_ends.pop())
            ahead = ({found.parent} | found.dependencies) - seen if found else set()
            seen |= ahead
            open_ends += ahead
        return frozenset(seen)


class _Machine(Mocks):
    """What a provider would answer: the inputs, an id, and what only the machine knows."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        computed: dict[str, dict[str, Any]] = {
            "docker:index/remoteImage:RemoteImage": {"imageId": f"sha256:{args.inputs.get('name')}"},
            "pulumi-python:dynamic/castmatch:Password": {"value": f"password-of-{args.name}"},
            "pulumi-python:dynamic/castmatch:Ready": {"seconds": 1.5},
        }
        return f"{args.name}-id", {**args.inputs, **computed.get(args.typ, {})}

    def call(self, args: MockCallArgs) -> Any:
        raise AssertionError(f"nothing here calls a provider's function, but {args.token} was called")


class _Monitor(MockMonitor):
    """Keeps the whole request, and marks additional secret outputs as Pulumi's engine does."""

    def __init__(self, declared: Declared) -> None:
        super().__init__(_Machine())
        self.declared = declared

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name is Pulumi's
        answer = super().RegisterResource(request)  # type: ignore[no-untyped-call]
        for name in request.additionalSecretOutputs:
            answer.object.update({name: {**SECRET, "value": answer.object[name]}})
        by_property = (urn for entry in request.propertyDependencies.values() for urn in entry.urns)
        self.declared.resources[answer.urn] = Resource(
            urn=answer.urn,
            kind=request.type,
            name=request.name,
            parent=request.parent,
            raw=MessageToDict(request.object),
            dependencies=frozenset([*request.dependencies, *by_property]),
            options=MessageToDict(request),
        )
        return answer


def declare(
    stack: str = "dev",
    settings: Mapping[str, Any] | None = None,
    project: Path = PROJECT,
    chat_key: str | None = None,
) -> Declared:
    """Declare a whole environment. `settings` are stack settings without the `castmatch:`."""
    config = load({f"castmatch:{key}": value for key, value in (settings or {}).items()}, project, stack)

    def program() -> None:
        key = pulumi.Output.secret(chat_key) if chat_key else None
        export(Environment(stack, config, project, key))

    return declare_program(program, stack)


def declare_program(program: Callable[[], Any], stack: str = "dev") -> Declared:
    """Run a program against the mocks. Pulumi's settings live in a context of their own and end with it."""
    return contextvars.copy_context().run(_run, program, stack)


def _run(program: Callable[[], Any], stack: str) -> Declared:
    declared = Declared()
    set_mocks(_Machine(), project="castmatch", stack=stack, preview=False, monitor=_Monitor(declared))

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def run() -> pulumi.Output[None]:
        program()
        root: Any = pulumi.runtime.get_root_resource()
        shown: pulumi.Output[dict[str, Any]] = pulumi.Output.from_input(_shown(root.outputs))
        return shown.apply(declared.exports.update)

    run()
    return declared


async def _shown(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Outputs as `pulumi stack output` shows them: each secret one is the word "secret"."""
    found = {key: pulumi.Output.from_input(value) for key, value in outputs.items()}
    return {key: "secret" if await value.is_secret() else await value.future() for key, value in found.items()}


def public(value: Any) -> Any:
    """A value as anybody may see it: each secret in it is the word "secret"."""
    if isinstance(value, dict):
        if value.items() >= SECRET.items():
            return "secret"
        return {key: public(inner) for key, inner in value.items()}
    return [public(inner) for inner in value] if isinstance(value, list) else value


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, at any depth."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)
