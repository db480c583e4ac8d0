"""A revision's program in a process of its own, which declares it and then is its language host for Pulumi."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from castmatch.declared.config import program_environment
from castmatch.errors import UserError
from castmatch.preview.ephemeral.place import Place
from castmatch.pulumi_cli import pulumi_cli
from castmatch.stack.settings import Settings, shifted

PROJECT = Path(__file__).parents[3]
_NEXT = "mend it; the head's can be tried alone: castmatch plan"


@dataclass(frozen=True)
class Host:
    """A process of castmatch.declared.host; it ends with this one. What it answers is asked in this order, once."""

    process: subprocess.Popen[str]
    revision: str
    errors: Path

    def address(self) -> str:
        """Where it listens, for Pulumi's `--client`."""
        found: str = self._line()
        return found

    def answer(self) -> dict[str, Any]:
        """{"declared": …}, see castmatch.declared.document, or {"error": why the program refuses}."""
        found: dict[str, Any] = self._line()
        return found

    def _line(self) -> Any:
        assert self.process.stdout is not None  # noqa: S101 - a pipe was asked for
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            last = "\n          ".join(self.errors.read_text().strip().splitlines()[-8:])
            raise UserError(f"the program of the {self.revision} to be declared", last or "no answer", _NEXT)
        return json.loads(line)


def start_host(place: Place, folder: Path, stack: str, settings: Settings, shift: int) -> Host:
    """Start to declare the program in `folder`, with that folder's own Python; it is run where the project lies.

    Args:
        stack: the one that is meant: its name is in what is declared.
        settings: its settings. The program is told no secret, only what stands for it.
        shift: what is added to each port.
    """
    venv = (folder / ".venv").resolve()  # the folder is moved before the program runs
    errors = place.root / f"{folder.name}.txt"
    ours = {
        **place.environment(pulumi_cli.environment()),
        **program_environment(shifted(settings, shift), settings.secret),
    }
    with errors.open("w") as file:
        process = subprocess.Popen(
            [venv / "bin" / "python", "-m", "castmatch.declared.host", folder, stack, place.project],
            cwd=PROJECT,
            env=ours,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
        )
    return Host(process, "base" if folder == place.project else "head", errors)
