"""A stack goes from Pulumi to Docker Compose or back: whoever takes it over first removes what the other one made.

Neither can use what the other has made: Pulumi stops at a name that is taken, and Compose wants its own labels. The
containers, the network and the two cache volumes are made again; the volume with the database stays as it is.
"""

from collections.abc import Callable, Collection

from castmatch.docker_engine.ownership import Kind, Owned, Owner, containers_of, remove, resources_of


def runs_under_compose(stack: str) -> bool:
    """Whether Compose made any of the stack's containers, by our declaration."""
    return any(_made_by_compose(owned) for owned in containers_of(stack))


def take_over_for_pulumi(stack: str, note: Callable[[str], None]) -> bool:
    """Remove what Compose has made of the stack, but the database; True when there was any, which `note` is given."""
    found = [owned for owned in resources_of(stack) if _made_by_compose(owned)]
    return _take_over(found, f"stack {stack} was made by Docker Compose: Pulumi takes it over", note)


def take_over_for_compose(stack: str, note: Callable[[str], None]) -> bool:
    """Remove what holds the stack's names outside of its own Compose project, but the database; else as above."""
    found = [owned for owned in resources_of(stack) if owned.owner is not Owner.COMPOSE]
    return _take_over(found, f"stack {stack} was made by Pulumi: Docker Compose takes it over", note)


def remove_made_by_compose(stack: str) -> None:
    """Remove everything of the stack that Compose has made, but the database."""
    remove(owned for owned in resources_of(stack) if _made_by_compose(owned))


def remove_undeclared(stack: str, declared: Collection[str]) -> None:
    """Remove the containers that Compose has made of the stack and whose names are declared no longer.

    Compose's own --remove-orphans would take what somebody else's file made in a project of the same name.
    """
    remove(owned for owned in containers_of(stack) if _made_by_compose(owned) and owned.name not in declared)


def _made_by_compose(owned: Owned) -> bool:
    return owned.owner is not Owner.PULUMI


def _take_over(found: list[Owned], sentence: str, note: Callable[[str], None]) -> bool:
    """Cache volumes alone are no stack: they are removed without a word."""
    is_a_stack = any(owned.kind is not Kind.VOLUME for owned in found)
    if is_a_stack:
        note(f"{sentence}, the database stays")
    remove(found)
    return is_a_stack
