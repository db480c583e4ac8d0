"""What a checkout declares, told by a process of its own, so that its code and ours never meet."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from castmatch.declared.config import program_environment
from castmatch.errors import UserError
from castmatch.stack.settings import Settings, shifted

PROJECT = Path(__file__).parents[2]
_THREE_PARTS = re.compile(r"expected  (.*?)\nfound     (.*?)\nnext      (.*)", re.DOTALL)


@dataclass(frozen=True)
class Declaring:
    """A checkout's program under way against the SDK's mocks."""

    process: subprocess.Popen[str]
    folder: Path

    def answer(self) -> dict[str, Any]:
        """{"declared": …}, see castmatch.declared.document, or {"error": why the program refuses}."""
        output, errors = self.process.communicate()
        if self.process.returncode != 0:
            last = "\n          ".join(errors.strip().splitlines()[-8:])
            raise UserError("the program to be declared", last or "no answer", f"mend it; it lies in {self.folder}")
        answer: dict[str, Any] = json.loads(output)
        return answer

    def told(self, part: str = "declared") -> Any:
        """One part of the answer; UserError in the program's own words if it refuses."""
        answer = self.answer()
        if "error" in answer:
            raise _refusal(answer["error"])
        return answer[part]


def start_declaring(
    folder: Path,
    stack: str,
    settings: Settings,
    shift: int = 0,
    module: str = "castmatch.declared.run",
    arguments: Sequence[str] = (),
) -> Declaring:
    """Start to declare the program in `folder` with these settings, all its ports moved by `shift`.

    A rehearsal looks at no port; a revision from before that does, unless its ports are moved to free ones. The program
    is told no secret, only what stands for it. `module` declares and answers; `arguments` are its own, after folder and
    stack.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(folder), stack, *arguments],
        cwd=PROJECT,
        env={**os.environ, **program_environment(shifted(settings, shift), settings.secret)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return Declaring(process, folder)


def _refusal(text: str) -> UserError:
    """The program's error again, whose three parts are marked as UserError writes them."""
    found = _THREE_PARTS.fullmatch(text)
    if found:
        return UserError(found[1], found[2], found[3])
    return UserError("the program to declare its resources", text, "mend the program; nothing was touched")
