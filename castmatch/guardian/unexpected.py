"""Unexpected exceptions become UserErrors, so the loop reports them, backs off and goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from traceback import extract_tb

from castmatch.errors import UserError


@contextmanager
def only_user_errors() -> Iterator[None]:
    """Turn any other exception into a UserError with its type and place; its message may hold a secret."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        place = extract_tb(error.__traceback__)[-1]
        found = f"{type(error).__name__} in {place.name} ({place.filename.rpartition('/')[2]}:{place.lineno})"
        raise UserError("no unexpected error in the guardian", found, "report this bug in the guardian") from None
