"""`castmatch guardian`: the loop, its port, and a clean end."""

import signal
import sys
import threading
from pathlib import Path

from castmatch.gc_tuning import live_on
from castmatch.guardian.clock import Clock, time_of_day
from castmatch.guardian.declaration import GuardianDeclaration, read
from castmatch.guardian.endpoint import serving
from castmatch.guardian.loop import Journal, Loop
from castmatch.guardian.report import Report
from castmatch.guardian.role_reconcilers import keepers
from castmatch.guardian.watch import Means
from castmatch.guardian.words import listed, span
from castmatch.redact import without_passwords

HUNG = 90.0  # seconds without a tick; a statement may take 60
LAST_TICK = 0.5  # seconds that a tick under way may go on after SIGTERM


def run(path: Path, host: str, port: int) -> int:
    """Guard what the document declares until SIGTERM or SIGINT.

    Args:
        path: the document, see castmatch.guardian.declaration.
        host: the address on which the health endpoint listens.
        port: its port.

    Returns:
        the exit code: 0 after a signal, 1 when the loop hung.

    Raises:
        UserError: no such document, or the port is taken.
    """
    live_on()
    declaration = read(path)
    clock, journal, stop = Clock(), Journal(), threading.Event()
    means = Means(clock, say, journal.remember, declaration.mode == "repair", declaration.prove_every)
    loop = Loop(keepers(declaration), means)
    report = Report(declaration.stack, declaration.mode, loop, journal, clock.seconds)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with serving(report, host, port) as listening:
        say(_greeting(declaration, listening))
        return _until(stop, loop, declaration.interval, clock)


def say(line: str) -> None:
    """One event for people: time in UTC, then words."""
    sys.stdout.write(f"{time_of_day()} {without_passwords(line)}\n")
    sys.stdout.flush()


def _until(stop: threading.Event, loop: Loop, interval: float, clock: Clock) -> int:
    """Tick until told to stop. Should the server swallow a question, the process ends, and Docker starts it again."""
    ticking = threading.Thread(target=_tick, args=(stop, loop, interval), daemon=True)
    ticking.start()
    while not stop.wait(5):
        if not ticking.is_alive() or clock.seconds() - loop.ticked > HUNG:
            say(f"the loop hangs: no look for {span(clock.seconds() - loop.ticked)}; starting anew")
            return 1
    ticking.join(LAST_TICK)
    say("told to stop")
    return 0


def _tick(stop: threading.Event, loop: Loop, interval: float) -> None:
    while not stop.is_set():
        loop.tick()
        stop.wait(interval)


def _greeting(declaration: GuardianDeclaration, port: int) -> str:
    roles = listed([role.role for role in declaration.roles])
    does = "repairing" if declaration.mode == "repair" else "only watching"
    server = f"{declaration.server.host}:{declaration.server.port}"
    return f"guarding {roles} on {server} every {span(declaration.interval)}, {does}; /health on port {port}"
