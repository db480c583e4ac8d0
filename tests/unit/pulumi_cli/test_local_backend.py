"""Pulumi's state in a folder: whose lock still counts, and what a killed process left half-written."""

import json
import os
import socket
from pathlib import Path

import pytest

from castmatch.pulumi_cli.local_backend import is_abandoned, local_backend, remove_torn_attributes, salt_of

HERE = socket.gethostname()


class TestIsAbandoned:
    def test_a_lock_whose_process_ended_is_abandoned(self, gone: int) -> None:
        assert is_abandoned({"pid": gone, "hostname": HERE}, HERE)

    def test_a_lock_whose_process_runs_is_not(self) -> None:
        assert not is_abandoned({"pid": os.getpid(), "hostname": HERE}, HERE)

    def test_a_lock_of_another_machine_is_not_ours_to_judge(self, gone: int) -> None:
        assert not is_abandoned({"pid": gone, "hostname": "another-host"}, HERE)

    def test_a_process_of_another_user_runs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def not_permitted(_pid: int, _signal: int) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "kill", not_permitted)

        assert not is_abandoned({"pid": 1, "hostname": HERE}, HERE)


@pytest.mark.parametrize("environment", [{}, {"PULUMI_BACKEND_URL": "file://~"}], ids=["by default", "by name"])
def test_locks_are_in_the_home_folder(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/anna")

    assert local_backend(environment) == Path("/home/anna")


def test_locks_follow_the_state_to_another_folder() -> None:
    assert local_backend({"PULUMI_BACKEND_URL": "file:///srv/state"}) == Path("/srv/state")


class TestSaltOf:
    @pytest.fixture
    def state(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{tmp_path}")
        folder = tmp_path / ".pulumi" / "stacks" / "castmatch"
        folder.mkdir(parents=True)
        return folder / "dev.json"

    def test_it_is_the_one_that_the_stack_was_last_saved_with(self, state: Path) -> None:
        providers = {"type": "passphrase", "state": {"salt": "v1:abc="}}
        state.write_text(json.dumps({"version": 3, "checkpoint": {"latest": {"secrets_providers": providers}}}))

        assert salt_of("dev") == "v1:abc="

    @pytest.mark.parametrize(
        "text",
        [
            '{"version": 3, "checkpoint": {"stack": "dev"}}',
            '{"checkpoint": {"latest": null}}',
            '{"checkpoint": {"latest": {"secrets_providers": {"type": "cloud", "state": {"url": "awskms://"}}}}}',
            "{",
        ],
        ids=["never up", "empty", "secrets kept elsewhere", "torn"],
    )
    def test_a_state_without_one_has_none(self, state: Path, text: str) -> None:
        state.write_text(text)

        assert salt_of("dev") is None

    def test_a_stack_that_is_not_there_has_none(self, state: Path) -> None:
        assert not state.exists()
        assert salt_of("dev") is None


@pytest.mark.requirement("R13")
class TestRemoveTornAttributes:
    @pytest.fixture
    def state(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{tmp_path}")
        folder = tmp_path / ".pulumi" / "stacks" / "castmatch"
        folder.mkdir(parents=True)
        return folder

    @pytest.mark.parametrize("torn", ["", '{"user.cache_con'], ids=["empty", "cut off"])
    def test_attributes_that_cannot_be_read_are_removed(self, state: Path, torn: str) -> None:
        """Pulumi reads the state without them, and fails every command with such ones."""
        (state / "dev.json.attrs").write_text(torn)

        remove_torn_attributes()

        assert not (state / "dev.json.attrs").exists()

    def test_whole_ones_and_every_other_file_stay(self, state: Path) -> None:
        files = {"dev.json": "", "dev.json.bak": "{", "dev.json.attrs": '{"md5": "a"}'}
        for name, text in files.items():
            (state / name).write_text(text)

        remove_torn_attributes()

        assert {file.name: file.read_text() for file in state.iterdir()} == files

    def test_a_backend_that_is_no_folder_has_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://castmatch-state")

        remove_torn_attributes()
