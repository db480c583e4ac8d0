"""Faults of the application's database and of its schema."""

from tests.faults.fault import OWNER, READER, Data, inside, on_server

_CLOSED = "database castmatch does not accept every connection"

DATABASE = (
    on_server(
        "database dropped", "DROP DATABASE castmatch (FORCE)", words="database castmatch is missing", data=Data.LOST
    ),
    on_server(
        "database renamed",
        "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = 'castmatch';"
        "ALTER DATABASE castmatch RENAME TO old",
        words="database castmatch is missing: it was renamed to old",
    ),
    on_server(
        "database given away",
        "ALTER DATABASE castmatch OWNER TO postgres",
        words=f"database castmatch is not owned by {OWNER} but by postgres",
    ),
    on_server("database closed", "ALTER DATABASE castmatch ALLOW_CONNECTIONS false", words=_CLOSED),
    on_server("database limited to 0 connections", "ALTER DATABASE castmatch CONNECTION LIMIT 0", words=_CLOSED),
    on_server(
        "database made read-only",
        "ALTER DATABASE castmatch SET default_transaction_read_only = on",
        words="database castmatch is read-only by default",
    ),
    on_server(
        "CONNECT revoked",
        f"REVOKE CONNECT ON DATABASE castmatch FROM {OWNER}",
        words=f"{OWNER} may not CONNECT on database castmatch",
    ),
    on_server(
        "everyone may connect",
        "GRANT CONNECT ON DATABASE castmatch TO PUBLIC",
        words="everyone (PUBLIC) may CONNECT on database castmatch",
    ),
    inside(
        "schema dropped",
        "DROP SCHEMA public CASCADE",
        words="schema public is missing",
        data=Data.LOST,
        on_stack=f"{READER} may not USAGE on schema public",  # the backend makes the schema itself again
    ),
    inside(
        "schema given away",
        "ALTER SCHEMA public OWNER TO postgres",
        words=f"schema public is not owned by {OWNER} but by postgres",
    ),
    inside(
        "CREATE in the schema revoked",
        f"ALTER SCHEMA public OWNER TO {OWNER}; REVOKE CREATE ON SCHEMA public FROM {OWNER}",
        words=f"{OWNER} may not CREATE on schema public",
    ),
    inside(
        "everyone may create in the schema",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        words="everyone (PUBLIC) may CREATE on schema public",
    ),
)

# For PostgreSQL alone, where `other` is a role that nobody declared.

MORE_DATABASE = (
    # Harmless alone; but a database that is renamed after it is a stranger.
    on_server("database's mark lost", "ALTER DATABASE castmatch RESET ALL", data=Data.ELSEWHERE),
    # Possible only where the database is away; a renamed one then can't have its name back.
    on_server("database made by hand", "CREATE DATABASE castmatch TEMPLATE template0", data=Data.ELSEWHERE),
    on_server("database copied", "CREATE DATABASE castmatch_copy TEMPLATE castmatch"),
    on_server("database made a template", "ALTER DATABASE castmatch IS_TEMPLATE true"),
    on_server("database's owner is another", "ALTER DATABASE castmatch OWNER TO other"),
    on_server("database's owner is the reader", f"ALTER DATABASE castmatch OWNER TO {READER}"),
    on_server("connect revoked from both", f"REVOKE CONNECT ON DATABASE castmatch FROM {OWNER}, {READER}"),
    on_server(
        "all on the database revoked",
        f"REVOKE ALL ON DATABASE castmatch FROM {OWNER} CASCADE",
        words=f"{OWNER} may not CONNECT, CREATE, TEMPORARY on database castmatch",
    ),
    on_server("database open to everyone", "GRANT ALL ON DATABASE castmatch TO PUBLIC"),
    on_server(
        "maintenance database open",
        f"GRANT CONNECT ON DATABASE postgres TO PUBLIC, {OWNER}",
        words="everyone (PUBLIC) may CONNECT on database postgres",
    ),
    on_server(
        "template open to the role",
        f"GRANT CONNECT ON DATABASE template1 TO {OWNER}",
        words=f"{OWNER} may CONNECT on database template1",
    ),
    on_server("template open", "GRANT ALL ON DATABASE template1 TO PUBLIC"),
    on_server(
        "connect passed on by another",
        "GRANT CONNECT ON DATABASE castmatch TO other WITH GRANT OPTION;"
        f"SET ROLE other; GRANT CONNECT ON DATABASE castmatch TO PUBLIC, {READER}",
    ),
    on_server(
        "connect elsewhere passed on",
        f"GRANT CONNECT ON DATABASE postgres TO {OWNER} WITH GRANT OPTION;"
        f"SET ROLE {OWNER}; GRANT CONNECT ON DATABASE postgres TO {READER}, other",
    ),
    on_server("another database of the role", f"CREATE DATABASE castmatch_test OWNER {OWNER}"),
)

SCHEMAS = (
    inside("schema renamed", "ALTER SCHEMA public RENAME TO public_old", data=Data.ELSEWHERE),
    inside("schema's owner changed", "ALTER SCHEMA public OWNER TO other"),
    inside("all on the schema revoked", f"REVOKE ALL ON SCHEMA public FROM {OWNER}, {READER} CASCADE"),
    inside("schema closed", f"REVOKE ALL ON SCHEMA public FROM PUBLIC, pg_database_owner, {OWNER} CASCADE"),
    inside("schema open to everyone", "GRANT ALL ON SCHEMA public TO PUBLIC"),
    inside(
        "schema passed on",
        "GRANT ALL ON SCHEMA public TO other WITH GRANT OPTION;"
        f"SET ROLE other; GRANT ALL ON SCHEMA public TO PUBLIC, {OWNER};"
        f"GRANT ALL ON SCHEMA public TO {READER} WITH GRANT OPTION",
    ),
)

MORE_DATABASES = (*MORE_DATABASE, *SCHEMAS)
