"""What a developer's own shell needs for `castmatch`, and for a bare `pulumi up`, `preview` or `destroy`."""

import os
import shlex
from pathlib import Path

from castmatch.pulumi_cli.passphrase import passphrase_settings
from castmatch.pulumi_cli.pulumi_cli import find


def exports(project: Path) -> str:
    """`export` lines: the passphrase's file (never the passphrase), an option of `make up`, and PATH.

    That option is PULUMI_CONTINUE_ON_ERROR: one failed resource, such as a role, does not stop those that do not need
    it.

    Args:
        project: the folder whose .venv has the `castmatch` command.
    """
    lines = [f"export {name}={shlex.quote(value)}" for name, value in passphrase_settings(os.environ).items()]
    lines.append("export PULUMI_CONTINUE_ON_ERROR=true")
    on_path = os.environ.get("PATH", "").split(os.pathsep)
    programs = (project / ".venv" / "bin" / "castmatch", find())
    folders = [str(program.parent) for program in programs if program and str(program.parent) not in on_path]
    if folders:
        lines.append(f'export PATH={shlex.quote(os.pathsep.join(folders))}:"$PATH"')
    return "\n".join(lines)
