"""What the unit tests start from: one declaration, and the state that satisfies it."""

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.model import Access


@pytest.fixture
def desired() -> Access:
    return RoleDeclaration.owner("castmatch_user", "correct horse", "castmatch").desired()
