"""Small programs to judge: one container that breaks no rule, and what a test changes of it."""

from dataclasses import dataclass
from typing import Any

from castmatch.declared.model import SECRET, Declared, Resource
from castmatch.gates.model import Program, Violation
from castmatch.gates.rules import RULES

CONTAINER = "docker:index/container:Container"
VOLUME = "docker:index/volume:Volume"
IMAGE = "docker:index/remoteImage:RemoteImage"
ROLE = "pulumi-python:dynamic/castmatch:PostgresRole"
SOUND: dict[str, Any] = {
    "image": "redis:8.2.1-bookworm",
    "healthcheck": {"tests": ["CMD", "node", "health.js"]},
    "memory": 512.0,
    "memorySwap": 512.0,
    "restart": "unless-stopped",
    "logDriver": "json-file",
    "logOpts": {"max-size": "10m", "max-file": "3"},
    "destroyGraceSeconds": 10.0,
    "stopTimeout": 10.0,
    "ports": [{"internal": 6379.0, "external": 6379.0, "ip": "127.0.0.1"}],
    "envs": ["STACK=dev"],
}


@dataclass(frozen=True)
class Refused:
    """A program that breaks a rule, and a part of what is said of it."""

    program: Program
    found: str
    fix: str


def container(name: str = "cache", /, needs: tuple[Resource, ...] = (), **changes: Any) -> Resource:
    """A sound container with these inputs changed; None leaves one out."""
    raw = {key: value for key, value in {**SOUND, **changes}.items() if value is not None}
    return resource(CONTAINER, name, needs, **raw)


def resource(
    kind: str, name: str, /, needs: tuple[Resource, ...] = (), options: dict[str, Any] | None = None, **raw: Any
) -> Resource:
    """Any resource, with what it depends on."""
    return Resource(f"urn:{kind}::{name}", kind, name, "", raw, frozenset(one.urn for one in needs), options or {})


def program(*resources: Resource, **known: Any) -> Program:
    """A program of these resources; `known` is the rest of what a rule may know."""
    return Program(Declared({found.urn: found for found in resources}), **known)


def secret(value: str) -> dict[str, str]:
    """A value that is marked as a secret."""
    return {**SECRET, "value": value}


def broken(rule: str, judged: Program) -> list[Violation]:
    """What one rule has against a program."""
    return list(RULES[rule].check(judged))
