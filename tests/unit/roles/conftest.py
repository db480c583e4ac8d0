"""What the unit tests start from: the states that satisfy the two declarations."""

import pytest

from castmatch.roles.model import Access
from tests.unit.roles.states import OWNER_DECLARED, READER_DECLARED


@pytest.fixture
def desired() -> Access:
    """The owner's."""
    return OWNER_DECLARED.desired()


@pytest.fixture
def reader() -> Access:
    """The reader's."""
    return READER_DECLARED.desired()
