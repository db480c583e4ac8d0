"""How the running program gets its settings: validated, with ports that are free, and a key that is encrypted."""

import json
from collections.abc import Callable
from pathlib import Path

import pulumi
import pytest

from castmatch.docker_engine import port_check
from castmatch.errors import UserError
from castmatch.stack.settings import PROOFS_REQUIRED
from components.program import chat_key, proofs_required, settings
from tests.unit.components.declared import declare_program

Configure = Callable[..., None]


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Hand the program a config as Pulumi does: JSON in two environment variables."""

    def to(config: dict[str, str], secret_keys: tuple[str, ...] = ()) -> None:
        monkeypatch.setenv("PULUMI_CONFIG", json.dumps(config))
        monkeypatch.setenv("PULUMI_CONFIG_SECRET_KEYS", json.dumps(secret_keys))

    to({})
    return to


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> None:
    """No port of ours is held by anybody else."""
    monkeypatch.setattr(port_check, "foreign_holder", lambda _port, _own: None)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of somebody else on PostgreSQL's port."""
    monkeypatch.setattr(port_check, "foreign_holder", lambda port, _own: "process x (pid 7)" if port == 5432 else None)


@pytest.mark.usefixtures("free")
class TestSettings:
    def test_they_are_the_stacks_config(self, configure: Configure, tmp_path: Path) -> None:
        configure({"castmatch:portOffset": "1000", "castmatch:memory": '{"ai":256}'})

        found = settings(tmp_path, "dev")

        assert (found.port_offset, found.memory.ai) == (1000, 256)

    @pytest.mark.requirement("R19")
    def test_wrong_ones_are_refused(self, configure: Configure, tmp_path: Path) -> None:
        configure({"castmatch:portOfset": "1000"})

        with pytest.raises(UserError, match="did you mean portOffset"):
            settings(tmp_path, "dev")


@pytest.mark.usefixtures("taken", "configure")
class TestPorts:
    @pytest.mark.requirement("R19")
    def test_a_port_of_somebody_elses_ends_an_up(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: False)

        with pytest.raises(UserError, match="port 5432"):
            settings(tmp_path, "dev")

    @pytest.mark.requirement("R16")
    def test_a_preview_only_warns(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        warnings: list[str] = []
        monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)
        monkeypatch.setattr(pulumi.log, "warn", warnings.append)

        settings(tmp_path, "dev")

        assert warnings == ["port 5432 for postgres is held by process x (pid 7)"]


@pytest.mark.usefixtures("configure")
def test_a_recording_looks_at_no_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_check, "foreign_holder", lambda *_: pytest.fail("looked"))

    declare_program(lambda: settings(tmp_path, "dev"))


class TestChatKey:
    KEY = "castmatch:chatApiKey"

    def test_an_encrypted_key_arrives_as_a_secret(self, configure: Configure) -> None:
        configure({self.KEY: "sk-a-secret"}, secret_keys=(self.KEY,))

        def program() -> None:
            pulumi.ComponentResource("test:index:User", "user", {"key": chat_key()})

        (user,) = declare_program(program).of_kind("User")

        assert user.raw["key"]["value"] == "sk-a-secret"
        assert user.inputs == {"key": "secret"}

    def test_a_key_in_clear_text_is_refused_and_not_repeated(self, configure: Configure) -> None:
        configure({self.KEY: "sk-a-secret"})

        with pytest.raises(UserError) as caught:
            declare_program(chat_key)

        assert "pulumi config set --secret chatApiKey" in caught.value.next_step
        assert "sk-a-secret" not in str(caught.value)

    @pytest.mark.usefixtures("configure")
    def test_without_a_key_there_is_none(self) -> None:
        found: list[object] = []

        declare_program(lambda: found.append(chat_key()))

        assert found == [None]


@pytest.mark.parametrize(
    ("config", "required"), [({PROOFS_REQUIRED: "false"}, False), ({}, True)], ids=["ephemeral", "else"]
)
def test_an_ephemeral_stacks_file_says_that_proofs_are_not_required(
    configure: Configure, config: dict[str, str], required: bool
) -> None:
    configure(config)
    found: list[bool] = []

    declare_program(lambda: found.append(proofs_required()))

    assert found == [required]
