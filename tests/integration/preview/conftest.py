"""A private PostgreSQL of the default version, with the application's role on it."""

from collections.abc import Iterator

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import reconcile
from tests.postgres.binaries import Unavailable, binaries
from tests.postgres.cluster import Cluster, running

VERSION = "17"  # the default image's
PASSWORD = "the role's sécret"


@pytest.fixture(scope="module")
def running_cluster() -> Iterator[Cluster]:
    try:
        programs = binaries(VERSION)
    except Unavailable as error:
        pytest.skip(f"PostgreSQL {VERSION}: {error}")
    with running(programs) as started:
        yield started


@pytest.fixture
def cluster(running_cluster: Cluster) -> Iterator[Cluster]:
    """Empty before and after each test."""
    yield running_cluster
    running_cluster.empty()


@pytest.fixture
def user(cluster: Cluster) -> RoleDeclaration:
    """The application's role in its declared state, with a table."""
    declared = RoleDeclaration.owner("castmatch_user", PASSWORD, "castmatch")
    reconcile(cluster.address, declared)
    cluster.run("SET ROLE castmatch_user; CREATE TABLE public.talent (name text)", "castmatch")
    return declared
