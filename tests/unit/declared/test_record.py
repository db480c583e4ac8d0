"""A program is run without engine, provider or Docker; what the engine would be told is kept."""

import asyncio

import pulumi
import pulumi_docker as docker
import pytest

from castmatch.declared.model import Declared
from castmatch.declared.record import declared_by, is_recording, when_recorded


def program() -> None:
    network = docker.Network("network", name="castmatch-dev", opts=pulumi.ResourceOptions(retain_on_delete=True))
    docker.Container("redis", image="redis", envs=[network.name.apply(lambda name: f"NETWORK={name}")])
    pulumi.export("network", network.name)
    pulumi.export("password", pulumi.Output.secret("hidden"))


def test_resources_are_kept_with_inputs_options_and_dependencies() -> None:
    declared = declared_by(program, "dev")

    network, container = declared.one("Network", "network"), declared.one("Container", "redis")
    assert network.options["retainOnDelete"] is True
    assert container.inputs["envs"] == ["NETWORK=castmatch-dev"]
    assert container.dependencies == {network.urn}


def test_exports_are_kept_and_secret_ones_are_hidden() -> None:
    assert declared_by(program, "dev").exports == {"network": "castmatch-dev", "password": "secret"}


def test_it_counts_as_a_preview() -> None:
    """So nothing is written on the developer's disk."""
    seen: list[bool] = []

    declared_by(lambda: seen.append(pulumi.runtime.is_dry_run()), "dev")

    assert seen == [True]


def test_what_the_program_raises_is_raised() -> None:
    def wrong() -> None:
        raise ValueError("not so")

    with pytest.raises(ValueError, match="not so"):
        declared_by(wrong, "dev")


def test_a_running_program_can_record_itself() -> None:
    """Pulumi runs a program inside its event loop; the program's own settings are as they were."""

    async def running() -> tuple[int, str]:
        pulumi.runtime.settings._set_stack("the real one")
        return len(declared_by(program, "recorded").of_kind("Container")), pulumi.get_stack()

    assert asyncio.run(running()) == (1, "the real one")


def test_a_program_knows_that_it_is_only_recorded() -> None:
    seen: list[bool] = []

    declared_by(lambda: seen.append(is_recording()), "dev")

    assert [*seen, is_recording()] == [True, False]


def test_who_asks_gets_the_recording_when_it_is_complete() -> None:
    """Also what the program declares after it was asked for."""
    seen: list[int] = []

    def asking() -> None:
        when_recorded(lambda declared: seen.append(len(declared.of_kind("Container"))))
        program()

    declared_by(asking, "dev")

    assert seen == [1]


def test_what_is_raised_on_seeing_the_recording_is_raised() -> None:
    def refuse(_: Declared) -> None:
        raise ValueError("not so")

    with pytest.raises(ValueError, match="not so"):
        declared_by(lambda: when_recorded(refuse), "dev")
