"""GitHub's `gh api` as far as the workflow uses it, on a file instead of GitHub: run as a program.

GH_COMMENTS is a JSON file with the pull request's comments; each change to them is a line in GH_CALLS.
A page holds two comments. --jq works on one page at a time, as gh's does, with the same `env`.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import jq

PAGE = 2


def main() -> int:
    """Answer one call; exit code 1 where GitHub refuses."""
    options = _options()
    if "GH_REFUSES" in os.environ:
        sys.stderr.write("gh: Bad credentials (HTTP 401)\n")
        return 1
    if options.method == "GET":
        _list(options)
    else:
        name, _, file = options.field.partition("=@")
        call = {"method": options.method, "path": options.path, name: Path(file).read_text()}
        with Path(os.environ["GH_CALLS"]).open("a") as calls:
            calls.write(json.dumps(call) + "\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("api", choices=["api"])
    parser.add_argument("path")
    parser.add_argument("--method", default="GET")
    parser.add_argument("--field")
    parser.add_argument("--jq")
    parser.add_argument("--paginate", action="store_true")
    parser.add_argument("--silent", action="store_true")
    return parser.parse_args()


def _list(options: argparse.Namespace) -> None:
    comments = json.loads(Path(os.environ["GH_COMMENTS"]).read_text())
    for start in range(0, len(comments) if options.paginate else PAGE, PAGE):
        for found in jq.compile(options.jq).input_value(comments[start : start + PAGE]):
            sys.stdout.write(f"{found if isinstance(found, str) else json.dumps(found)}\n")


if __name__ == "__main__":
    sys.exit(main())
