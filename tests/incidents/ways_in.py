"""The faults of the incident matrix that concern who gets in at all: the administrator, and pg_hba.conf."""

from tests.incidents.faults import OWNER, Fault

# The deputy is a second superuser, without whom nobody could undo some of these.
_DEPUTY = "CREATE ROLE deputy SUPERUSER LOGIN"
_HBA = "COPY (SELECT unnest(ARRAY[{0}])) TO PROGRAM 'cat >/etc/castmatch/pg_hba.conf'"
_SOCKET, _HOST = "'local all all trust'", "'host all all all scram-sha-256'"

WAYS_IN = (
    Fault(
        "administrator's password changed",
        "password authentication failed for user",
        ("ALTER ROLE postgres PASSWORD 'by hand'",),
        role="postgres",
    ),
    Fault(
        "administrator's password removed",
        "password authentication failed for user",
        ("ALTER ROLE postgres PASSWORD NULL",),
        role="postgres",
    ),
    Fault(
        "administrator renamed",
        "password authentication failed for user",
        (_DEPUTY, "SET SESSION AUTHORIZATION deputy; ALTER ROLE postgres RENAME TO boss"),
        role="postgres",
        undo=("DROP ROLE deputy",),
    ),
    Fault(
        "administrator may not log in",
        "is not permitted to log in",
        (_DEPUTY, "ALTER ROLE postgres NOLOGIN"),
        role="postgres",
        undo=("DROP ROLE deputy",),
    ),
    Fault(
        "everyone may come in without a password",
        "pg_hba.conf has an undeclared line: host all all all trust",
        (_HBA.format(f"{_SOCKET}, 'host all all all trust'"), "SELECT pg_reload_conf()"),
        role="pg_hba.conf",
    ),
    Fault(
        "the role is rejected by pg_hba.conf",
        f"pg_hba.conf has an undeclared line: host all {OWNER} all reject",
        (_HBA.format(f"{_SOCKET}, 'host all {OWNER} all reject', {_HOST}"), "SELECT pg_reload_conf()"),
        role="pg_hba.conf",
    ),
)
