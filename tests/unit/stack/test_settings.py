"""A throw-away stack's settings: the real ones, on other ports, without secrets."""

import socket
from pathlib import Path

import pytest
import yaml

from castmatch.errors import UserError
from castmatch.stack.settings import Settings, free_shift, read_settings, write_settings

pytestmark = pytest.mark.requirement("R17")

SECURE = "castmatch:chatApiKey: {secure: v1:abc:def}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "Pulumi.dev.yaml"


def written(file: Path, *lines: str) -> Settings:
    file.write_text("config:\n" + "".join(f"  {line}\n" for line in lines))
    return read_settings(file, Path("/home/anna/project"))


def test_every_port_is_moved_and_everything_else_stays(file: Path) -> None:
    settings = written(file, 'castmatch:portOffset: "100"', "castmatch:memory: {redis: 64}")

    write_settings(settings, 7000, file, "encryptionsalt: s\n")

    document = yaml.safe_load(file.read_text())
    assert document["config"] == {"castmatch:portOffset": "7100", "castmatch:memory": {"redis": 64}}
    assert document["encryptionsalt"] == "s"


def test_a_key_without_a_namespace_is_the_projects(file: Path) -> None:
    assert written(file, "portOffset: 100").offset == 100


def test_a_missing_file_means_the_defaults(file: Path) -> None:
    assert read_settings(file, file.parent) == Settings({}, {})


def test_an_offset_that_is_none_is_the_programs_to_refuse(file: Path) -> None:
    assert written(file, "castmatch:portOffset: many").offset == 0


def test_a_file_that_is_no_yaml_is_refused(file: Path) -> None:
    with pytest.raises(UserError, match=r"Pulumi\.dev\.yaml to be YAML"):
        written(file, "a: b: c")


def test_a_relative_checkout_is_found_from_elsewhere(file: Path) -> None:
    settings = written(file, "castmatch:sources: {backend: ../backend, ai: /srv/ai}")

    assert settings.plain["castmatch:sources"] == {"backend": "/home/anna/backend", "ai": "/srv/ai"}


class TestSecrets:
    def test_what_stands_for_one_is_not_it_and_not_its_encrypted_form(self, file: Path) -> None:
        settings = written(file, SECURE)

        write_settings(settings, 100, file, "")

        assert "castmatch:chatApiKey" not in settings.plain
        assert "v1:abc" not in settings.secret["castmatch:chatApiKey"]
        assert "chatApiKey" not in file.read_text()

    def test_another_encrypted_form_is_another_stand_in(self, file: Path) -> None:
        same, again, other = written(file, SECURE), written(file, SECURE), written(file, SECURE.replace("def", "xyz"))

        assert same.secret == again.secret != other.secret


class TestFreeShift:
    def test_no_port_is_one_that_somebody_listens_on(self, file: Path) -> None:
        settings = written(file)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            shifts = {free_shift([settings]) for _ in range(20)}

            assert all(taken.getsockname()[1] not in {port + shift for port in settings.ports} for shift in shifts)

    def test_all_stay_below_the_ports_of_outgoing_connections(self, file: Path) -> None:
        settings = written(file, "castmatch:ports: {ai: 30001}")

        assert max(settings.ports) + free_shift([settings]) <= 32_767

    def test_ports_that_differ_between_base_and_head_are_all_free(self, file: Path) -> None:
        before, after = written(file), written(file, "castmatch:ports: {ai: 8003}")

        assert set(after.ports) - set(before.ports) == {8003}
        assert free_shift([before, after]) % 100 == 0

    def test_a_port_up_there_already_is_moved_among_its_like(self, file: Path) -> None:
        settings = written(file, "castmatch:ports: {ai: 40000}")

        assert 40_000 < 40_000 + free_shift([settings]) <= 65_535

    @pytest.mark.parametrize("line", ["castmatch:ports: {ai: 99999}", 'castmatch:portOffset: "70000"'])
    def test_a_port_that_is_none_is_for_the_program_to_refuse(self, file: Path, line: str) -> None:
        """It was said that no ports were free, where a wrong number had been written."""
        assert free_shift([written(file, line)]) > 0
