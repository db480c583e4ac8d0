"""Faults that concern who gets in at all: the administrator, and pg_hba.conf."""

from tests.faults.fault import OWNER, on_server

ADMIN = "postgres"
# The deputy is a second superuser, without whom nobody could undo some of these.
_DEPUTY, _DISMISS = "CREATE ROLE deputy SUPERUSER LOGIN", ("DROP ROLE deputy",)
_REFUSED = "password authentication failed for user"
_SOCKET, _HOST = "local all all trust", "host all all all scram-sha-256"
_TRUSTED = "pg_hba.conf has an undeclared line: host all all all trust"


def _rules(*lines: str) -> str:
    """Writes these lines into pg_hba.conf, which may be a mounted file of its own, and loads them."""
    listed = ", ".join(f"'{line}'" for line in lines)
    return f"COPY (SELECT unnest(ARRAY[{listed}])) TO PROGRAM 'cat >{{hba}}'; SELECT pg_reload_conf()"


WAYS_IN = (
    on_server("administrator's password changed", "ALTER ROLE postgres PASSWORD 'by hand'", words=_REFUSED, role=ADMIN),
    on_server("administrator's password removed", "ALTER ROLE postgres PASSWORD NULL", words=_REFUSED, role=ADMIN),
    on_server(
        "administrator renamed",
        _DEPUTY,
        "SET SESSION AUTHORIZATION deputy; ALTER ROLE postgres RENAME TO boss",
        words=_REFUSED,
        role=ADMIN,
        undo=_DISMISS,
    ),
    on_server(
        "administrator may not log in",
        _DEPUTY,
        "ALTER ROLE postgres NOLOGIN",
        words="is not permitted to log in",
        role=ADMIN,
        undo=_DISMISS,
    ),
    on_server(
        "everyone may come in without a password",
        _rules(_SOCKET, "host all all all trust"),
        words=_TRUSTED,
        role="pg_hba.conf",
    ),
    on_server(
        "the role is rejected by pg_hba.conf",
        _rules(_SOCKET, f"host all {OWNER} all reject", _HOST),
        words=f"pg_hba.conf has an undeclared line: host all {OWNER} all reject",
        role="pg_hba.conf",
    ),
)

# Not in the matrix: nobody gets in by the socket either, so only who owns the container can help.
SOCKET_SHUT = on_server(
    "everyone may come in without a password, and nobody by the socket",
    _rules("host all all all trust"),
    words=_TRUSTED,
    role="pg_hba.conf",
)
