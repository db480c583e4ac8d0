"""Every container keeps the context rules, whatever service it runs."""

from typing import Any

import pulumi
import pulumi_docker as docker
import pytest

from castmatch.declared.model import Declared
from castmatch.stack.model import CONTAINERS, StackConfig
from castmatch.stack.names import Names
from components.container import Service, StackContext, declare_container
from tests.unit.components.declared import declare_program

EACH = pytest.mark.parametrize("service", CONTAINERS)


def container(declared: Declared, service: str) -> Any:
    return declared.one("Container", service).inputs


def test_there_are_the_five_services_and_their_guardian(dev: Declared) -> None:
    assert {resource.name for resource in dev.of_kind("Container")} == set(CONTAINERS)


@EACH
@pytest.mark.requirement("R06")
def test_its_port_listens_on_this_machine_alone(dev: Declared, anna: Declared, service: str) -> None:
    (port,), (moved,) = container(dev, service)["ports"], container(anna, service)["ports"]

    assert (port["ip"], moved["ip"]) == ("127.0.0.1", "127.0.0.1")
    assert (port["external"], moved["external"]) == (port["internal"], port["internal"] + 1000)


@EACH
@pytest.mark.requirement("R06")
def test_it_is_found_by_its_service_name_in_the_stacks_network(dev: Declared, service: str) -> None:
    assert container(dev, service)["networksAdvanced"] == [{"name": "castmatch-dev", "aliases": [service]}]


@EACH
@pytest.mark.requirement("R11")
def test_its_memory_is_limited_and_it_does_not_swap(dev: Declared, service: str) -> None:
    """Without the second every preview shows a difference."""
    inputs = container(dev, service)

    assert inputs["memory"] > 0
    assert inputs["memorySwap"] == inputs["memory"]


@pytest.mark.requirement("R11")
def test_a_memory_limit_can_be_set_for_one_service(dev: Declared, anna: Declared) -> None:
    assert container(anna, "backend")["memory"] == 256
    assert container(anna, "ai")["memory"] == container(dev, "ai")["memory"]


@EACH
@pytest.mark.requirement("R11")
def test_its_log_is_rotated(dev: Declared, anna: Declared, service: str) -> None:
    assert container(dev, service)["logDriver"] == "json-file"
    assert container(dev, service)["logOpts"] == {"max-size": "10m", "max-file": "3"}
    assert container(anna, service)["logOpts"] == {"max-size": "1m", "max-file": "2"}


@EACH
@pytest.mark.requirement("R10")
def test_it_restarts_by_itself(dev: Declared, service: str) -> None:
    assert container(dev, service)["restart"] == "unless-stopped"
    assert container(dev, service)["mustRun"] is True


@EACH
@pytest.mark.requirement("R11")
def test_it_is_stopped_with_a_grace_period(dev: Declared, service: str) -> None:
    """Without one the provider kills at once, and PostgreSQL would recover at its next start."""
    inputs = container(dev, service)

    assert inputs["destroyGraceSeconds"] == inputs["stopTimeout"] == (30 if service == "postgres" else 10)


@EACH
@pytest.mark.requirement("R08")
def test_docker_checks_it_every_thirty_seconds(dev: Declared, service: str) -> None:
    check = container(dev, service)["healthcheck"]

    assert (check["interval"], check["timeout"], check["retries"]) == ("30s", "5s", 3)
    assert check["tests"][0] == "CMD"


@EACH
def test_durations_are_written_as_docker_prints_them(anna: Declared, service: str) -> None:
    """ "90s" would read back as "1m30s" and replace the container on every `up`."""
    check = container(anna, service)["healthcheck"]

    assert (check["interval"], check["timeout"]) == ("1m30s", "500ms")


@EACH
def test_a_changed_health_check_replaces_it_old_one_first(dev: Declared, service: str) -> None:
    """Docker cannot change one in place, and two containers cannot share a name."""
    options = dev.one("Container", service).options

    assert options["replaceOnChanges"] == ["healthcheck"]
    assert options["deleteBeforeReplace"] is True


@EACH
def test_it_sees_nothing_of_the_machine_but_an_apps_source(dev: Declared, service: str) -> None:
    mounted = [volume for volume in container(dev, service).get("volumes", ()) if "hostPath" in volume]

    is_app = service in ("ai", "backend", "frontend")
    assert [volume["containerPath"] for volume in mounted] == (["/srv/app"] if is_app else [])


@EACH
def test_it_has_no_privilege_over_the_machine(dev: Declared, service: str) -> None:
    inputs = container(dev, service)

    for privilege in ("privileged", "capabilities", "devices", "networkMode", "pidMode", "securityOpts", "mounts"):
        assert not inputs.get(privilege), privilege


@EACH
def test_its_image_is_given_by_id(dev: Declared, service: str) -> None:
    """A tag stays the same when its image is rebuilt, so nothing would change."""
    assert container(dev, service)["image"].startswith("sha256:")


@EACH
def test_every_file_below_run_secrets_is_secret_and_no_other_is(dev: Declared, service: str) -> None:
    for upload in container(dev, service).get("uploads", ()):
        is_secret = upload["file"].startswith("/run/secrets/")

        assert (upload["content"] == "secret") is is_secret, upload["file"]
        assert upload["permissions"] == ("0444" if is_secret else "0666")


def test_even_a_secret_that_came_in_plain_goes_out_as_one() -> None:
    """Nobody who adds a service needs to think of it."""

    def program() -> None:
        context = StackContext(Names("dev"), StackConfig(), docker.Network("network", name="castmatch-dev"))
        service = Service(
            "redis", image="sha256:1", health=["CMD", "true"], stop_seconds=1, secrets={"key": "in plain"}
        )
        declare_container(context, service, pulumi.ComponentResource("test:index:StackContext", "context"))

    (upload,) = container(declare_program(program), "redis")["uploads"]

    assert upload == {"file": "/run/secrets/key", "content": "secret", "permissions": "0444"}
