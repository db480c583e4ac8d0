"""The same rules judge resources as the policy SDK describes them. The SDK itself needs a venv of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

import pytest

from castmatch.declared.model import UNKNOWN
from castmatch.gates.policy_pack import SETTINGS, judged, message, of_resource, of_stack
from castmatch.gates.rules import RULES
from tests.unit.gates.programs import CONTAINER, SOUND, VOLUME

pytestmark = pytest.mark.requirement("R28")
TODAY = date(2026, 6, 1)


class NotKnown(Exception):  # noqa: N818 - as little an error as the SDK's own
    """What the SDK raises when a value is asked for that is known only later."""


class Proxied(Mapping[str, Any]):
    """An object as the SDK hands it over."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getitem__(self, key: str) -> Any:
        if self._values[key] is NotKnown:
            raise NotKnown
        return proxied(self._values[key])

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class ProxiedList(Sequence[Any]):
    """A list as the SDK hands it over."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values

    def __getitem__(self, place: Any) -> Any:
        if self._values[place] is NotKnown:
            raise NotKnown
        return proxied(self._values[place])

    def __len__(self) -> int:
        return len(self._values)


def proxied(value: Any) -> Any:
    return Proxied(value) if isinstance(value, dict) else ProxiedList(value) if isinstance(value, list) else value


@dataclass
class Opts:
    protect: bool = False


@dataclass
class Told:
    """A resource as the SDK describes it."""

    resource_type: str
    name: str
    values: dict[str, Any]
    opts: Opts = field(default_factory=Opts)
    parent: "Told | None" = None
    dependencies: list["Told"] = field(default_factory=list)
    property_dependencies: dict[str, list["Told"]] = field(default_factory=dict)

    @property
    def urn(self) -> str:
        return f"urn:{self.resource_type}::{self.name}"

    @property
    def props(self) -> Mapping[str, Any]:
        return Proxied(self.values)


def found(rule: str, told: Told, **settings: Any) -> list[str]:
    """What a rule about one resource finds against it."""
    return [one.found for one in judged(RULES[rule], of_resource(told, NotKnown), settings, TODAY)]


def test_inputs_come_out_of_the_proxies_and_what_is_not_known_yet_is_marked() -> None:
    told = Told(CONTAINER, "cache", {"envs": ["A=1", NotKnown], "image": NotKnown, "healthcheck": {"tests": ["CMD"]}})

    (resource,) = of_resource(told, NotKnown).resources.values()

    assert resource.raw == {"envs": ["A=1", UNKNOWN], "image": UNKNOWN, "healthcheck": {"tests": ["CMD"]}}


@pytest.mark.parametrize("rule", [name for name, rule in RULES.items() if rule.scope == "resource"])
def test_a_sound_container_passes_also_when_hardly_anything_is_known(rule: str) -> None:
    assert found(rule, Told(CONTAINER, "cache", SOUND)) == []
    assert (
        found(rule, Told(CONTAINER, "cache", dict.fromkeys([*SOUND, "volumes", "mounts", "uploads"], NotKnown))) == []
    )


def test_a_bad_one_is_refused() -> None:
    assert found("memory-limit", Told(CONTAINER, "cache", {**SOUND, "memory": None})) == ["memory none"]


class TestSettings:
    BAD = Told(CONTAINER, "cache", {**SOUND, "memory": None})

    def test_an_exception_lets_one_resource_pass_until_its_day(self) -> None:
        granted = {"resource": "cache", "reason": "a test", "until": "2026-06-01"}

        assert found("memory-limit", self.BAD, exceptions=[granted]) == []
        assert found("memory-limit", self.BAD, exceptions=[{**granted, "resource": "other"}]) == ["memory none"]

    def test_one_that_has_ended_is_named(self) -> None:
        ended = {"resource": "cache", "reason": "a test", "until": "2026-05-31"}

        (text,) = found("memory-limit", self.BAD, exceptions=[ended])

        assert text.endswith("the exception for it ended on 2026-05-31")

    def test_they_name_what_a_program_allows(self) -> None:
        mounting = Told(CONTAINER, "app", {**SOUND, "volumes": [{"hostPath": "/src/app", "containerPath": "/app"}]})
        local = Told(CONTAINER, "app", {**SOUND, "image": "app:dev"})

        assert found("host-mounts", mounting) == ["a mount of /src/app"]
        assert found("host-mounts", mounting, hostFolders=["/src"]) == []
        assert found("pinned-image", local, localImages=["app:dev"]) == []

    def test_each_has_a_schema(self) -> None:
        assert set(SETTINGS) == {"exceptions", "hostFolders", "localImages", "applicationRole"}


class TestStack:
    """Rules about several resources see what belongs together."""

    ROLE = Told("postgresql:index/role:Role", "app", {"name": "app", "createDatabase": False})
    URL: ClassVar = {"uploads": [{"file": "/run/secrets/DATABASE_URL", "content": "postgresql://a:b@c/d"}]}

    def app(self, **placed: Any) -> Told:
        return Told(CONTAINER, "app", {**SOUND, **self.URL}, **placed)

    def broken(self, rule: str, *told: Told) -> list[str]:
        return [one.resource for one in judged(RULES[rule], of_stack(told, NotKnown), {}, TODAY)]

    def test_what_waits_for_what_is_known(self) -> None:
        component = Told("x:y:Component", "component", {}, dependencies=[self.ROLE])

        assert self.broken("role-first", self.ROLE, self.app()) == ["app"]
        assert self.broken("role-first", self.ROLE, self.app(dependencies=[self.ROLE])) == []
        assert self.broken("role-first", self.ROLE, self.app(property_dependencies={"uploads": [self.ROLE]})) == []
        assert self.broken("role-first", self.ROLE, component, self.app(parent=component)) == []

    def test_a_data_volume_must_be_protected(self) -> None:
        """The SDK does not tell of retainOnDelete."""
        mounted = [{"volumeName": "data", "containerPath": "/var/lib/postgresql/data"}]
        server = Told(CONTAINER, "db", {**SOUND, "image": "postgres:17.6", "volumes": mounted})

        assert self.broken("kept-data", Told(VOLUME, "v", {"name": "data"}), server) == ["v"]
        assert self.broken("kept-data", Told(VOLUME, "v", {"name": "data"}, Opts(protect=True)), server) == []


def test_a_violation_is_reported_in_three_lines() -> None:
    (violation,) = judged(RULES["restart-policy"], of_resource(Told(CONTAINER, "c", {}), NotKnown), {}, TODAY)

    assert message(violation) == (
        'c: expected  a restart policy\nfound     restart none\nfix       restart="unless-stopped"'
    )
