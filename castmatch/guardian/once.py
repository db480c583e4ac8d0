"""`castmatch reconcile`: every declared role brought in order once, and proven; for where no Pulumi does it.

As `pulumi up` it takes over: what is declared here is what holds from now on.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from castmatch.guardian.declaration import GuardianDeclaration, read
from castmatch.roles.admin.administrator import Login, repair_admin
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

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """How long an unreachable server is waited for, and how the time goes by."""

    seconds: float = START_SECONDS
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def run(path: Path) -> int:
    """Reconcile what the document declares (see castmatch.guardian.declaration), and say what was changed.

    Returns:
        the exit code 0: all is in order.

    Raises:
        UserError: no such document, no server within two minutes, or a role that can't be brought in order.
    """
    reconcile_once(read(path), _say, Patience())
    return 0


def reconcile_once(declaration: GuardianDeclaration, note: Callable[[str], None], patience: Patience) -> None:
    """First who gets in, then each role.

    A server that goes away in between is waited for again: its image restarts it once after the first initialisation.
    """
    _patiently(lambda: _accepts(declaration.server.address), note, patience)
    _patiently(lambda: _reconcile(declaration, note), note, patience)


def _reconcile(declaration: GuardianDeclaration, note: Callable[[str], None]) -> None:
    server = declaration.server
    admin = Administrator(server.admin_user, server.admin_password, server.container)
    known = [Login(role.role, role.databases[0].database) for role in declaration.roles if role.databases]
    for mended in repair_admin(ServerSocket(server.address), admin, known):
        note(f"{mended.finding}: {mended.action}")
    for finding in restore_hba(server.address):
        note(f"{finding}: write pg_hba.conf as declared and reload it")
    for role in declaration.roles:
        outcome = reconcile(server.address, role)
        for change in outcome.changes:
            note(f"{role.role}: {action(change)}")
        note(f"{role.role}: reconciled and proven in {outcome.seconds:.1f} s")


def _accepts(server: ServerAddress) -> None:
    """Raise Unreachable unless the server answers over TCP.

    While the image initialises a cluster it listens on the socket alone, and then restarts.
    """
    try:
        connect_admin(replace(server, admin_host="")).close()
    except AdminRefused:
        return  # it answers


def _patiently(act: Callable[[], T], note: Callable[[str], None], patience: Patience) -> T:
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
                note(f"waiting {now - begun:.0f} s for {error.expected} ({error.found})")
                next_note = now + NOTE_EVERY
        patience.sleep(PAUSE)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
