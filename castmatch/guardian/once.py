"""`python -m castmatch.guardian reconcile`: bring every declared role in order once, and prove it by a login.

A Compose project runs it where a stack has Pulumi's resource. Like `pulumi up` it takes the server over from any
other declaration.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from castmatch.guardian.declaration import GuardianDeclaration, read
from castmatch.guardian.server_reconcilers import WRITE_HBA, logins
from castmatch.roles.admin.administrator import repair_admin
from castmatch.roles.admin.hba import restore_hba
from castmatch.roles.admin.plan import Administrator
from castmatch.roles.admin.trusted_socket import ServerSocket
from castmatch.roles.errors import AdminRefused, Unreachable
from castmatch.roles.reconcile import reconcile
from castmatch.roles.sentences import action
from castmatch.roles.server import ServerAddress, connect_admin

START_SECONDS = 120.0  # a first initialisation on a slow disk
PAUSE = 0.1
NOTE_EVERY = 5.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Patience:
    """The seconds to wait for an unreachable server; a test passes its own clock and sleep."""

    seconds: float = START_SECONDS
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def run(path: Path) -> int:
    """Reconcile the document's roles (see castmatch.guardian.declaration), and print each change.

    Returns:
        the exit code 0.

    Raises:
        UserError: no such document, no server within two minutes, or a role that cannot be reconciled.
    """
    reconcile_once(read(path), partial(print, flush=True), Patience())
    return 0


def reconcile_once(declaration: GuardianDeclaration, say: Say, patience: Patience) -> None:
    """Reconcile the administrator, pg_hba.conf and each role, as soon as the server answers."""
    retry_unreachable(lambda: _reconcile(declaration, say), say, patience)


def retry_unreachable(act: Callable[[], None], say: Say, patience: Patience) -> None:
    """Try until the server answers, and note every five seconds that it does not; raises what the last try raised."""
    begun = patience.clock()
    next_note = begun + NOTE_EVERY
    while True:
        try:
            return act()
        except Unreachable as error:
            now = patience.clock()
            if now - begun > patience.seconds:
                raise
            if now > next_note:
                say(f"waiting {now - begun:.0f} s for {error.expected} ({error.found})")
                next_note = now + NOTE_EVERY
        patience.sleep(PAUSE)


def _reconcile(declaration: GuardianDeclaration, say: Say) -> None:
    server = declaration.server
    _check_answers(server.address)
    admin = Administrator(server.admin_user, server.admin_password, server.container)
    for change in repair_admin(ServerSocket(server.address), admin, logins(declaration.roles)):
        say(f"{change.finding}: {change.action}")
    for finding in restore_hba(server.address):
        say(f"{finding}: {WRITE_HBA}")
    for role in declaration.roles:
        outcome = reconcile(server.address, role)
        for done in outcome.changes:
            say(f"{role.role}: {action(done)}")
        say(f"{role.role}: reconciled and proven in {outcome.seconds:.1f} s")


def _check_answers(server: ServerAddress) -> None:
    """Raise Unreachable unless the server answers over TCP.

    While the image initialises a cluster, the server listens on the socket alone, and then restarts.
    """
    try:
        connect_admin(replace(server, admin_host="")).close()
    except AdminRefused:
        return  # it answers
