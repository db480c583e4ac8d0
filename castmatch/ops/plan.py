"""`castmatch plan`: what is declared, told without the engine and without Docker. Nothing is started.

The program runs in a process of its own. It is started first; what this process needs is loaded meanwhile.
"""

import sys
from pathlib import Path

from castmatch.errors import UserError
from castmatch.ops.declare import start_declaring
from castmatch.ops.throwaway.settings import read_settings


def show(project: Path, stack: str, format_: str, output: Path | None) -> None:
    """Print the plan, or write it to a file.

    Args:
        format_: text, mermaid, svg or json.

    Raises:
        UserError: a wrong config or a broken gate, in the words of `pulumi preview`; or the file can't be written.
    """
    file = project / f"Pulumi.{stack}.yaml"
    settings = read_settings(file, project)
    declaring = start_declaring(project, stack, settings)

    from castmatch.plan.make import plan
    from castmatch.plan.write import FORMATS

    name = file.name if file.exists() else ""
    made = plan(project, stack, name, declaring.declared(), settings.plain, settings.secret)
    _write(FORMATS[format_](made), output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text)
    except OSError as error:
        raise UserError(
            f"{output} to be written", str(error.strerror), "--output with a file that you may write"
        ) from None
    sys.stderr.write(f"{output} written\n")
