"""`castmatch setup`."""

from castmatch.cli.options import PROJECT, Stack, Yes


def setup(stack: Stack = "dev", yes: Yes = False) -> None:
    """Prepare this machine: everything but the `up`. Docker, Pulumi CLI, passphrase, stack, base images."""
    from castmatch.lifecycle.setup import prepare

    prepare(PROJECT, stack, yes)
