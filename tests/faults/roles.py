"""Faults of the roles themselves: attributes, passwords, memberships, settings."""

from typing import Any

from tests.faults.fault import INSIDE, OWNER, READER, SERVER, Data, Fault, drop, inside, on_server


def _owner(name: str, words: str, what: str, **more: Any) -> Fault:
    return on_server(name, f"ALTER ROLE {OWNER} {what}", words=f"{OWNER} {words}", **more)


ROLE = (
    inside("role dropped", drop(OWNER), words=f"role {OWNER} is missing"),
    on_server(
        "role renamed",
        f"ALTER ROLE {OWNER} RENAME TO somebody",
        words=f"role {OWNER} is missing: it was renamed to somebody",
    ),
    _owner("login taken away", "has NOLOGIN, not LOGIN", "NOLOGIN"),
    _owner("password expired", "has a password valid until 2001-01-01", "VALID UNTIL '2001-01-01'"),
    _owner("connection limit 0", "has connection limit 0", "CONNECTION LIMIT 0"),
    _owner("password changed", "has another password than the declared one", "PASSWORD 'by hand'"),
    _owner("password removed", "has no password", "PASSWORD NULL"),
    _owner(
        "password stored as md5",
        "has a password that is not stored as SCRAM-SHA-256",
        "PASSWORD 'md5a3556571e93b0d20722ba62be61e8c2d'",
    ),
    _owner("made superuser", "has SUPERUSER, not NOSUPERUSER", "SUPERUSER"),
    _owner("may create roles", "has CREATEROLE, not NOCREATEROLE", "CREATEROLE"),
    _owner("may create databases", "has CREATEDB, not NOCREATEDB", "CREATEDB"),
    _owner("passes by row security", "has BYPASSRLS, not NOBYPASSRLS", "BYPASSRLS"),
    _owner("may replicate", "has REPLICATION, not NOREPLICATION", "REPLICATION"),
    _owner("inherits nothing", "has NOINHERIT, not INHERIT", "NOINHERIT"),
    on_server(
        "member of a powerful role",
        f"GRANT pg_read_all_data TO {OWNER}",
        words=f"{OWNER} is a member of pg_read_all_data",
    ),
    on_server("member of the administrator", f"GRANT postgres TO {OWNER}", words=f"{OWNER} is a member of postgres"),
    _owner(
        "sessions made read-only",
        "has its own setting for default_transaction_read_only",
        "SET default_transaction_read_only = on",
    ),
    _owner(
        "search path changed in its database",
        "has its own setting for search_path in database castmatch",
        "IN DATABASE castmatch SET search_path = nowhere",
    ),
)

OTHERS = (
    inside("reader dropped", drop(READER), words=f"role {READER} is missing", role=READER),
    inside(
        "reader lost SELECT",
        f"REVOKE SELECT ON talent FROM {READER}",
        words=f"{READER} may not SELECT on table public.talent",
        role=READER,
    ),
    inside(
        "reader may write",
        f"GRANT INSERT ON talent TO {READER}",
        words=f"{READER} may INSERT on table public.talent",
        role=READER,
    ),
    inside(
        "reader may write one column",
        f"GRANT UPDATE (name) ON talent TO {READER}",
        words=f"{READER} may UPDATE on table public.talent",
        role=READER,
    ),
    inside(
        "reader may pass its right on",
        f"GRANT SELECT ON talent TO {READER} WITH GRANT OPTION",
        words=f"{READER} may pass on SELECT on table public.talent",
        role=READER,
    ),
    inside(
        "reader will not read future tables",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public REVOKE SELECT ON TABLES FROM {READER}",
        words=f"{READER} will not be able to SELECT on a table {OWNER} creates in public",
        role=READER,
    ),
    on_server(
        "reader lost a declared setting",
        f"ALTER ROLE {READER} RESET statement_timeout",
        words=f"{READER} has no setting for statement_timeout",
        role=READER,
    ),
    on_server(
        "reader's setting changed",
        f"ALTER ROLE {READER} SET statement_timeout = '1h'",
        words=f"{READER} has another setting for statement_timeout",
        role=READER,
    ),
)

# For PostgreSQL alone, where `other` is a role that nobody declared.

