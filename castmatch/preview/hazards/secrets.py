"""Secrets that change."""

from collections.abc import Iterator

from castmatch.preview.model import Cause, Hazard, Operation, ResourceChange, Special

_ADVICE = "give the new one to everybody who uses the old one; if it was not meant to change: pulumi config"


def other_secrets(change: ResourceChange) -> Iterator[Hazard]:
    """A secret that was set or generated; one that only follows from another change is no hazard of its own."""
    if change.is_a("Ready"):  # its secret is the address that it asks, ports and all
        return
    if change.is_a("Password") and change.operation is Operation.REPLACE:
        yield Hazard(change.name, f"the password {change.name} is generated again", _ADVICE)
    for found in change.properties:
        if found.new == Special.MASKED_CHANGED and found.cause is Cause.CHANGE:
            yield Hazard(change.name, f"{change.name}: another secret in {found.path}", _ADVICE)
