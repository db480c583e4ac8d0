"""Declare the program of any checkout: `python -m castmatch.declared.run <folder> <stack>`, config in the environment.

With `--open-secrets` what the program makes of the stand-ins that it was told for secrets is in the answer.

The answer is one JSON document on stdout: {"declared": …} or {"error": "…"}. The checkout's own castmatch package is
what its program imports; this one only watches.
"""

import json
import logging
import os
import runpy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi

from castmatch.declared.document import to_json
from castmatch.declared.record import declared_by

OPEN_SECRETS = "--open-secrets"


def program_environment(plain: Mapping[str, Any], secret: Mapping[str, str]) -> dict[str, str]:
    """The variables in which Pulumi hands a program its config: full keys to values, as in a stack file."""
    values = {key: value if isinstance(value, str) else json.dumps(value) for key, value in plain.items()}
    return {"PULUMI_CONFIG": json.dumps({**values, **secret}), "PULUMI_CONFIG_SECRET_KEYS": json.dumps([*secret])}


def main(folder: str, stack: str, *options: str) -> None:
    """Declare and print."""
    logging.disable()
    for name in [name for name in sys.modules if name.partition(".")[0] == "castmatch"]:
        del sys.modules[name]
    sys.path.insert(0, folder)
    os.chdir(folder)
    with Path("/dev/null").open("w") as nowhere:
        out, sys.stdout = sys.stdout, nowhere
        try:
            declared = declared_by(
                lambda: runpy.run_path(str(Path(folder) / "__main__.py"), run_name="__main__"), stack
            )
            answer: dict[str, Any] = {"declared": to_json(declared, OPEN_SECRETS in options)}
        except pulumi.RunError as error:
            answer = {"error": str(error).strip()}
        finally:
            sys.stdout = out
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
