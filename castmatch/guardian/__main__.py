"""The guardian's command line: `python -m castmatch.guardian run` or `… reconcile`.

`run` keeps roles as declared in a container of the stack; `reconcile` is one step of a Compose project.
"""

import argparse
import sys
from pathlib import Path

from castmatch.errors import UserError
from castmatch.guardian import once, run


def main() -> int:
    """Run a command; a UserError is its three lines on stderr and exit code 1."""
    options = _parser().parse_args()
    try:
        if options.command == "reconcile":
            return once.run(options.declaration)
        return run.run(options.declaration, options.host, options.port)
    except UserError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m castmatch.guardian", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    reconcile = commands.add_parser("reconcile", help="reconcile every declared role once, and prove it by a login")
    loop = commands.add_parser("run", help="keep roles as declared until SIGTERM")
    for command in (reconcile, loop):
        command.add_argument("--declaration", type=Path, required=True, help="the JSON document with the roles")
    loop.add_argument("--host", default="127.0.0.1", help="where the health endpoint listens")
    loop.add_argument("--port", type=int, default=5480, help="its port; 0 takes a free one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
