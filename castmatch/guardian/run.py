"""`python -m castmatch.guardian run`: the loop, its port, and a clean end."""

import signal
import threading
from pathlib import Path

from castmatch.guardian.clock import Clock, time_of_day
from castmatch.guardian.declaration import GuardianDeclaration, read
from castmatch.guardian.endpoint import serving
from castmatch.guardian.loop import Journal, Loop
from castmatch.guardian.report import Report
from castmatch.guardian.role_reconcilers import reconcilers
from castmatch.guardian.watch import Context
from castmatch.guardian.words import listed, span
from castmatch.redact import without_passwords

HUNG = 90.0  # seconds without a tick; a statement may take 60
LAST_TICK = 0.5  # seconds that a tick under way may go on after SIGTERM


def run(path: Path, host: str, port: int) -> int:
    """Keep what the document declares until SIGTERM or SIGINT.

    Args:
        path: the document, see castmatch.guardian.declaration.
        host: the address of the health endpoint.
        port: its port; 0 takes a free one.

    Returns:
        the exit code: 0 after a signal, 1 when the loop hung.

    Raises:
        UserError: no such document, or the port is taken.
    """
    declaration = read(path)
    clock, journal, stop = Clock(), Journal(), threading.Event()
    context = Context(clock, say, journal.remember, declaration.mode == "repair", declaration.prove_every)
    loop = Loop(reconcilers(declaration), context)
    report = Report(declaration.stack, declaration.mode, loop, journal, clock.seconds)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with serving(report, host, port) as listening:
        say(_greeting(declaration, listening))
        return _until(stop, loop, declaration.interval, clock)


def say(line: str) -> None:
    """Print one event: time in UTC, then words."""
    print(f"{time_of_day()} {without_passwords(line)}", flush=True)


def _until(stop: threading.Event, loop: Loop, interval: float, clock: Clock) -> int:
    """Tick until a signal. When the server never answers a query, the process ends, and Docker starts it again."""
    ticking = threading.Thread(target=_tick, args=(stop, loop, interval), daemon=True)
    ticking.start()
    while not stop.wait(5):
        if not ticking.is_alive() or clock.seconds() - loop.ticked > HUNG:
            say(f"the loop hangs: no tick for {span(clock.seconds() - loop.ticked)}; ending, for Docker to restart")
            return 1
    ticking.join(LAST_TICK)
    say("stopped by a signal")
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
