"""A role's own settings are exactly the declared ones, however PostgreSQL writes them down."""

from dataclasses import replace

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import CannotReconcile
from castmatch.roles.model import Setting
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.roles.conftest import Run
from tests.integration.roles.declarations import act, assert_as_declared, assert_seen_and_repaired

pytestmark = [
    pytest.mark.integration,
    pytest.mark.requirement("R07"),
    pytest.mark.requirement("R15"),
    pytest.mark.requirement("R16"),
]

SETTINGS: dict[str, str | tuple[str, ...]] = {
    "search_path": ("$user", "casting books", 'say "cheese"', "public"),
    "session_preload_libraries": ("auto_explain",),
    "statement_timeout": "30s",
    "timezone": "Asia/Kolkata",  # PostgreSQL writes down TimeZone
    "datestyle": "ISO, DMY",
    "app.theme": "dark",
    "app.motto": "",
}

DRIFT = [
    ("SET timezone TO 'UTC'", "reader has another setting for timezone"),
    ("RESET timezone", "reader has no setting for timezone"),
    ("SET statement_timeout TO 0", "reader has another setting for statement_timeout"),
    ("RESET statement_timeout", "reader has no setting for statement_timeout"),
    ("SET search_path TO public", "reader has another setting for search_path"),
    ("""SET search_path TO '"$user", public'""", "reader has another setting for search_path"),
    ("SET app.motto TO 'by hand'", "reader has another setting for app.motto"),
    ("SET work_mem TO '1GB'", "reader has its own setting for work_mem"),
    ("SET intervalstyle TO iso_8601", "reader has its own setting for IntervalStyle"),
    ("SET app.by_hand TO 'x'", "reader has its own setting for app.by_hand"),
    ("IN DATABASE castmatch SET timezone TO 'UTC'", "reader has its own setting for TimeZone in database castmatch"),
    ("SET castmatch.role TO 'somebody'", "reader lacks the marker setting castmatch.role"),
]


@pytest.fixture
def settled(server: ServerAddress, reader: RoleDeclaration) -> RoleDeclaration:
    declared = replace(reader, settings=frozenset(Setting(name, "", value) for name, value in SETTINGS.items()))
    reconcile(server, declared)
    return declared


def test_declared_settings_are_those_of_its_sessions(server: ServerAddress, settled: RoleDeclaration) -> None:
    def shown(name: str) -> str:
        [(value,)] = act(server, settled, f"SHOW {name}")
        return str(value)

    assert shown("search_path") == '"$user", "casting books", "say ""cheese""", public'
    assert (shown("timezone"), shown("statement_timeout")) == ("Asia/Kolkata", "30s")
    assert (shown("app.theme"), shown("app.motto")) == ("dark", "")


def test_however_postgresql_writes_them_down_they_are_no_drift(server: ServerAddress, settled: RoleDeclaration) -> None:
    assert_as_declared(server, settled)
    assert reconcile(server, settled).changes == ()


@pytest.mark.parametrize(("fault", "sentence"), DRIFT, ids=[fault for fault, _ in DRIFT])
def test_each_difference_is_reported_and_repaired(
    fault: str, sentence: str, server: ServerAddress, settled: RoleDeclaration, on_server: Run
) -> None:
    on_server(f"ALTER ROLE reader {fault}")

    assert_seen_and_repaired(server, settled, sentence)

    assert act(server, settled, "SHOW timezone") == [("Asia/Kolkata",)]


def test_settings_lost_all_at_once_are_set_again(
    server: ServerAddress, settled: RoleDeclaration, on_server: Run
) -> None:
    on_server("ALTER ROLE reader RESET ALL")

    reconcile(server, settled)

    assert_as_declared(server, settled)


def test_a_setting_for_one_database_is_declared_for_it_alone(
    server: ServerAddress, settled: RoleDeclaration, on_server: Run
) -> None:
    inner = Setting("timezone", "castmatch", "UTC")
    declared = replace(settled, settings=settled.settings | {inner})

    reconcile(server, declared)

    assert act(server, declared, "SHOW timezone") == [("UTC",)]
    assert_as_declared(server, declared)


def test_a_setting_that_is_declared_no_longer_goes(server: ServerAddress, settled: RoleDeclaration) -> None:
    bare = replace(settled, settings=frozenset())

    reconcile(server, bare)

    assert act(server, bare, "SHOW statement_timeout") == [("0",)]
    assert_as_declared(server, bare)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [("timezone", "Mars/Olympus", "invalid value"), ("no_such_setting", "1", "unrecognized configuration parameter")],
)
def test_a_refusal_of_the_server_is_reported_in_its_words(
    name: str, value: str, reason: str, server: ServerAddress, reader: RoleDeclaration
) -> None:
    declared = replace(reader, settings=frozenset({Setting(name, "", value)}))

    with pytest.raises(CannotReconcile, match=reason):
        reconcile(server, declared)

    assert_as_declared(server, reader)
