"""What hands, scripts and accidents do to roles and databases: single steps, carried out in any sequence."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

import psycopg

from tests.postgres.cluster import Cluster

SERVER, INSIDE = "postgres", "castmatch"  # the databases in which steps are done


class Data(Enum):
    """What a step does to the rows that the application has written."""

    KEPT = "kept where it is"
    ELSEWHERE = "kept under a name that nobody declared"
    LOST = "lost: by intent, no repair can bring it back"


@dataclass(frozen=True)
class Step:
    """Statements of the administrator, each in a database and a session of its own.

    `meanwhile`: they take their time, while other steps and the reconcile go on.
    """

    name: str
    statements: tuple[tuple[str, str], ...]
    data: Data = Data.KEPT
    meanwhile: bool = False

    def __repr__(self) -> str:
        return f"<{self.name}>"


def on_server(name: str, *statements: str, data: Data = Data.KEPT) -> Step:
    """A step in the maintenance database."""
    return Step(name, tuple((SERVER, statement) for statement in statements), data)


def inside(name: str, *statements: str, data: Data = Data.KEPT, meanwhile: bool = False) -> Step:
    """A step in the application's database."""
    return Step(name, tuple((INSIDE, statement) for statement in statements), data, meanwhile)


@contextmanager
def tampered(cluster: Cluster, steps: Sequence[Step]) -> Iterator[Data]:
    """Carry out the steps in order, and tell what they have done to the data, the worst of all.

    What is not possible any more after the steps before it is left out.
    """
    with ThreadPoolExecutor() as background:
        effects = [Data.KEPT]
        for step in steps:
            if step.meanwhile:
                background.submit(_carried_out, cluster, step)
            elif _carried_out(cluster, step):
                effects.append(step.data)
        yield max(effects, key=list(Data).index)


def _carried_out(cluster: Cluster, step: Step) -> bool:
    """Whether at least a part of the step was possible."""
    done = 0
    try:
        for database, statement in step.statements:
            cluster.run(statement, database)
            done += 1
    except psycopg.Error:
        pass
    return done > 0
