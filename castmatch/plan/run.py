"""The plan, told by the process that declares the program, where all that it takes is loaded already.

`python -m castmatch.plan.run <folder> <stack> <file> <format>`, config in the environment. The answer is one JSON
document on stdout: {"plan": the text} or {"error": "…"}.
"""

import json
import os
import sys
from typing import Any

from castmatch.declared.run import answer


def main(folder: str, stack: str, file: str, format_: str) -> None:
    """Declare and print; `file` is the stack file's name, "" where there is none."""

    def told(declared: Any) -> dict[str, Any]:
        from castmatch.plan.make import plan
        from castmatch.plan.write import FORMATS

        values = json.loads(os.environ["PULUMI_CONFIG"])
        secret = json.loads(os.environ["PULUMI_CONFIG_SECRET_KEYS"])
        return {"plan": FORMATS[format_](plan(folder, stack, file, declared, values, secret))}

    answer(folder, stack, told)


if __name__ == "__main__":
    main(*sys.argv[1:])
