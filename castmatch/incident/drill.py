"""`castmatch incident`: the failure that this project exists for, played on the running stack, under load.

The role is dropped as it once was by mistake, and the guardian alone repairs it. At the end every write that the
backend had accepted must be there, and no container may have been restarted.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from castmatch.docker_engine.containers import container_state
from castmatch.docker_engine.psql import run_sql
from castmatch.errors import UserError
from castmatch.incident.load import NAME, Load
from castmatch.incident.report import IncidentDrill, Round, as_text
from castmatch.stack.load import load_file
from castmatch.stack.model import StackConfig
from castmatch.stack.names import Names
from castmatch.status.roles import ask_guardian
from castmatch.status.services import read_outputs

GIVE_UP = 30.0  # seconds; the budget is far below
CALM = 1.0  # seconds of load between two incidents
MISSED = 2  # exit code
_WRITTEN = f"SELECT id FROM talent WHERE name = '{NAME}'"  # noqa: S608 - our own name
_REMOVE = f"DELETE FROM talent WHERE name = '{NAME}'"  # noqa: S608


def run_drill(project: Path, stack: str, rounds: int, as_json: bool) -> int:
    """Play the incident `rounds` times and print what happened.

    Returns:
        the exit code: 0 when the role was back within the budget, nothing was restarted and nothing lost; else 2.

    Raises:
        UserError: the stack is not up, or has no guardian that repairs.
    """
    config = load_file(project, stack)
    backend = read_outputs(project, stack).services["backend"].url
    sql = partial(run_sql, Names(stack).container("postgres"), database=config.role.database)
    say = (lambda _: None) if as_json else partial(print, end="", flush=True)
    drill = Drill(stack, config, lambda: ask_guardian(project, stack), sql, say)
    result = drill.play(backend, rounds)
    sys.stdout.write(json.dumps(asdict(result) | result.summary(), indent=2) + "\n" if as_json else as_text(result))
    return 0 if result.passed else MISSED


class Drill:
    """One drill on one stack.

    Args:
        guardian: gives the guardian's report.
        sql: runs statements as the administrator in the role's database, and gives their output.
        say: gets each round in words as soon as it is over.
    """

    def __init__(
        self,
        stack: str,
        config: StackConfig,
        guardian: Callable[[], dict[str, Any]],
        sql: Callable[..., str],
        say: Callable[[str], None],
    ) -> None:
        self._stack, self._role = stack, config.role.name
        self._guardian, self._sql, self._say = guardian, sql, say
        self._containers = [Names(stack).container(name) for name in config.containers]

    def play(self, backend: str, rounds: int) -> IncidentDrill:
        """Play all rounds; what is written meanwhile is removed. UserError when the stack is not ready for it."""
        self._check_all_is_well()
        started = [_start_of(name) for name in self._containers]
        before = int(self._sql("SELECT count(*) FROM talent"))
        self._say(f"stack {self._stack}: {self._role} is reconciled, {before} talents. Load: 2 writers, 2 readers.\n")
        try:
            with Load(backend) as load:
                time.sleep(CALM)
                played = [self._round(number, load) for number in range(1, rounds + 1)]
                time.sleep(CALM)
            restarted = [n for n, at in zip(self._containers, started, strict=True) if _start_of(n) != at]
            written = {int(line) for line in self._sql(_WRITTEN).splitlines()}
            unexpected = sum(not answer.is_expected for answer in load.answers)
            lost = set(load.accepted) - written
            return IncidentDrill(tuple(played), len(load.accepted), len(lost), tuple(restarted), unexpected)
        finally:
            self._sql(_REMOVE)

    def _round(self, number: int, load: Load) -> Round:
        known = self.last_incident()
        self._drop()
        dropped = time.monotonic()
        incident = self._wait_for_incident(known, dropped)
        back = time.monotonic() - dropped
        time.sleep(CALM)
        refused = [answer for answer in load.since(dropped) if not answer.is_fine]
        serving = max((answer.ended - dropped for answer in refused), default=0.0)
        played = Round(
            back, serving, len(refused), incident["wrong_seconds"], tuple(incident["found"]), tuple(incident["done"])
        )
        self._say(played.as_text(number))
        return played

    def _drop(self) -> None:
        """As in the incident: the role is tidied away, and all that it owned is given to the administrator."""
        role = '"' + self._role.replace('"', '""') + '"'
        for is_last in (False, False, True):
            try:
                self._sql(f"REASSIGN OWNED BY {role} TO postgres", f"DROP OWNED BY {role}", f"DROP ROLE {role}")
                return
            except UserError as error:  # the load locks tables too, in another order
                if is_last or "deadlock detected" not in error.found:
                    raise

    def _wait_for_incident(self, known: dict[str, Any], since: float) -> dict[str, Any]:
        while time.monotonic() - since < GIVE_UP:
            if (last := self.last_incident()) != known:
                return last
            time.sleep(0.05)
        raise UserError(
            f"the guardian to repair {self._role} within {GIVE_UP:.0f} s",
            "it has not",
            f"castmatch roles --stack {self._stack}, then make up STACK={self._stack}",
        )

    def last_incident(self) -> dict[str, Any]:
        """The guardian's record of the role's last incident; empty when there was none."""
        incidents = self._guardian()["incidents"]
        return next((dict(found) for found in reversed(incidents) if found["role"] == self._role), {})

    def _check_all_is_well(self) -> None:
        report = self._guardian()
        wrong = [role["role"] for role in report["roles"] if role["state"] != "reconciled"]
        if wrong or report["mode"] != "repair":
            found = f"{', '.join(wrong)} not reconciled" if wrong else f"guardian mode {report['mode']}"
            raise UserError("all roles reconciled and guardian mode repair", found, f"make up STACK={self._stack}")


def _start_of(container: str) -> tuple[str, int]:
    state = container_state(container)
    return state.started, state.restarts
