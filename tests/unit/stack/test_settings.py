"""The settings of a stack file, for other ports and without secrets."""

from pathlib import Path

import pytest

from castmatch.errors import UserError
from castmatch.stack.settings import Settings, read_settings

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

    assert settings.shifted(7000) == {"castmatch:portOffset": "7100", "castmatch:memory": {"redis": 64}}


def test_a_key_without_a_namespace_is_the_projects(file: Path) -> None:
    assert written(file, "portOffset: 100").offset == 100


def test_a_missing_file_means_the_defaults(file: Path) -> None:
    assert read_settings(file, file.parent) == Settings({}, {})


def test_an_invalid_offset_is_left_to_the_program_to_refuse(file: Path) -> None:
    assert written(file, "castmatch:portOffset: many").offset == 0


def test_a_file_that_is_no_yaml_is_refused(file: Path) -> None:
    with pytest.raises(UserError, match=r"Pulumi\.dev\.yaml to be YAML"):
        written(file, "a: b: c")


def test_a_relative_checkout_is_found_from_elsewhere(file: Path) -> None:
    settings = written(file, "castmatch:sources: {backend: ../backend, ai: /srv/ai}")

    assert settings.plain["castmatch:sources"] == {"backend": "/home/anna/backend", "ai": "/srv/ai"}


def test_what_stands_for_a_secret_is_not_it_and_not_its_encrypted_form(file: Path) -> None:
    settings = written(file, SECURE)

    assert "castmatch:chatApiKey" not in settings.plain
    assert "v1:abc" not in settings.secret["castmatch:chatApiKey"]


def test_another_encrypted_form_is_another_stand_in(file: Path) -> None:
    same, again, other = written(file, SECURE), written(file, SECURE), written(file, SECURE.replace("def", "xyz"))

    assert same.secret == again.secret != other.secret
