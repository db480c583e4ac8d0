"""One guarded role, as declared at first."""

import pytest

from tests.unit.guardian.fakes import Guard, Role


@pytest.fixture
def role() -> Role:
    return Role()


@pytest.fixture
def guard(role: Role) -> Guard:
    """A guard that has ticked once."""
    return Guard([role]).after(0)
