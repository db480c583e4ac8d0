"""Record the program of any checkout: `python -m castmatch.declared.run <folder> <stack>`, config in the environment.

The answer is one JSON document on stdout: {"declared": …} or {"error": "…"}. The checkout's program imports the
checkout's own castmatch package; this one only records. With `--open-secrets` the values that the program makes of the
stand-ins for secrets are in the answer.
"""

import gc
import json
import logging
import os
import runpy
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pulumi

from castmatch.declared.config import OPEN_SECRETS
from castmatch.declared.document import to_json
from castmatch.declared.record import declared_by

_OURS = ("castmatch", "components")  # the packages that a checkout has of its own


def main(folder: str, stack: str, *options: str) -> None:
    """Record and print the answer."""
    gc.disable()  # this process lives for about a second
    logging.disable()
    _enter(folder)
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        answer = _recorded(folder, stack, OPEN_SECRETS in options)
    json.dump(answer, sys.stdout)


def _enter(folder: str) -> None:
    """Work in the checkout's folder, with its modules instead of ours."""
    for name in [name for name in sys.modules if name.partition(".")[0] in _OURS]:
        del sys.modules[name]
    sys.path.insert(0, folder)
    os.chdir(folder)


def _recorded(folder: str, stack: str, open_secrets: bool) -> dict[str, Any]:
    program = str(Path(folder) / "__main__.py")
    try:
        declared = declared_by(lambda: runpy.run_path(program, run_name="__main__"), stack)
    except pulumi.RunError as error:
        return {"error": str(error).strip()}
    return {"declared": to_json(declared, open_secrets)}


if __name__ == "__main__":
    main(*sys.argv[1:])
