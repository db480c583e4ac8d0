"""A secret that is another one afterwards."""

from collections.abc import Iterator

from castmatch.preview.model import Cause, Hazard, Operation, ResourceChange, Special

_ADVICE = "whoever holds the old one must be told; if it was not meant to change: pulumi config"


def other_secrets(change: ResourceChange) -> Iterator[Hazard]:
    """One that was set anew or generated anew; what only follows from another change is told there."""
    if change.is_a("Ready"):  # its secret is the address that it asks, ports and all
        return
    if change.is_a("Password") and change.operation is Operation.REPLACE:
        yield Hazard(change.name, f"the password {change.name} is generated anew", _ADVICE)
    for found in change.properties:
        if found.new == Special.MASKED_ANEW and found.cause is Cause.CHANGE:
            yield Hazard(change.name, f"{change.name}: another secret in {found.path}", _ADVICE)