MORE_ROLE = (
    Fault(
        "role dropped wherever it owned something",
        (
            (INSIDE, f"REASSIGN OWNED BY {OWNER} TO postgres; DROP OWNED BY {OWNER}"),
            (SERVER, f"REASSIGN OWNED BY {OWNER} TO postgres; DROP OWNED BY {OWNER}"),
            (SERVER, f"DROP ROLE {OWNER}"),
        ),
    ),
    Fault(
        "reader dropped wherever it owned something",
        (
            (
                INSIDE,
                f"REASSIGN OWNED BY {READER} TO postgres; DROP OWNED BY {READER}",
            ),  # it may own, under swapped names
            (SERVER, f"REASSIGN OWNED BY {READER} TO postgres; DROP OWNED BY {READER}"),
            (SERVER, f"DROP ROLE {READER}"),
        ),
    ),
    inside("what the role owned dropped", f"DROP OWNED BY {OWNER} CASCADE", data=Data.LOST),
    inside("what the role owned given away", f"REASSIGN OWNED BY {OWNER} TO other"),
    on_server("reader renamed", f"ALTER ROLE {READER} RENAME TO reader_old"),
    on_server(
        "names swapped",
        f"ALTER ROLE {OWNER} RENAME TO between; ALTER ROLE {READER} RENAME TO {OWNER};"
        f"ALTER ROLE between RENAME TO {READER}",
    ),
    on_server("role made by hand", f"CREATE ROLE {OWNER} SUPERUSER"),
    on_server("expires one day", f"ALTER ROLE {OWNER} VALID UNTIL '2100-01-01'"),
    on_server("reader is superuser", f"ALTER ROLE {READER} SUPERUSER NOLOGIN"),
)

MEMBERSHIPS = (
    on_server("member with admin option", f"GRANT other TO {OWNER} WITH ADMIN OPTION"),
    on_server(
        "membership passed on",
        f"GRANT pg_monitor TO {OWNER} WITH ADMIN OPTION;"
        f"SET ROLE {OWNER}; GRANT pg_monitor TO {READER} WITH ADMIN OPTION;"
        f"SET ROLE {READER}; GRANT pg_monitor TO other",
    ),
    on_server(
        "member by another role's grant",
        "ALTER ROLE other CREATEROLE; GRANT pg_monitor TO other WITH ADMIN OPTION;"
        f"SET ROLE other; GRANT pg_monitor TO {OWNER}",
        words=f"{OWNER} is a member of pg_monitor",
    ),
    on_server("member without inheritance", f"GRANT other TO {OWNER} WITH INHERIT FALSE"),
    on_server("reader's membership ended", f"REVOKE pg_monitor FROM {READER}"),
    on_server("reader may pass its membership on", f"GRANT pg_monitor TO {READER} WITH ADMIN OPTION"),
    on_server("another is a member of the role", f"GRANT {OWNER} TO other WITH ADMIN OPTION"),
    on_server("reader is a member of the role", f"GRANT {OWNER} TO {READER}"),
)

SETTINGS = (
    on_server("own search path", f"ALTER ROLE {OWNER} SET search_path = nowhere"),
    on_server("own statement timeout", f"ALTER ROLE {OWNER} SET statement_timeout = '1ms'"),
    on_server("own settings", f"ALTER ROLE {OWNER} SET work_mem = '64kB'", f"ALTER ROLE {OWNER} SET x.y = 'z'"),
    on_server("own library", f"ALTER ROLE {OWNER} SET session_preload_libraries = 'no-such-library'"),
    on_server("acts as another", f"GRANT other TO {OWNER}; ALTER ROLE {OWNER} SET role = other"),
    on_server("own setting elsewhere", f"ALTER ROLE {OWNER} IN DATABASE postgres SET statement_timeout = 1"),
    on_server("reader's setting makes it fail", f"ALTER ROLE {READER} SET statement_timeout = '1ms'"),
    on_server("reader's settings lost", f"ALTER ROLE {READER} RESET ALL"),
    on_server("mark of another", f"ALTER ROLE {OWNER} SET castmatch.role = '{READER}'"),
    on_server("mark lost", f"ALTER ROLE {OWNER} RESET ALL"),
)

MORE_ROLES = (*MORE_ROLE, *MEMBERSHIPS, *SETTINGS)
