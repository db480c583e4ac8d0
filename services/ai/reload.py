"""uvicorn with reload that ends when the application does.

`uvicorn --reload` stays alive with a dead child, so Docker would see a running container that
serves nobody. This supervisor exits with the child's code instead, and the restart policy acts.

Usage: python reload.py app.main:app     (environment: PORT, 8002 when not set)
"""

import os
import sys
from pathlib import Path
from typing import Any

from uvicorn import Config, Server
from uvicorn.supervisors.watchfilesreload import WatchFilesReload
from watchfiles import watch

POLL_MS = 250
DRAIN_S = 5

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "%(asctime)s.%(msecs)03dZ %(levelname)-7s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S",
        }
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "level": "INFO",
            "formatter": "line",
        }
    },
    "root": {"level": "INFO", "handlers": ["stdout"]},
    "loggers": {"httpx": {"level": "WARNING"}, "watchfiles": {"level": "WARNING"}},
}


class EndWithChild(WatchFilesReload):
    """Reload on changes, but stop once the child is dead."""

    def __init__(self, config: Config) -> None:
        super().__init__(config, target=Server(config).run, sockets=[config.bind_socket()])
        self.watcher = watch(
            *self.reload_dirs,
            watch_filter=None,
            stop_event=self.should_exit,
            yield_on_timeout=True,
            rust_timeout=POLL_MS,
            ignore_permission_denied=True,
        )

    def should_restart(self) -> list[Path] | None:
        """Which files changed since the last call, if any; ends the iteration with the child."""
        if not self.process.is_alive():
            raise StopIteration
        return super().should_restart()

    def exit_code(self) -> int:
        """The child's own code, or 0 after SIGTERM or SIGINT. Valid after run()."""
        if self.should_exit.is_set():
            return 0
        code = self.process.exitcode or 0
        # A child that was killed has minus the signal's number; shells and Docker say 128 plus it.
        return code if code >= 0 else 128 - code


def main(application: str) -> int:
    """Serve `application` ("module:attribute") from the working directory until it ends.

    Return the exit code.
    """
    # As `python -m` would: the application is in the working directory, this file is not.
    sys.path.insert(0, str(Path.cwd()))
    config = Config(
        application,
        host="0.0.0.0",  # noqa: S104 - the container's own network; the host publishes on 127.0.0.1
        port=int(os.environ.get("PORT", "8002")),
        reload=True,
        # Watch from the start: what is saved while the child still loads must not be missed.
        reload_delay=0,
        log_config=LOGGING,
        access_log=False,
        timeout_graceful_shutdown=DRAIN_S,
    )
    supervisor = EndWithChild(config)
    supervisor.run()
    return supervisor.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
