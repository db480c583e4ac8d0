"""Where an ephemeral stack lives on this machine, and how everything of it is recognised."""

import fcntl
import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from castmatch.pulumi_cli.passphrase import VARIABLES

# Every process of an ephemeral stack carries this variable, so that all can be found and ended. Its value is the
# stack's name.
MARK = "CASTMATCH_PREVIEW"
_NAME = re.compile(r"preview-[0-9a-f]{8}")
_YOUNG = 60  # seconds in which a folder may still be without its lock


@dataclass(frozen=True)
class Place:
    """One ephemeral stack, all of whose files are in one folder."""

    stack: str
    root: Path

    @property
    def project(self) -> Path:
        """The folder of Pulumi.yaml. Base and head lie here in turn, so that no path differs between them."""
        return self.root / "castmatch"

    @property
    def head(self) -> Path:
        """The head until its turn comes."""
        return self.root / "head"

    @property
    def base(self) -> Path:
        """The base when its turn is over. What runs keeps it mounted."""
        return self.root / "base"

    def make(self) -> None:
        """Make the folder, readable by its owner alone, with a state, a passphrase and a Pulumi home of its own."""
        plugins = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi") / "plugins"
        for folder in (self.root, self.root / "state", self.root / "pulumi"):
            folder.mkdir(parents=True, mode=0o700)
        plugins.mkdir(parents=True, exist_ok=True)  # what is downloaded serves the developer's own stacks as well
        (self.root / "pulumi" / "plugins").symlink_to(plugins)
        (self.root / "passphrase").write_text(secrets.token_urlsafe(32))

    def environment(self, outer: Mapping[str, str]) -> dict[str, str]:
        """The environment of a command in this place: the developer's own, without access to the developer's state."""
        ours = {key: value for key, value in outer.items() if key not in VARIABLES and key != "VIRTUAL_ENV"}
        return {
            **ours,
            MARK: self.stack,
            "PULUMI_HOME": str(self.root / "pulumi"),  # Pulumi's logs and notes go with the rest
            "PULUMI_BACKEND_URL": f"file://{self.root / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.root / "passphrase"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "XDG_DATA_HOME": str(self.root / "data"),  # the stack's lock
        }

    @contextmanager
    def held(self) -> Iterator[None]:
        """Inside this block no other process takes the place for an abandoned one."""
        with (self.root / "alive").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    def is_abandoned(self) -> bool:
        """Whether no process holds it any more."""
        try:
            with (self.root / "alive").open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return time.time() - self.root.stat().st_mtime > _YOUNG
        except BlockingIOError:
            return False
        return True


def places_folder() -> Path:
    """Below the home folder, because Docker on a Mac mounts nothing from elsewhere."""
    return Path.home() / ".cache" / "castmatch" / "previews"


def new_place() -> Place:
    """A place with a name that no other has; nothing is made yet."""
    return place_of(f"preview-{secrets.token_hex(4)}")


def place_of(stack: str) -> Place:
    """The place of an ephemeral stack. ValueError for any other name: a developer's own stack is never removed."""
    if not _NAME.fullmatch(stack):
        raise ValueError(f"{stack} is no ephemeral stack")
    return Place(stack, places_folder() / stack)


def abandoned_places() -> list[Place]:
    """The places of earlier previews that were killed together with their reapers, or whose machine stopped."""
    found = [place_of(folder.name) for folder in places_folder().glob("preview-*") if _NAME.fullmatch(folder.name)]
    return [place for place in found if place.is_abandoned()]
