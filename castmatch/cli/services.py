"""`castmatch services`."""

from castmatch.cli.options import PROJECT, AsJson, Stack


def services(stack: Stack = "dev", as_json: AsJson = False) -> None:
    """Show the services, their addresses and the role, as last proven."""
    from castmatch.status.services import show

    show(PROJECT, stack, as_json)
