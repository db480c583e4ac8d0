"""The outputs are what the command line reads back, and everything else about the stack stays inside."""

import pytest

from castmatch.declared.model import Declared
from castmatch.stack.model import SERVICES, ServiceName
from castmatch.stack.outputs import StackOutputs


def test_they_parse_as_the_typed_outputs(dev: Declared) -> None:
    outputs = StackOutputs.parse(dev.exports)

    assert outputs.stack == "dev"
    assert outputs.data_volume == "castmatch-dev-postgres-data"
    assert (outputs.role.name, outputs.role.database, outputs.role.state) == (
        "castmatch_user",
        "castmatch",
        "reconciled",
    )


def test_everything_exported_is_read(dev: Declared) -> None:
    """People read the URLs, with --show-secrets."""
    plain = {key: value for key, value in dev.exports.items() if key != "database_urls"}

    assert StackOutputs.parse(dev.exports).model_dump() == plain


@pytest.mark.requirement("R07")
def test_the_urls_of_roles_are_exported_as_a_secret(dev: Declared) -> None:
    assert dev.exports["database_urls"] == "secret"


def test_each_service_is_there_with_its_container_and_the_time_of_its_proof(dev: Declared) -> None:
    services = StackOutputs.parse(dev.exports).services

    assert set(services) == set(SERVICES)
    assert {name: service.container for name, service in services.items()} == {
        name: f"castmatch-dev-{name}" for name in SERVICES
    }
    assert all(service.seconds == 1.5 for service in services.values())


@pytest.mark.requirement("R18")
@pytest.mark.parametrize(
    ("service", "url"),
    [
        ("postgres", "postgresql://127.0.0.1:6432"),
        ("redis", "redis://127.0.0.1:7379"),
        ("ai", "http://127.0.0.1:9002"),
        ("backend", "http://127.0.0.1:6002"),
        ("frontend", "http://127.0.0.1:4001"),
    ],
)
def test_an_address_is_the_stacks_own_and_has_no_credentials(anna: Declared, service: ServiceName, url: str) -> None:
    assert StackOutputs.parse(anna.exports).services[service].url == url
