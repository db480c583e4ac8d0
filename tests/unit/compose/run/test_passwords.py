"""Passwords without Pulumi: generated once, kept in a file of their owner's, never lost and never quoted."""

import json
import os
from pathlib import Path

import pytest

from castmatch.compose.run.passwords import FILE, exist, given_secrets, secret_values
from castmatch.errors import UserError

KEY = {"chatApiKey": "stands-for-the-key"}
VARIABLE = "CASTMATCH_CHAT_API_KEY"

pytestmark = pytest.mark.requirement("R07")


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Not there yet, and neither is the one that it lies in."""
    return tmp_path / "castmatch" / "castmatch-dev"


def kept(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / FILE).read_text())
    return found


class TestGenerated:
    def test_each_stand_in_gets_a_password_of_its_own(self, folder: Path) -> None:
        values = secret_values(folder, ["a", "b"], {})

        assert set(values) == {"a", "b"}
        assert values["a"] != values["b"]
        assert min(map(len, values.values())) >= 32

    @pytest.mark.requirement("R14")
    def test_the_next_run_finds_the_same_and_does_not_write(self, folder: Path) -> None:
        first = secret_values(folder, ["a", "b"], {})
        before = (folder / FILE).stat()

        assert secret_values(folder, ["b", "a"], {}) == first
        assert (folder / FILE).stat().st_mtime_ns == before.st_mtime_ns
        assert (folder / FILE).stat().st_ino == before.st_ino

    def test_a_new_one_leaves_the_others_as_they_are(self, folder: Path) -> None:
        first = secret_values(folder, ["a"], {})

        assert secret_values(folder, ["a", "b"], {})["a"] == first["a"]

    def test_what_is_declared_no_longer_is_kept_for_when_it_comes_back(self, folder: Path) -> None:
        first = secret_values(folder, ["a", "b"], {})
        secret_values(folder, ["a"], {})

        assert secret_values(folder, ["a", "b"], {}) == first

    def test_an_empty_one_counts_as_none(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / FILE).write_text('{"a": ""}')

        assert secret_values(folder, ["a"], {})["a"]


class TestFile:
    def test_its_owner_alone_can_read_it_and_enter_its_folder(self, folder: Path) -> None:
        umask = os.umask(0)
        try:
            secret_values(folder, ["a"], {})
        finally:
            os.umask(umask)

        assert (folder / FILE).stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700

    def test_whether_there_is_one(self, folder: Path) -> None:
        assert not exist(folder)
        secret_values(folder, ["a"], {})
        assert exist(folder)

    @pytest.mark.parametrize(
        "content",
        [b"", b'{"a": "the-secret', b'["the-secret"]', b'"the-secret"', b"\xff\xfethe-secret", b'{"a": the-secret}'],
        ids=["empty", "cut off", "a list", "a text", "no text", "no JSON"],
    )
    def test_a_broken_one_is_neither_overwritten_nor_quoted(self, folder: Path, content: bytes) -> None:
        """The database on its volume still has those passwords."""
        folder.mkdir(parents=True)
        (folder / FILE).write_bytes(content)

        for read in (self._generate, self._look):
            with pytest.raises(UserError) as caught:
                read(folder)
            assert "the-secret" not in str(caught.value)
            assert caught.value.__context__ is None  # a traceback would quote the file
            assert str(folder / FILE) in caught.value.next_step

        assert (folder / FILE).read_bytes() == content

    def _generate(self, folder: Path) -> None:
        secret_values(folder, ["a"], {})

    def _look(self, folder: Path) -> None:
        given_secrets(folder, KEY)


class TestGiven:
    """Secret settings of the stack file: Pulumi has encrypted them, so only Pulumi can read them."""

    def test_from_the_environment_once_and_kept_from_then_on(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(VARIABLE, "sk-1")
        values = secret_values(folder, ["a"], given_secrets(folder, KEY))
        monkeypatch.delenv(VARIABLE)

        assert given_secrets(folder, KEY) == {}
        assert secret_values(folder, ["a"], {}) == values
        assert values["stands-for-the-key"] == "sk-1"

    def test_a_new_value_replaces_the_kept_one(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for value in ("sk-1", "sk-2"):
            monkeypatch.setenv(VARIABLE, value)
            secret_values(folder, [], given_secrets(folder, KEY))

        assert kept(folder) == {"stands-for-the-key": "sk-2"}

    def test_one_that_is_neither_given_nor_kept_is_asked_for_by_name(self, folder: Path) -> None:
        with pytest.raises(UserError) as caught:
            given_secrets(folder, KEY)

        assert "castmatch:chatApiKey" in caught.value.expected
        assert caught.value.next_step.startswith(f"export {VARIABLE}=…")

    def test_one_that_is_given_empty_is_not_given(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(VARIABLE, "")

        with pytest.raises(UserError, match=VARIABLE):
            given_secrets(folder, KEY)

    def test_a_stack_without_any_asks_for_none(self, folder: Path) -> None:
        assert given_secrets(folder, {}) == {}
