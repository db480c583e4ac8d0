"""What several commands share: the project that they work on, and their common options."""

from pathlib import Path
from typing import Annotated

import typer

PROJECT = Path(__file__).parents[2]
Stack = Annotated[str, typer.Option("--stack", "-s", envvar="STACK", help="Which Pulumi.<stack>.yaml.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
Yes = Annotated[
    bool,
    typer.Option("--yes", help="Install Debian's Docker and build images here where they are missing; in CI implied."),
]
