"""What a developer's own shell needs for a bare `pulumi up`, `preview` or `destroy`."""

import os
import shlex

from castmatch.pulumi_cli.passphrase import passphrase_settings
from castmatch.pulumi_cli.pulumi_cli import command


def exports() -> str:
    """`export` lines: the file with the passphrase (never the passphrase), where the CLI is, and what `make up` says.

    Which is: one resource that fails, a role for one, does not stop those that do not need it.
    """
    settings = passphrase_settings(os.environ)
    lines = [f"export {name}={shlex.quote(value)}" for name, value in settings.items()]
    lines.append("export PULUMI_CONTINUE_ON_ERROR=true")
    folder = str(command().parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        lines.append(f'export PATH={shlex.quote(folder)}:"$PATH"')
    return "\n".join(lines)
