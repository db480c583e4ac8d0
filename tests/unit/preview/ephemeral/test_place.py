"""A place of its own: its names, its environment, and when it counts as abandoned."""

import os
import stat
import time
from pathlib import Path

import pytest

from castmatch.preview.ephemeral.place import MARK, Place, abandoned_places, new_place, place_of

pytestmark = pytest.mark.requirement("R17")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PULUMI_HOME", raising=False)
    return tmp_path


@pytest.fixture
def place(home: Path) -> Place:
    place = new_place()
    place.make()
    return place


def test_two_previews_never_meet(home: Path) -> None:
    assert new_place() != new_place()


@pytest.mark.parametrize("stack", ["dev", "preview", "preview-anna", "preview-0123456g", "../preview-01234567"])
@pytest.mark.requirement("R20")
def test_a_developers_own_stack_is_never_an_ephemeral_one(stack: str) -> None:
    """Everything of an ephemeral stack is removed, its database too."""
    with pytest.raises(ValueError, match="no ephemeral stack"):
        place_of(stack)


def test_it_is_readable_by_its_owner_alone(place: Place) -> None:
    assert stat.S_IMODE(place.root.stat().st_mode) == 0o700
    assert len((place.root / "passphrase").read_text()) > 30


class TestEnvironment:
    def test_the_developers_own_state_is_out_of_reach(self, place: Place) -> None:
        outer = {
            "PATH": "/bin",
            "PULUMI_CONFIG_PASSPHRASE": "the developer's own",
            "PULUMI_BACKEND_URL": "file:///home/anna",
            "VIRTUAL_ENV": "/elsewhere",
        }

        inner = place.environment(outer)

        assert inner["PATH"] == "/bin"
        assert inner[MARK] == place.stack
        assert inner["PULUMI_BACKEND_URL"] == f"file://{place.root}/state"
        assert "PULUMI_CONFIG_PASSPHRASE" not in inner
        assert inner["XDG_DATA_HOME"].startswith(str(place.root))
        assert "VIRTUAL_ENV" not in inner

    def test_pulumi_writes_its_notes_in_the_place_but_finds_its_plugins(self, place: Place, home: Path) -> None:
        pulumi_home = Path(place.environment({})["PULUMI_HOME"])

        assert pulumi_home.parent == place.root
        assert (pulumi_home / "plugins").resolve() == home / ".pulumi" / "plugins"


class TestAbandoned:
    def test_while_it_is_held_it_is_not(self, place: Place) -> None:
        with place.held():
            assert abandoned_places() == []

    def test_when_its_holder_is_gone_it_is(self, place: Place) -> None:
        with place.held():
            pass

        assert abandoned_places() == [place]

    @pytest.mark.usefixtures("place")
    def test_one_that_is_just_being_made_is_not(self) -> None:
        assert abandoned_places() == []

    def test_one_that_was_never_held_is_after_a_minute(self, place: Place) -> None:
        an_hour_ago = time.time() - 3600
        os.utime(place.root, (an_hour_ago, an_hour_ago))

        assert abandoned_places() == [place]

    def test_any_other_folder_is_left_alone(self, home: Path) -> None:
        (home / ".cache" / "castmatch" / "previews" / "preview-of-mine").mkdir(parents=True)

        assert abandoned_places() == []
