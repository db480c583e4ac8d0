"""One container as a service: all that is declared is carried over, or it is refused; never is anything lost."""

import json
from typing import Any

import pytest

from castmatch.compose.model import ComposeProject
from castmatch.compose.service import FILES_LABEL, SECRET_MODE, SHARED_MODE, files_of, secret_sections, service_of
from castmatch.declared.model import Declared, Resource
from castmatch.errors import UserError
from tests.unit.compose.rendered import services_of
from tests.unit.gates.programs import container as sound
from tests.unit.gates.programs import secret

VOLUMES = {"the-data": "data"}
NETWORKS = {"the-network": "network"}


def container(**changes: Any) -> Resource:
    """A declared container as our components make it, with these inputs changed."""
    house: dict[str, Any] = {
        "name": "castmatch-dev-cache",
        "envs": None,
        "healthcheck": {"tests": ["CMD", "true"], "timeout": "5s", "interval": "30s", "retries": 3.0},
        "networksAdvanced": [{"name": "the-network", "aliases": ["cache"]}],
        "mustRun": True,
    }
    return sound("cache", **{**house, **changes})


def service(**changes: Any) -> dict[str, Any]:
    declared = container(**changes)
    return service_of(declared, files_of(declared), VOLUMES, NETWORKS)


def test_a_container_in_words_of_compose() -> None:
    assert service(envs=["A=1"], stopSignal="SIGINT", user="1000:1000", command=["run"], entrypoint=["sh"]) == {
        "image": "redis:8.2.1-bookworm",
        "container_name": "castmatch-dev-cache",
        "command": ["run"],
        "entrypoint": ["sh"],
        "user": "1000:1000",
        "environment": ["A=1"],
        "networks": {"network": {"aliases": ["cache"]}},
        "ports": ["127.0.0.1:6379:6379"],
        "healthcheck": {"test": ["CMD", "true"], "interval": "30s", "retries": 3, "timeout": "5s"},
        "mem_limit": "512m",
        "memswap_limit": "512m",
        "logging": {"driver": "json-file", "options": {"max-file": "3", "max-size": "10m"}},
        "restart": "unless-stopped",
        "stop_grace_period": "10s",
        "stop_signal": "SIGINT",
        "init": False,
    }


