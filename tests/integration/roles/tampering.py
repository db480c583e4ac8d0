"""Faults in any sequence, as hands, scripts and accidents cause them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg

from tests.faults.fault import Data, Fault
from tests.postgres.cluster import Cluster


@contextmanager
def tampered(cluster: Cluster, faults: Sequence[Fault]) -> Iterator[Data]:
    """Cause the faults in order; yields what they have done to the data, the worst of all.

    What is not possible any more after the faults before it is left out.
    """
    with ThreadPoolExecutor() as background:
        effects = [Data.KEPT]
        for fault in faults:
            if fault.meanwhile:
                background.submit(_is_caused, cluster, fault)
            elif _is_caused(cluster, fault):
                effects.append(fault.data)
        yield max(effects, key=list(Data).index)


def _is_caused(cluster: Cluster, fault: Fault) -> bool:
    """Whether at least a part of the fault was possible."""
    done = 0
    try:
        for database, statement in fault.statements:
            cluster.run(statement, database)
            done += 1
    except psycopg.Error:
        pass
    return done > 0
