"""Redis: a cache with a password that stands in no process list, and a URL that only a proven server gives out."""

import pytest

from castmatch.declared.model import Declared
from components.redis import redis_conf


@pytest.mark.requirement("R05")
def test_it_starts_from_a_secret_config_file(dev: Declared) -> None:
    """A flag with the password would stand in the process list."""
    inputs = dev.one("Container", "redis").inputs

    assert inputs["command"] == ["redis-server", "/run/secrets/redis.conf"]
    assert {upload["file"] for upload in inputs["uploads"]} == {
        "/run/secrets/redis.conf",
        "/run/secrets/redis-password",
    }


def test_it_asks_for_the_password_and_keeps_nothing_on_disk() -> None:
    settings = redis_conf("s3cret").splitlines()

    assert "requirepass s3cret" in settings
    assert 'save ""' in settings
    assert "appendonly no" in settings


def test_the_oldest_keys_go_before_memory_runs_out() -> None:
    assert "maxmemory-policy allkeys-lru" in redis_conf("s3cret").splitlines()


@pytest.mark.requirement("R08")
def test_docker_checks_it_with_its_password_over_the_network(dev: Declared) -> None:
    script = dev.one("Container", "redis").inputs["healthcheck"]["tests"][-1]

    assert 'REDISCLI_AUTH="$(cat /run/secrets/redis-password)"' in script
    assert '-h "$(hostname)"' in script
    assert script.endswith("= PONG")


@pytest.mark.requirement("R09")
def test_its_url_is_given_out_only_when_it_is_proven(dev: Declared) -> None:
    uploads = dev.one("Container", "backend").options["propertyDependencies"]["uploads"]

    assert dev.one("Ready", "redis-ready").urn in uploads["urns"]


def test_it_is_probed_with_its_password_on_the_stacks_own_port(anna: Declared) -> None:
    target = anna.one("Ready", "redis-ready").raw["target"]["value"]

    assert target == "redis://:password-of-redis-password@127.0.0.1:7379/0"


def test_it_has_no_volume(dev: Declared) -> None:
    assert not dev.one("Container", "redis").inputs.get("volumes")
