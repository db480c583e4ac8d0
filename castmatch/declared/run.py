"""Declare the program of any checkout: `python -m castmatch.declared.run <folder> <stack>`, config in the environment.

With `--open-secrets` what the program makes of the stand-ins that it was told for secrets is in the answer.

The answer is one JSON document on stdout: {"declared": …} or {"error": "…"}. The checkout's own castmatch package is
what its program imports; this one only watches.
"""

import gc
import json
import logging
import os
import runpy
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

_OURS = ("castmatch", "components")  # what a checkout has of its own


def main(folder: str, stack: str, *options: str) -> None:
    """Declare and print."""
    from castmatch.declared.config import OPEN_SECRETS
    from castmatch.declared.document import to_json

    answer(folder, stack, lambda declared: {"declared": to_json(declared, OPEN_SECRETS in options)})


def answer(folder: str, stack: str, told: Callable[[Any], dict[str, Any]]) -> None:
    """Declare, and print what is told of the recording; or why the program refuses."""
    json.dump(declare(folder, stack, told), sys.stdout)


def declare(folder: str, stack: str, told: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """What is told of the recording; or {"error": why the program refuses}."""
    gc.disable()  # this process lives for seconds, of which looking for garbage took a sixth

    import pulumi

    from castmatch.declared.record import declared_by

    logging.disable()
    with in_checkout(folder):
        try:
            return told(declared_by(lambda: run_program(folder), stack))
        except pulumi.RunError as error:
            return {"error": str(error).strip()}


def run_program(folder: str) -> None:
    """Run the checkout's program in this process."""
    runpy.run_path(str(Path(folder) / "__main__.py"), run_name="__main__")


@contextmanager
def in_checkout(folder: str) -> Iterator[None]:
    """Work in the checkout's folder, with its own modules and none of ours; what it prints is lost."""
    for name in [name for name in sys.modules if name.partition(".")[0] in _OURS]:
        del sys.modules[name]
    sys.path.insert(0, folder)
    os.chdir(folder)
    with Path("/dev/null").open("w") as nowhere, redirect_stdout(nowhere):
        try:
            yield
        finally:
            sys.path.remove(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # taking every module down in good order would take a tenth of the time
