"""The passphrase: made once, readable by its owner alone, outside the repository; a user's own is respected."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from castmatch.pulumi_cli.passphrase import VARIABLES, default_file, passphrase_settings


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A user with an empty config folder."""
    return {"XDG_CONFIG_HOME": str(tmp_path / "config")}


def test_it_is_made_in_the_users_config_folder(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "config" / "castmatch" / "passphrase"

    assert passphrase_settings(environment) == {"PULUMI_CONFIG_PASSPHRASE_FILE": str(file)}
    assert len(file.read_text().strip()) >= 40


def test_without_a_config_folder_it_is_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert default_file({}) == tmp_path / ".config" / "castmatch" / "passphrase"


def test_nobody_but_its_owner_can_read_it(environment: dict[str, str]) -> None:
    passphrase_settings(environment)

    file = default_file(environment)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_it_is_made_once(environment: dict[str, str]) -> None:
    passphrase_settings(environment)
    first = default_file(environment).read_text()

    passphrase_settings(environment)

    assert default_file(environment).read_text() == first


def test_no_two_users_get_the_same(tmp_path: Path) -> None:
    users = [{"XDG_CONFIG_HOME": str(tmp_path / name)} for name in ("anna", "bela")]
    for user in users:
        passphrase_settings(user)

    assert default_file(users[0]).read_text() != default_file(users[1]).read_text()


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_passphrase_of_the_users_own_is_respected(environment: dict[str, str], variable: str) -> None:
    environment[variable] = "mine"

    assert passphrase_settings(environment) == {}
    assert not default_file(environment).exists()


@pytest.mark.requirement("R21")
def test_sixteen_first_runs_at_once_agree_on_one(environment: dict[str, str]) -> None:
    start = Barrier(16)

    def first_run(_number: int) -> str:
        start.wait()
        return Path(passphrase_settings(environment)["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text()

    with ThreadPoolExecutor(16) as pool:
        seen = set(pool.map(first_run, range(16)))

    assert len(seen) == 1
    assert seen != {""}
    assert [file.name for file in default_file(environment).parent.iterdir()] == ["passphrase"]
