"""A role that is as declared but cannot work in a database waits for the database's owner, or is refused itself."""

import pytest

from castmatch.guardian import role_reconcilers
from castmatch.guardian.role_reconcilers import RoleReconciler
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
def test_a_guest_waits_for_the_owner_of_a_read_only_database(refusal: list[Refusal]) -> None:
    """Somebody changed it between the owner's observation and the guest's login: the owner's next one finds it."""
    with pytest.raises(Pending, match="default_transaction_read_only is on"):
        RoleReconciler(SERVER, GUEST, (OWNER, GUEST)).reconcile()


def test_the_owner_does_not_wait(refusal: list[Refusal]) -> None:
    with pytest.raises(LoginRefused):
        RoleReconciler(SERVER, OWNER, (OWNER, GUEST)).reconcile()


def test_a_guest_does_not_wait_for_an_unguarded_owner(refusal: list[Refusal]) -> None:
    with pytest.raises(LoginRefused):
        RoleReconciler(SERVER, GUEST, (GUEST,)).reconcile()


def test_a_guest_with_a_wrong_password_does_not_wait(refusal: list[Refusal]) -> None:
    refusal[0] = Refusal.CREDENTIALS

    with pytest.raises(LoginRefused):
        RoleReconciler(SERVER, GUEST, (OWNER, GUEST)).reconcile()
