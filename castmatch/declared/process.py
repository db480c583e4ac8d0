"""Record what a checkout declares in a separate process, so that its modules and ours never meet."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from castmatch.declared.config import OPEN_SECRETS, program_environment
from castmatch.errors import UserError
from castmatch.text import last_lines

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Declaring:
    """A checkout's program under way against the SDK's mocks."""

    process: subprocess.Popen[str]
    folder: Path

    def answer(self) -> dict[str, Any]:
        """{"declared": …}, see castmatch.declared.document, or {"error": why the program refuses}.

        Raises:
            UserError: the program ended with a traceback.
        """
        output, errors = self.process.communicate()
        if self.process.returncode != 0:
            found = last_lines(errors) or "no answer"
            raise UserError("the Pulumi program to run", found, f"fix the program in {self.folder}")
        answer: dict[str, Any] = json.loads(output)
        return answer

    def declared(self) -> dict[str, Any]:
        """What it declares; UserError in the program's own words if it refuses."""
        answer = self.answer()
        if "error" in answer:
            raise _refusal(answer["error"])
        declared: dict[str, Any] = answer["declared"]
        return declared


def start_declaring(
    folder: Path, stack: str, plain: Mapping[str, Any], secret: Mapping[str, str], *, open_secrets: bool = False
) -> Declaring:
    """Start to declare the program in `folder`, in that folder's own Python where it has one.

    Args:
        stack: its name is in what is declared.
        plain: full keys to values. A recording looks at no port; older revisions do, so theirs must be free.
        secret: keys of secrets to what stands for their values: the program gets no secret.
        open_secrets: leave what the program makes of the stand-ins readable in the answer.
    """
    own = folder / ".venv" / "bin" / "python"
    python = own if own.exists() else Path(sys.executable)
    options = [OPEN_SECRETS] if open_secrets else []
    process = subprocess.Popen(
        [python, "-m", "castmatch.declared.run", str(folder), stack, *options],
        cwd=PROJECT,
        env={**os.environ, **program_environment(plain, secret)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return Declaring(process, folder)


def _refusal(text: str) -> UserError:
    return UserError.from_text(text) or UserError(
        "the Pulumi program to declare its resources", text, "fix the program; nothing was touched"
    )