def test_what_is_not_declared_is_not_said() -> None:
    left_out = service(envs=[], ports=[], healthcheck=None, memory=None)

    assert not {"environment", "ports", "healthcheck", "mem_limit", "command", "user", "labels"} & set(left_out)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"privileged": True}, "privileged"),
        ({"capabilities": {"adds": ["CAP_SYS_ADMIN"]}}, "capabilities"),
        ({"tmpfs": {"/run": ""}}, "tmpfs"),
        ({"ports": [{"ip": "127.0.0.1", "external": 1.0, "internal": 1.0, "protocol": "udp"}]}, "ports.protocol"),
        ({"healthcheck": {"tests": ["CMD"], "retries": 1.0, "startPeriod": "5s"}}, "healthcheck.startPeriod"),
        ({"volumes": [{"volumeName": "the-data", "containerPath": "/d", "fromContainer": "x"}]}, "volumes.fromCont"),
        ({"networksAdvanced": [{"name": "the-network", "aliases": [], "ipv4Address": "10.0.0.2"}]}, "ipv4Address"),
        ({"uploads": [{"file": "/a", "content": "", "executable": True}]}, "uploads.executable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_carried_over_is_an_error_and_never_lost(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(UserError) as caught:
        service(**changes)

    assert "container cache" in caught.value.expected
    assert named in caught.value.found


@pytest.mark.parametrize("stack", ["dev", "anna", "many_declared"])
def test_every_input_of_our_own_containers_is_carried_over(stack: str, request: pytest.FixtureRequest) -> None:
    declared: Declared = request.getfixturevalue(stack)
    volumes = {str(found.raw["name"]): found.name for found in declared.of_kind("Volume")}
    networks = {str(found.raw["name"]): found.name for found in declared.of_kind("Network")}

    for found in declared.of_kind("Container"):
        assert service_of(found, files_of(found), volumes, networks)["container_name"] == found.raw["name"]


class TestMounts:
    def test_a_volume_of_the_stack_a_folder_and_one_that_may_only_be_read(self) -> None:
        mounts = service(
            volumes=[
                {"volumeName": "the-data", "containerPath": "/data", "readOnly": True},
                {"hostPath": "/home/anna/app", "containerPath": "/srv/app"},
            ]
        )["volumes"]

        assert mounts == [
            {"type": "volume", "source": "data", "target": "/data", "read_only": True},
            {"type": "bind", "source": "/home/anna/app", "target": "/srv/app"},
        ]


@pytest.mark.requirement("R07")
class TestFiles:
    UPLOADS = (
        {"file": "/run/secrets/password", "content": secret("password-of-it"), "permissions": "0444"},
        {"file": "/etc/castmatch/rules.conf", "content": "all of them", "permissions": "0666"},
    )

    def test_a_secret_is_one_of_composes_own_and_only_its_name_is_in_the_service(self) -> None:
        found = service(uploads=[*self.UPLOADS])

        assert found["secrets"] == [{"source": "cache-password", "target": "password"}]
        assert "password-of" not in json.dumps(found)

    def test_its_content_is_in_a_read_only_file_below_secrets(self) -> None:
        hidden, _ = files_of(container(uploads=[*self.UPLOADS])).files

        assert (hidden.service, hidden.path, hidden.template) == ("cache", "secrets/cache-password", "password-of-it")
        assert hidden.mode == SECRET_MODE == 0o444
        assert secret_sections([hidden]) == {"cache-password": {"file": "./secrets/cache-password"}}

    def test_another_file_is_mounted_where_the_container_may_write_it(self) -> None:
        _, shared = files_of(container(uploads=[*self.UPLOADS])).files

        assert (shared.path, shared.template, shared.mode) == ("files/cache-rules.conf", "all of them", SHARED_MODE)
        assert service(uploads=[*self.UPLOADS])["volumes"] == [
            {"type": "bind", "source": "./files/cache-rules.conf", "target": "/etc/castmatch/rules.conf"}
        ]
        assert secret_sections([shared]) == {}

    def test_a_secret_at_another_place_is_refused_and_not_quoted(self) -> None:
        with pytest.raises(UserError, match="/etc/passwords") as caught:
            files_of(container(uploads=[{"file": "/etc/passwords", "content": secret("hush")}]))

        assert "hush" not in str(caught.value)

    def test_a_changed_file_changes_the_label_so_that_compose_makes_the_container_anew(self) -> None:
        before, after = (
            service(uploads=[{"file": "/etc/rules.conf", "content": content}])["labels"][FILES_LABEL]
            for content in ("one", "another")
        )

        assert before != after
        assert len(before) == 12


def test_a_health_check_asks_as_declared(annas: ComposeProject) -> None:
    checks = [one["healthcheck"] for one in services_of(annas).values() if "healthcheck" in one]

    assert len(checks) == 6
    assert {(one["interval"], one["timeout"], one["retries"]) for one in checks} == {("1m30s", "500ms", 5)}


@pytest.mark.requirement("R11")
def test_limits_rotation_and_a_clean_stop_are_carried_over(annas: ComposeProject) -> None:
    for name, one in services_of(annas).items():
        assert one["logging"] == {"driver": "json-file", "options": {"max-file": "2", "max-size": "1m"}}, name
        assert one["mem_limit"] == one["memswap_limit"], name
        assert one["stop_grace_period"] == ("30s" if name == "postgres" else "10s"), name
    assert services_of(annas)["backend"]["mem_limit"] == "256m"
    assert services_of(annas)["postgres"]["stop_signal"] == "SIGINT"
