"""`castmatch preview`: what `pulumi up` would do, against the running stack, a base revision, or a declaration."""

import shutil
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from castmatch.preview.as_json import as_json
from castmatch.preview.as_markdown import as_markdown
from castmatch.preview.as_text import as_text
from castmatch.preview.model import Report
from castmatch.preview.verdict import exit_code

COMMENT = 65_000  # characters; GitHub refuses a comment of more than 65 536
SUMMARY = 1_000_000  # characters; a job summary holds 1 MiB
FORMATS = {
    "text": lambda report: as_text(report, shutil.get_terminal_size((120, 0)).columns),
    "markdown": lambda report: as_markdown(report, limit=SUMMARY, full=True),
    "json": as_json,
}


@dataclass(frozen=True)
class PreviewOptions:
    """The options of `castmatch preview`, as its --help explains them; `format` is one of FORMATS."""

    stack: str
    base: str = ""
    quick: bool = False
    format: str = "text"
    output: Path | None = None
    comment: Path | None = None
    fail_on: frozenset[str] = frozenset()


def preview(project: Path, options: PreviewOptions) -> int:
    """Preview and print the report.

    Returns:
        the exit code: 0 fine, 1 refused, 2 drift, or what `fail_on` names.

    Raises:
        UserError: no preview could be made.
    """
    started = time.monotonic()
    report = replace(_report(project, options), seconds=round(time.monotonic() - started, 1))
    text = FORMATS[options.format](report)
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    if options.output:
        options.output.write_text(text)
    if options.comment:
        options.comment.write_text(as_markdown(report, limit=COMMENT))
    return exit_code(report, options.fail_on)


def _report(project: Path, options: PreviewOptions) -> Report:
    """Each way loads only what it needs: the quick one has 3 s, and needs neither Docker nor Pulumi."""
    if options.quick:
        from castmatch.preview.run import quick

        return quick.report(project, options.stack, options.base or "HEAD")
    if options.base:
        from castmatch.preview.run import base

        return base.report(project, options.stack, options.base)
    from castmatch.preview.run import running

    return running.report(project, options.stack)
