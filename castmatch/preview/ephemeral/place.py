"""Where a throw-away environment lives on this machine, and how everything of it is known again."""

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
from castmatch.stack.ephemeral import MARK

_NAME = re.compile(r"preview-[0-9a-f]{8}")
_YOUNG = 60  # seconds in which a folder may still be without its lock


@dataclass(frozen=True)
class Place:
    """One throw-away environment: a stack of its own, all of whose files are in one folder."""

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
        """The environment of a command in this place, given the developer's own: never the developer's state."""
        ours = {key: value for key, value in outer.items() if key not in VARIABLES and key != "VIRTUAL_ENV"}
        return {
            **ours,
            MARK: self.stack,
            "PULUMI_HOME": str(self.root / "pulumi"),  # Pulumi's logs and notes go with the rest
            "PULUMI_BACKEND_URL": f"file://{self.root / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.root / "passphrase"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            # With a language host of ours the one who reads Pulumi.yaml's runtime options is not asked.
            "PULUMI_RUNTIME_VIRTUALENV": str(self.project / ".venv"),
        }

    @contextmanager
    def held(self) -> Iterator[None]:
        """While this is open, nobody else takes the place for an abandoned one."""
        with (self.root / "alive").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    def is_abandoned(self) -> bool:
        """Whether nobody holds it any more."""
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
    """The place of a throw-away stack. ValueError for any other stack: nobody's own environment is thrown away."""
    if not _NAME.fullmatch(stack):
        raise ValueError(f"{stack} is no throw-away stack")
    return Place(stack, places_folder() / stack)


def abandoned_places() -> list[Place]:
    """What earlier previews left here because they and their reapers were killed, or the machine stopped."""
    found = [place_of(folder.name) for folder in places_folder().glob("preview-*") if _NAME.fullmatch(folder.name)]
    return [place for place in found if place.is_abandoned()]
