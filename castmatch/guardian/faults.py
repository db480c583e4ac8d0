"""What nobody foresaw is an error like any other to the loop: told, backed off from, never the end of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from traceback import extract_tb

from castmatch.errors import UserError


@contextmanager
def foreseen() -> Iterator[None]:
    """Turn any other exception into a UserError that says where it happened, and nothing of what it held."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        place = extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__} in {place.name} ({place.filename.rpartition('/')[2]}:{place.lineno})"
        failure = UserError("the guardian to foresee what it meets", what, "report this fault of the guardian")
    else:
        return
    # Raised out here, so that the failure doesn't carry the error: that one may know a secret.
    raise failure
