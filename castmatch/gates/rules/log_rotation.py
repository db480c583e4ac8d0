"""Every container's log is rotated.

Why: Docker's default keeps every line until the disk is full and the database stops.
"""

import re
from collections.abc import Iterator
from typing import Any

from castmatch.gates.model import Program, Violation, inputs, is_unknown

NAME = "log-rotation"
SCOPE = "resource"
SIZE = re.compile(r"[1-9]\d*[kmg]?", re.IGNORECASE)
COUNT = re.compile(r"[1-9]\d*")
FIX = 'log_driver="json-file", log_opts={"max-size": "10m", "max-file": "3"}'


def check(program: Program) -> Iterator[Violation]:
    """Every container whose log may grow without limit, or that keeps none."""
    for container in program.containers:
        given = inputs(container)
        driver, options = given.get("logDriver"), given.get("logOpts") or {}
        if is_unknown(driver, options):
            continue
        if found := _fault(driver, options):
            yield Violation.of(NAME, container, "a log that is kept and rotated", found, FIX)


def _fault(driver: str | None, options: dict[str, Any]) -> str:
    """The fault, or "". The driver `local` rotates by itself."""
    if driver == "local":
        return ""
    if driver not in (None, "json-file"):
        return f"log driver {driver}, whose rotation can't be seen here"
    size, count = str(options.get("max-size", "")), str(options.get("max-file", ""))
    faults = [
        *([] if SIZE.fullmatch(size) else [f"max-size {size or 'none'}"]),
        *([] if COUNT.fullmatch(count) else [f"max-file {count or 'none'}"]),
    ]
    return ", ".join(faults)
