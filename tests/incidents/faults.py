"""The faults of the incident matrix that a statement can cause, each with the words that a preview must say.

Their stack declares castmatch_user, owner of castmatch with the tables that the backend makes, and castmatch_reader,
who may read there.
"""

from dataclasses import dataclass

OWNER, READER = "castmatch_user", "castmatch_reader"
# In one transaction, as a careful person would: a guardian may look at any moment.
_DROP = "REASSIGN OWNED BY {0} TO postgres; DROP OWNED BY {0}; DROP ROLE {0}"


@dataclass(frozen=True)
class Fault:
    """One row.

    Args:
        name: what somebody did, in words.
        words: what a preview says, in part.
        server: statements in the maintenance database, one after the other.
        inside: statements in the role's database, before those.
        role: whose resource shows it.
        loses_data: the fault itself takes the data; only then may it be gone afterwards.
        undo: statements that take away what no reconcile is to touch.
        on_stack: what a preview of a whole stack says instead, where a service is quicker.
    """

    name: str
    words: str
    server: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    role: str = OWNER
    loses_data: bool = False
    undo: tuple[str, ...] = ()
    on_stack: str = ""

    @property
    def id(self) -> str:
        return self.name.replace(" ", "-")


def _alter(what: str) -> tuple[str, ...]:
    return (f"ALTER ROLE {OWNER} {what}",)


ROLE = (
    Fault("role dropped", f"role {OWNER} is missing", (), (_DROP.format(OWNER),)),
    Fault("role renamed", f"role {OWNER} is missing: it was renamed to somebody", _alter("RENAME TO somebody")),
    Fault("login taken away", f"{OWNER} has NOLOGIN, not LOGIN", _alter("NOLOGIN")),
    Fault("password expired", f"{OWNER} has a password valid until 2001-01-01", _alter("VALID UNTIL '2001-01-01'")),
    Fault("connection limit 0", f"{OWNER} has connection limit 0", _alter("CONNECTION LIMIT 0")),
    Fault("password changed", f"{OWNER} has another password than the declared one", _alter("PASSWORD 'by hand'")),
    Fault("password removed", f"{OWNER} has no password", _alter("PASSWORD NULL")),
    Fault(
        "password stored as md5",
        f"{OWNER} has a password that is not stored as SCRAM-SHA-256",
        _alter("PASSWORD 'md5a3556571e93b0d20722ba62be61e8c2d'"),
    ),
    Fault("made superuser", f"{OWNER} has SUPERUSER, not NOSUPERUSER", _alter("SUPERUSER")),
    Fault("may create roles", f"{OWNER} has CREATEROLE, not NOCREATEROLE", _alter("CREATEROLE")),
    Fault("may create databases", f"{OWNER} has CREATEDB, not NOCREATEDB", _alter("CREATEDB")),
    Fault("passes by row security", f"{OWNER} has BYPASSRLS, not NOBYPASSRLS", _alter("BYPASSRLS")),
    Fault("may replicate", f"{OWNER} has REPLICATION, not NOREPLICATION", _alter("REPLICATION")),
    Fault("inherits nothing", f"{OWNER} has NOINHERIT, not INHERIT", _alter("NOINHERIT")),
    Fault(
        "member of a powerful role",
        f"{OWNER} is a member of pg_read_all_data",
        (f"GRANT pg_read_all_data TO {OWNER}",),
    ),
    Fault("member of the administrator", f"{OWNER} is a member of postgres", (f"GRANT postgres TO {OWNER}",)),
    Fault(
        "sessions made read-only",
        f"{OWNER} has its own setting for default_transaction_read_only",
        _alter("SET default_transaction_read_only = on"),
    ),
    Fault(
        "search path changed in its database",
        f"{OWNER} has its own setting for search_path in database castmatch",
        _alter("IN DATABASE castmatch SET search_path = nowhere"),
    ),
)

