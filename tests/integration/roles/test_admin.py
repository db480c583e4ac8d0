"""The administrator is broken by hand in every way, and repaired through the socket by any superuser that gets in."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import psycopg
import pytest

from castmatch.roles.admin.administrator import Login, observe_admin, repair_admin
from castmatch.roles.admin.plan import Administrator, Fault
from castmatch.roles.admin.trusted_socket import ServerSocket
from castmatch.roles.errors import CannotRepairAdmin, Unreachable
from castmatch.roles.server import ServerAddress, connect_admin
from tests.postgres.binaries import Unavailable, binaries, pinned
from tests.postgres.cluster import ADMIN_PASSWORD, Cluster, running

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R24")]

DECLARED = Administrator("postgres", ADMIN_PASSWORD)
KNOWN = [Login("castmatch_user", "castmatch")]


@pytest.fixture(params=sorted(pinned()), ids="postgresql{}".format)
def own(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A cluster that a test may leave without any superuser; with an application role, and the administrator marked."""
    try:
        programs = binaries(request.param)
    except Unavailable as error:
        pytest.skip(f"PostgreSQL {request.param}: {error}")
    with running(programs) as started:
        started.run("CREATE ROLE castmatch_user LOGIN")
        started.run("CREATE DATABASE castmatch OWNER castmatch_user")
        yield started


@pytest.fixture
def socket(own: Cluster) -> ServerSocket:
    """As a neighbour has it who knows the declared password."""
    return ServerSocket(replace(own.address, host="no-such-host.invalid", admin_host=str(own.socket)))


@pytest.fixture
def marked(socket: ServerSocket) -> ServerSocket:
    """After the first round, which marks the administrator."""
    assert [change.fault for change in repair_admin(socket, DECLARED, KNOWN)] == [Fault.UNMARKED]
    return socket


def by(own: Cluster, role: str) -> Callable[..., None]:
    """Run statements as this role over the socket."""

    def run(*statements: str) -> None:
        with psycopg.connect(
            host=str(own.socket), port=own.address.port, user=role, dbname="postgres", autocommit=True
        ) as session:
            for statement in statements:
                session.execute(statement.encode())

    return run


def is_in_order(own: Cluster, socket: ServerSocket) -> bool:
    """The administrator works with the declared password over TCP, and nothing is left to repair."""
    with connect_admin(own.address) as session:
        session.execute("CREATE ROLE proof SUPERUSER; DROP ROLE proof")
    return observe_admin(socket, DECLARED, KNOWN) == ()


def test_a_healthy_administrator_is_only_marked_and_then_left_alone(own: Cluster, socket: ServerSocket) -> None:
    assert [change.fault for change in repair_admin(socket, DECLARED)] == [Fault.UNMARKED]

    assert repair_admin(socket, DECLARED) == ()
    assert is_in_order(own, socket)


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("ALTER ROLE postgres PASSWORD 'stolen'", Fault.OTHER_PASSWORD),
        ("ALTER ROLE postgres PASSWORD NULL", Fault.NO_PASSWORD),
        ("SET password_encryption = 'md5'; ALTER ROLE postgres PASSWORD 'the admin''s secret'", Fault.NOT_SCRAM),
        ("ALTER ROLE postgres VALID UNTIL '2020-01-01'", Fault.EXPIRES),
    ],
)
def test_a_password_that_is_not_the_declared_one_is_set_again(
    own: Cluster, marked: ServerSocket, damage: str, fault: Fault
) -> None:
    own.run(damage)
    assert [change.fault for change in observe_admin(marked, DECLARED)] == [fault]

    assert [change.fault for change in repair_admin(marked, DECLARED)] == [fault]

    assert is_in_order(own, marked)


def test_several_repairs_at_once_all_end_well(own: Cluster, marked: ServerSocket) -> None:
    """Each role's own step may find it wrong at the same moment; "tuple concurrently updated" was the answer to one."""
    at_once = Barrier(4)

    def repair() -> int:
        at_once.wait(timeout=30)
        return len(repair_admin(marked, DECLARED))

    for _ in range(5):
        own.run("ALTER ROLE postgres PASSWORD 'stolen'")

        with ThreadPoolExecutor(4) as hands:
            done = [hand.result(timeout=60) for hand in [hands.submit(repair) for _ in range(4)]]

        assert max(done) == 1
        assert is_in_order(own, marked)


def test_a_renamed_administrator_gets_its_name_back_though_no_other_superuser_exists(
    own: Cluster, marked: ServerSocket
) -> None:
    own.run("CREATE ROLE passing SUPERUSER LOGIN")
    by(own, "passing")("ALTER ROLE postgres RENAME TO boss")
    by(own, "boss")("DROP ROLE passing")

    changes = repair_admin(marked, DECLARED, KNOWN)

    assert [change.finding for change in changes] == ["the administrator postgres was renamed to boss"]
    assert own.run("SELECT oid::int, rolname FROM pg_roles WHERE rolsuper") == [(10, "postgres")]
    assert is_in_order(own, marked)


