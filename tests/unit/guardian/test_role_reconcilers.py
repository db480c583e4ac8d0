"""Whose fault it is when a role that is as declared can't work: its own, or the owner's of the database."""

import pytest

from castmatch.guardian import role_reconcilers
from castmatch.guardian.role_reconcilers import RoleKeeper
from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.errors import LoginRefused, Pending, Refusal
from castmatch.roles.privileges import READ
from castmatch.roles.server import ServerAddress

SERVER = ServerAddress("127.0.0.1", 5432, "postgres", "secret")
OWNER = RoleDeclaration.owner("owner", "secret", "castmatch")
GUEST = RoleDeclaration("guest", "secret", (DatabaseDeclaration("castmatch", "owner", privileges=READ),))


@pytest.fixture
def refusal(monkeypatch: pytest.MonkeyPatch) -> list[Refusal]:
    """Why the login after each repair is refused."""
    found = [Refusal.NOT_ALLOWED]

    def refused(_server: ServerAddress, declaration: RoleDeclaration, keep_only: bool) -> None:
        raise LoginRefused(declaration.role, "castmatch", found[0], "default_transaction_read_only is on")

    monkeypatch.setattr(role_reconcilers, "reconcile", refused)
    monkeypatch.setattr(role_reconcilers, "check_is_ours", lambda *_: None)
    return found


@pytest.mark.requirement("R24")
def test_a_guest_waits_for_the_owner_when_the_database_lets_nobody_work(refusal: list[Refusal]) -> None:
    """Somebody made it read-only between the owner's look and the guest's login: the owner's next look sees it."""
    with pytest.raises(Pending, match="default_transaction_read_only is on"):
        RoleKeeper(SERVER, GUEST, (OWNER, GUEST)).repair()


def test_the_owner_itself_has_nobody_to_wait_for(refusal: list[Refusal]) -> None:
    with pytest.raises(LoginRefused):
        RoleKeeper(SERVER, OWNER, (OWNER, GUEST)).repair()


def test_nor_has_a_guest_of_somebody_who_is_not_guarded(refusal: list[Refusal]) -> None:
    with pytest.raises(LoginRefused):
        RoleKeeper(SERVER, GUEST, (GUEST,)).repair()


def test_a_wrong_password_is_the_guests_own(refusal: list[Refusal]) -> None:
    refusal[0] = Refusal.CREDENTIALS

    with pytest.raises(LoginRefused):
        RoleKeeper(SERVER, GUEST, (OWNER, GUEST)).repair()
