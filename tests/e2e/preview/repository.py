"""A repository with a base branch, pull-request branches, and the real stack that its developer runs."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.preview.applied import Applied, apply
from tests.e2e.stack import Result, Stack

_AUTHOR = ("-c", "user.name=test", "-c", "user.email=test@example.invalid")


@dataclass(frozen=True)
class Branch:
    """A pull request: its name, and what it edits in a checkout of the base."""

    name: str
    edit: Callable[["Repository"], None]


@dataclass
class Repository:
    """The project in a git repository of its own; its one stack's file is committed with it.

    `is_at_base`: whether the stack is as the base declares it. A test that applies a branch leaves it elsewhere,
    and only a test that needs the base brings it back.
    """

    stack: Stack
    is_at_base: bool = True

    @property
    def folder(self) -> Path:
        return self.stack.folder

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *_AUTHOR, *words], cwd=self.folder, capture_output=True, text=True, check=True
        )  # fmt: skip
        return done.stdout.strip()

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def replace(self, file: str, old: str, new: str) -> None:
        """Edit a file; the text must be there exactly once."""
        text = (self.folder / file).read_text()
        assert text.count(old) == 1, f"{old!r} in {file}"
        (self.folder / file).write_text(text.replace(old, new))

    def configure(self, **settings: Any) -> None:
        """Change settings in the stack's file; Pulumi's salt and its secrets stay."""
        self.stack.configure(**settings)

    def set_chat_key(self, key: str) -> None:
        """Put a secret into the stack's file, encrypted, as a developer does."""
        done = self.stack.pulumi("config", "set", "--secret", "chatApiKey", key)
        assert done.code == 0, done.output
        config = yaml.safe_load(self.stack.file.read_text())["config"]
        self.stack.settings["chatApiKey"] = config["castmatch:chatApiKey"]

    def back_at_base(self) -> None:
        """Check the base out, and bring the stack there where it is not."""
        self.git("checkout", "--quiet", "--force", "main")
        if not self.is_at_base:
            self.configure()
            self.stack.up()
            self.is_at_base = True

    def apply(self, log: Path) -> Applied:
        """`pulumi up` of what is checked out, and what it did."""
        self.is_at_base = False
        return apply(self.stack, log)

    def branch_off(self, branch: Branch, base: str = "main") -> None:
        """Make and check out the branch, from the base, with its one commit."""
        self.git("checkout", "--quiet", "-B", branch.name, base)
        settings = dict(self.stack.settings)
        branch.edit(self)
        self.stack.settings = settings
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", branch.name)

    def preview(self, *arguments: str, **environment: str) -> Result:
        """`castmatch preview` in the checkout, for the stack; stdout and stderr together."""
        return self.stack.castmatch("preview", *arguments, **environment)

    def report(self, tmp: Path, *arguments: str) -> dict[str, Any]:
        """The JSON report of a preview that must not fail."""
        output = tmp / "report.json"
        result = self.preview("--format", "json", "--output", str(output), *arguments)
        assert result.code in (0, 2), result.output
        found: dict[str, Any] = json.loads(output.read_text())
        return found