def test_a_superuser_without_our_mark_is_not_taken_for_the_administrator(own: Cluster, socket: ServerSocket) -> None:
    """It was never ours to rename: a foreign cluster's own superuser looks the same."""
    own.run("CREATE ROLE passing SUPERUSER LOGIN")
    by(own, "passing")("ALTER ROLE postgres RENAME TO boss")

    assert [change.fault for change in repair_admin(socket, DECLARED, KNOWN)] == [Fault.MISSING]

    assert own.run("SELECT rolname FROM pg_roles WHERE oid = 10") == [("boss",)]
    assert is_in_order(own, socket)


def test_a_dropped_administrator_is_created_again(own: Cluster, marked: ServerSocket) -> None:
    """Only one that is not the bootstrap role can be dropped."""
    deputy = Administrator("deputy", "the deputy's secret")
    own.run("CREATE ROLE deputy SUPERUSER LOGIN")
    own.run("DROP ROLE deputy")
    address = replace(own.address, admin_user="deputy", admin_password=deputy.password)
    socket = ServerSocket(replace(address, admin_host=str(own.socket)))

    assert [change.fault for change in repair_admin(socket, deputy, KNOWN)] == [Fault.MISSING]

    connect_admin(address).close()
    assert observe_admin(socket, deputy) == ()


def test_an_administrator_that_may_not_log_in_is_let_in_by_another_superuser(
    own: Cluster, marked: ServerSocket
) -> None:
    own.run("CREATE ROLE other SUPERUSER LOGIN")
    own.run("ALTER ROLE postgres NOLOGIN")

    assert [change.fault for change in repair_admin(marked, DECLARED, KNOWN)] == [Fault.NO_LOGIN]

    assert is_in_order(own, marked)


def test_an_administrator_that_is_no_superuser_is_made_one_by_another(own: Cluster, marked: ServerSocket) -> None:
    admin = Administrator("second", "its secret")
    own.run("CREATE ROLE second LOGIN")
    socket = ServerSocket(replace(marked.server, admin_user="second", admin_password=admin.password))

    faults = [change.fault for change in repair_admin(socket, admin)]

    assert faults == [Fault.NO_SUPERUSER, Fault.NO_PASSWORD, Fault.UNMARKED]
    assert observe_admin(socket, admin) == ()


def test_all_known_roles_are_asked_in_turn(own: Cluster, marked: ServerSocket) -> None:
    own.run("CREATE ROLE other SUPERUSER LOGIN")
    own.run("ALTER ROLE postgres NOLOGIN")
    known = [Login("gone", "castmatch"), Login("castmatch_user", "nowhere"), *KNOWN]

    assert [change.fault for change in repair_admin(marked, DECLARED, known)] == [Fault.NO_LOGIN]


def test_where_no_superuser_is_left_the_error_holds_the_command_for_single_user_mode(
    own: Cluster, marked: ServerSocket
) -> None:
    own.run("ALTER ROLE postgres NOLOGIN")

    with pytest.raises(CannotRepairAdmin) as failed:
        repair_admin(marked, DECLARED, KNOWN)

    assert 'role "postgres" is not permitted to log in' in failed.value.found
    assert 'ALTER ROLE "postgres" SUPERUSER LOGIN' in failed.value.next_step


def test_where_no_known_role_gets_in_the_error_holds_every_reason(own: Cluster, marked: ServerSocket) -> None:
    own.run("ALTER ROLE castmatch_user NOLOGIN")
    own.run("CREATE ROLE other SUPERUSER LOGIN")
    own.run("ALTER ROLE postgres NOLOGIN")

    with pytest.raises(CannotRepairAdmin) as failed:
        observe_admin(marked, DECLARED, KNOWN)

    assert 'role "postgres" is not permitted to log in' in failed.value.found
    assert 'role "castmatch_user" is not permitted to log in' in failed.value.found


def test_a_server_that_is_away_is_unreachable_and_not_a_broken_administrator(
    server: ServerAddress, tmp_path: Path
) -> None:
    with pytest.raises(Unreachable):
        repair_admin(ServerSocket(replace(server, admin_host=str(tmp_path))), DECLARED, KNOWN)


def test_a_table_of_the_same_name_in_a_known_database_is_ignored(own: Cluster, marked: ServerSocket) -> None:
    """The application's own objects are not asked for superusers."""
    own.run(
        "CREATE VIEW pg_roles AS SELECT 'evil'::name AS rolname, true AS rolsuper, true AS rolcanlogin, 1 AS oid",
        "castmatch",
    )
    own.run("ALTER ROLE castmatch_user SET search_path = public, pg_catalog")
    own.run("CREATE ROLE other SUPERUSER LOGIN")
    own.run("ALTER ROLE postgres NOLOGIN")

    assert [change.fault for change in repair_admin(marked, DECLARED, KNOWN)] == [Fault.NO_LOGIN]


def test_neither_password_nor_verifier_is_in_the_servers_log(own: Cluster, marked: ServerSocket) -> None:
    """The cluster of these tests logs every statement."""
    own.run("ALTER ROLE postgres PASSWORD NULL")
    before = len(own.log.read_text())

    repair_admin(marked, DECLARED)

    written = own.log.read_text()[before:]
    assert "pg_authid" in written
    assert "SCRAM-SHA-256" not in written
    assert ADMIN_PASSWORD not in written