DATABASE = (
    Fault("database dropped", "database castmatch is missing", ("DROP DATABASE castmatch (FORCE)",), loses_data=True),
    Fault(
        "database renamed",
        "database castmatch is missing: it was renamed to old",
        (
            "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = 'castmatch'",
            "ALTER DATABASE castmatch RENAME TO old",
        ),
    ),
    Fault(
        "database given away",
        f"database castmatch is not owned by {OWNER} but by postgres",
        ("ALTER DATABASE castmatch OWNER TO postgres",),
    ),
    Fault(
        "database closed",
        "database castmatch does not accept every connection",
        ("ALTER DATABASE castmatch ALLOW_CONNECTIONS false",),
    ),
    Fault(
        "database limited to 0 connections",
        "database castmatch does not accept every connection",
        ("ALTER DATABASE castmatch CONNECTION LIMIT 0",),
    ),
    Fault(
        "database made read-only",
        "database castmatch is read-only by default",
        ("ALTER DATABASE castmatch SET default_transaction_read_only = on",),
    ),
    Fault(
        "CONNECT revoked",
        f"{OWNER} may not CONNECT on database castmatch",
        (f"REVOKE CONNECT ON DATABASE castmatch FROM {OWNER}",),
    ),
    Fault(
        "everyone may connect",
        "everyone (PUBLIC) may CONNECT on database castmatch",
        ("GRANT CONNECT ON DATABASE castmatch TO PUBLIC",),
    ),
    Fault(
        "schema dropped",
        "schema public is missing",
        (),
        ("DROP SCHEMA public CASCADE",),
        loses_data=True,
        on_stack="castmatch_reader may not USAGE on schema public",  # the backend makes the schema itself again
    ),
    Fault(
        "schema given away",
        f"schema public is not owned by {OWNER} but by postgres",
        (),
        ("ALTER SCHEMA public OWNER TO postgres",),
    ),
    Fault(
        "CREATE in the schema revoked",
        f"{OWNER} may not CREATE on schema public",
        (),
        (f"ALTER SCHEMA public OWNER TO {OWNER}", f"REVOKE CREATE ON SCHEMA public FROM {OWNER}"),
    ),
    Fault(
        "everyone may create in the schema",
        "everyone (PUBLIC) may CREATE on schema public",
        (),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC",),
    ),
)

OBJECTS = (
    Fault(
        "SELECT revoked",
        f"{OWNER} may not SELECT on table public.talent",
        (),
        (f"REVOKE SELECT ON talent FROM {OWNER}",),
    ),
    Fault(
        "sequence revoked",
        f"{OWNER} may not SELECT, UPDATE, USAGE on sequence public.talent_id_seq",
        (),
        (f"REVOKE ALL ON SEQUENCE talent_id_seq FROM {OWNER}",),
    ),
    Fault(
        "table given away",
        f"table public.talent is not owned by {OWNER} but by postgres",
        (),
        ("ALTER TABLE talent OWNER TO postgres",),
    ),
    Fault(
        "table made by the administrator",
        f"table public.by_hand is not owned by {OWNER} but by postgres",
        (),
        ("CREATE TABLE public.by_hand (id int)",),
        undo=("DROP TABLE public.by_hand",),
    ),
    Fault(
        "everyone may read a table",
        "everyone (PUBLIC) may SELECT on table public.talent",
        (),
        ("GRANT SELECT ON talent TO PUBLIC",),
    ),
    Fault(
        "will not read its future tables",
        f"{OWNER} will not be able to SELECT on a table it creates",
        (),
        (f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} REVOKE SELECT ON TABLES FROM {OWNER}",),
    ),
)

OTHERS = (
    Fault("reader dropped", f"role {READER} is missing", (), (_DROP.format(READER),), role=READER),
    Fault(
        "reader lost SELECT",
        f"{READER} may not SELECT on table public.talent",
        (),
        (f"REVOKE SELECT ON talent FROM {READER}",),
        role=READER,
    ),
    Fault(
        "reader may write",
        f"{READER} may INSERT on table public.talent",
        (),
        (f"GRANT INSERT ON talent TO {READER}",),
        role=READER,
    ),
    Fault(
        "reader may write one column",
        f"{READER} may UPDATE on table public.talent",
        (),
        (f"GRANT UPDATE (name) ON talent TO {READER}",),
        role=READER,
    ),
    Fault(
        "reader may pass its right on",
        f"{READER} may pass on SELECT on table public.talent",
        (),
        (f"GRANT SELECT ON talent TO {READER} WITH GRANT OPTION",),
        role=READER,
    ),
    Fault(
        "reader will not read future tables",
        f"{READER} will not be able to SELECT on a table {OWNER} creates in public",
        (),
        (f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public REVOKE SELECT ON TABLES FROM {READER}",),
        role=READER,
    ),
    Fault(
        "reader lost a declared setting",
        f"{READER} has no setting for statement_timeout",
        (f"ALTER ROLE {READER} RESET statement_timeout",),
        role=READER,
    ),
    Fault(
        "reader's setting changed",
        f"{READER} has another setting for statement_timeout",
        (f"ALTER ROLE {READER} SET statement_timeout = '1h'",),
        role=READER,
    ),
)

FAULTS = (*ROLE, *DATABASE, *OBJECTS, *OTHERS)
