"""`castmatch plan`: show what is declared. It needs neither Pulumi's engine nor Docker, and starts nothing."""

import sys
from pathlib import Path

from castmatch.declared.config import program_values
from castmatch.declared.document import from_json
from castmatch.declared.process import start_declaring
from castmatch.errors import UserError
from castmatch.stack.settings import read_settings


def show(project: Path, stack: str, format_: str, output: Path | None) -> None:
    """Print the plan, or write it to a file.

    Args:
        format_: text, mermaid, svg or json.

    Raises:
        UserError: a wrong config or a broken gate, in the words of `pulumi preview`; or the file can't be written.
    """
    file = project / f"Pulumi.{stack}.yaml"
    settings, name = read_settings(file, project), file.name if file.exists() else ""
    declaring = start_declaring(project, stack, settings.plain, settings.secret)
    # Loaded while the program runs: one after the other takes 1.2 s, and the budget is 1.0 s.
    from castmatch.plan.make import FORMATS, plan

    declared = from_json(declaring.declared())
    values = program_values(settings.plain)
    _write(FORMATS[format_](plan(str(project), stack, name, declared, values, settings.secret)), output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text)
    except OSError as error:
        fix = "--output with a file that you may write"
        raise UserError(f"{output} to be written", str(error.strerror), fix) from None
    sys.stderr.write(f"{output} written\n")
