"""Install the Pulumi CLI where it is missing, by the SDK's own installer."""

import time

from castmatch.errors import UserError
from castmatch.progress import say
from castmatch.pulumi_cli.pulumi_cli import find


def has_cli() -> bool:
    """Whether there is a CLI, or one could be installed; if not, prints in one line what happens instead."""
    try:
        ensure_cli()
    except UserError as error:
        say(f"pulumi: no CLI, and none to be had ({error.found}): Docker Compose runs the declaration")
        return False
    return True


def ensure_cli() -> None:
    """Install the CLI below ~/.pulumi unless there is one; UserError when the installer can't be reached."""
    if find() is not None:
        return
    say("pulumi: no CLI found, installing it into ~/.pulumi (about 150 MB) …")
    started = time.monotonic()
    # Imported here: it costs a second, and only a machine without the CLI needs it.
    from pulumi.automation import PulumiCommand

    try:
        PulumiCommand.install()
    except Exception as error:
        # The SDK raises bare Exceptions of several kinds here, also for an installer that was cut off.
        raise UserError(
            "Pulumi's installer to be reachable",
            str(error).strip().splitlines()[-1][:200] if str(error).strip() else type(error).__name__,
            "check the network or proxy, or install the CLI by hand (pulumi.com/docs/install), then: make setup",
        ) from None
    say(f"pulumi: installed in {time.monotonic() - started:.0f} s")
