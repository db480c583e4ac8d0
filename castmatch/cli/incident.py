"""`castmatch incident`: the failure that this project exists for, played on the running stack, under load.

The role is dropped as somebody once dropped it. Nobody does anything; the guardian does. At the end every write that
the backend had accepted must be there, and no container may have been restarted.
"""

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from castmatch.cli.roles import ask
from castmatch.cli.services import read_outputs
from castmatch.docker_engine.containers import container_state
from castmatch.docker_engine.psql import run_sql
from castmatch.errors import UserError
from castmatch.incident.load import NAME, Answer, Load
from castmatch.incident.report import IncidentDrill, Round, as_text
from castmatch.stack.load import load_file
from castmatch.stack.model import StackConfig
from castmatch.stack.names import Names

GIVE_UP = 30.0  # seconds; the budget is far below
CALM = 1.0  # seconds of load between two incidents
MISSED = 2  # exit code
_WRITTEN = f"SELECT id FROM talent WHERE name = '{NAME}'"  # noqa: S608 - our own name
_REMOVE = f"DELETE FROM talent WHERE name = '{NAME}'"  # noqa: S608


def rehearse(project: Path, stack: str, rounds: int, as_json: bool) -> int:
    """Play the incident `rounds` times and print what happened.

    Returns:
        the exit code: 0 when the role was back within the budget, nothing was restarted and nothing lost; else 2.

    Raises:
        UserError: the stack is not up, or has no guardian that repairs.
    """
    config = load_file(project, stack)
    backend = read_outputs(project, stack).services["backend"].url
    rehearsal = _Rehearsal(project, stack, config, say=(lambda _: None) if as_json else _print)
    result = rehearsal.play(backend, rounds)
    sys.stdout.write(json.dumps(asdict(result) | result.summary(), indent=2) + "\n" if as_json else as_text(result))
    return 0 if result.passed else MISSED


class _Rehearsal:
    def __init__(self, project: Path, stack: str, config: StackConfig, say: Any) -> None:
        self._project, self._stack, self._say = project, stack, say
        self._role, self._database = config.role.name, config.role.database
        self._postgres = Names(stack).container("postgres")
        self._containers = [Names(stack).container(name) for name in config.containers]

    def play(self, backend: str, rounds: int) -> IncidentDrill:
        self._must_be_calm()
        started = [self._start_of(name) for name in self._containers]
        before = self._count()
        self._say(f"stack {self._stack}: {self._role} is reconciled, {before} talents. Load: 2 writers, 2 readers.\n")
        try:
            with Load(backend) as load:
                time.sleep(CALM)
                played = [self._round(number, load) for number in range(1, rounds + 1)]
                time.sleep(CALM)
            restarted = [n for n, at in zip(self._containers, started, strict=True) if self._start_of(n) != at]
            lost = sorted(set(load.accepted) - self._written())
            return IncidentDrill(
                tuple(played), len(load.accepted), len(lost), tuple(restarted), _unexpected(load.answers)
            )
        finally:
            self._sql(_REMOVE)

    def _round(self, number: int, load: Load) -> Round:
        known = self._last_incident()
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
        """As it was: somebody tidied up, and the role went with everything that it owned given to the administrator."""
        role = '"' + self._role.replace('"', '""') + '"'
        self._sql(f"REASSIGN OWNED BY {role} TO postgres", f"DROP OWNED BY {role}", f"DROP ROLE {role}")

    def _wait_for_incident(self, known: dict[str, Any], since: float) -> dict[str, Any]:
        while time.monotonic() - since < GIVE_UP:
            if (last := self._last_incident()) != known:
                return last
            time.sleep(0.05)
        raise UserError(
            f"the guardian to repair {self._role} within {GIVE_UP:.0f} s",
            "it has not",
            f"castmatch roles --stack {self._stack}, then make up STACK={self._stack}",
        )

    def _last_incident(self) -> dict[str, Any]:
        """The guardian's record of the role's last incident; empty when there was none."""
        incidents = ask(self._project, self._stack)["incidents"]
        return next((dict(found) for found in reversed(incidents) if found["role"] == self._role), {})

    def _must_be_calm(self) -> None:
        report = ask(self._project, self._stack)
        wrong = [role["role"] for role in report["roles"] if role["state"] != "reconciled"]
        if wrong or report["mode"] != "repair":
            found = f"{', '.join(wrong)} not reconciled" if wrong else f"a guardian in mode {report['mode']}"
            raise UserError("a calm stack with a guardian that repairs", found, f"make up STACK={self._stack}")

    def _start_of(self, name: str) -> tuple[str, int]:
        state = container_state(name)
        return state.started, state.restarts

    def _count(self) -> int:
        return int(self._sql("SELECT count(*) FROM talent"))

    def _written(self) -> set[int]:
        return {int(line) for line in self._sql(_WRITTEN).splitlines()}

    def _sql(self, *statements: str) -> str:
        return run_sql(self._postgres, *statements, database=self._database)


def _unexpected(answers: list[Answer]) -> int:
    """Answers that are neither success nor an honest 503 that names the database."""
    return sum(not a.is_fine and not (a.status == 503 and "postgres" in a.failing) for a in answers)


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
