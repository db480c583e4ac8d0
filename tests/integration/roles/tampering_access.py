"""Every kind of step that tampers with castmatch_user, castmatch_reader, database castmatch or what is inside.

`other` is an undeclared role.
"""

from tests.integration.roles.tampering import INSIDE, SERVER, Data, Step, inside, on_server

ROLES = (
    Step(
        "role dropped, what it owned given away",
        (
            (INSIDE, "REASSIGN OWNED BY castmatch_user TO postgres; DROP OWNED BY castmatch_user"),
            (SERVER, "REASSIGN OWNED BY castmatch_user TO postgres; DROP OWNED BY castmatch_user"),
            (SERVER, "DROP ROLE castmatch_user"),
        ),
    ),
    Step(
        "reader dropped",
        (
            (INSIDE, "DROP OWNED BY castmatch_reader"),
            (SERVER, "DROP OWNED BY castmatch_reader"),
            (SERVER, "DROP ROLE castmatch_reader"),
        ),
    ),
    inside("what the role owned dropped", "DROP OWNED BY castmatch_user CASCADE", data=Data.LOST),
    inside("what the role owned given away", "REASSIGN OWNED BY castmatch_user TO other"),
    on_server("role renamed", "ALTER ROLE castmatch_user RENAME TO castmatch_old"),
    on_server("reader renamed", "ALTER ROLE castmatch_reader RENAME TO reader_old"),
    on_server(
        "names swapped",
        "ALTER ROLE castmatch_user RENAME TO between; ALTER ROLE castmatch_reader RENAME TO castmatch_user;"
        "ALTER ROLE between RENAME TO castmatch_reader",
    ),
    on_server("role made by hand", "CREATE ROLE castmatch_user SUPERUSER"),
    on_server("no login", "ALTER ROLE castmatch_user NOLOGIN"),
    on_server("expired", "ALTER ROLE castmatch_user VALID UNTIL '2001-01-01'"),
    on_server("expires one day", "ALTER ROLE castmatch_user VALID UNTIL '2100-01-01'"),
    on_server("no connections for the role", "ALTER ROLE castmatch_user CONNECTION LIMIT 0"),
    on_server("other password", "ALTER ROLE castmatch_user PASSWORD 'by hand'"),
    on_server("no password", "ALTER ROLE castmatch_user PASSWORD NULL"),
    on_server("md5 password", "SET password_encryption = md5; ALTER ROLE castmatch_user PASSWORD 'by hand'"),
    on_server("superuser", "ALTER ROLE castmatch_user SUPERUSER"),
    on_server("createdb", "ALTER ROLE castmatch_user CREATEDB"),
    on_server("createrole", "ALTER ROLE castmatch_user CREATEROLE"),
    on_server("replication", "ALTER ROLE castmatch_user REPLICATION"),
    on_server("bypassrls", "ALTER ROLE castmatch_user BYPASSRLS"),
    on_server("noinherit", "ALTER ROLE castmatch_user NOINHERIT"),
    on_server("reader is superuser", "ALTER ROLE castmatch_reader SUPERUSER NOLOGIN"),
)

MEMBERSHIPS = (
    on_server("member of pg_read_all_data", "GRANT pg_read_all_data TO castmatch_user"),
    on_server("member of postgres", "GRANT postgres TO castmatch_user"),
    on_server("member with admin option", "GRANT other TO castmatch_user WITH ADMIN OPTION"),
    on_server(
        "membership passed on",
        "GRANT pg_monitor TO castmatch_user WITH ADMIN OPTION;"
        "SET ROLE castmatch_user; GRANT pg_monitor TO castmatch_reader WITH ADMIN OPTION;"
        "SET ROLE castmatch_reader; GRANT pg_monitor TO other",
    ),
    on_server(
        "member by another role's grant",
        "ALTER ROLE other CREATEROLE; GRANT pg_monitor TO other WITH ADMIN OPTION;"
        "SET ROLE other; GRANT pg_monitor TO castmatch_user",
    ),
    on_server("member without inheritance", "GRANT other TO castmatch_user WITH INHERIT FALSE"),
    on_server("reader's membership ended", "REVOKE pg_monitor FROM castmatch_reader"),
    on_server("reader may pass its membership on", "GRANT pg_monitor TO castmatch_reader WITH ADMIN OPTION"),
    on_server("another is a member of the role", "GRANT castmatch_user TO other WITH ADMIN OPTION"),
    on_server("reader is a member of the role", "GRANT castmatch_user TO castmatch_reader"),
)

SETTINGS = (
    on_server("own search path", "ALTER ROLE castmatch_user SET search_path = nowhere"),
    on_server("own read-only", "ALTER ROLE castmatch_user SET default_transaction_read_only = on"),
    on_server("own statement timeout", "ALTER ROLE castmatch_user SET statement_timeout = '1ms'"),
    on_server(
        "own settings", "ALTER ROLE castmatch_user SET work_mem = '64kB'", "ALTER ROLE castmatch_user SET x.y = 'z'"
    ),
    on_server("own library", "ALTER ROLE castmatch_user SET session_preload_libraries = 'no-such-library'"),
    on_server("acts as another", "GRANT other TO castmatch_user; ALTER ROLE castmatch_user SET role = other"),
    on_server(
        "search path in the database", "ALTER ROLE castmatch_user IN DATABASE castmatch SET search_path = nowhere"
    ),
    on_server("own setting elsewhere", "ALTER ROLE castmatch_user IN DATABASE postgres SET statement_timeout = 1"),
    on_server("database read-only", "ALTER DATABASE castmatch SET default_transaction_read_only = on"),
    on_server("reader's setting changed", "ALTER ROLE castmatch_reader SET statement_timeout = '1ms'"),
    on_server("reader's settings lost", "ALTER ROLE castmatch_reader RESET ALL"),
    on_server("mark of another", "ALTER ROLE castmatch_user SET castmatch.role = 'castmatch_reader'"),
    on_server("mark lost", "ALTER ROLE castmatch_user RESET ALL"),
    # Harmless alone; but a database that is renamed after it is a stranger.
    on_server("database's mark lost", "ALTER DATABASE castmatch RESET ALL", data=Data.ELSEWHERE),
)

DATABASES = (
    on_server("database dropped", "DROP DATABASE castmatch (FORCE)", data=Data.LOST),
    on_server("database renamed", "ALTER DATABASE castmatch RENAME TO castmatch_old"),
    # Possible only where the database is away; a renamed one then can't have its name back.
    on_server("database made by hand", "CREATE DATABASE castmatch TEMPLATE template0", data=Data.ELSEWHERE),
    on_server("database copied", "CREATE DATABASE castmatch_copy TEMPLATE castmatch"),
    on_server("database closed", "ALTER DATABASE castmatch ALLOW_CONNECTIONS false"),
    on_server("no connections to the database", "ALTER DATABASE castmatch CONNECTION LIMIT 0"),
    on_server("database made a template", "ALTER DATABASE castmatch IS_TEMPLATE true"),
    on_server("database's owner changed", "ALTER DATABASE castmatch OWNER TO postgres"),
    on_server("database's owner is another", "ALTER DATABASE castmatch OWNER TO other"),
    on_server("database's owner is the reader", "ALTER DATABASE castmatch OWNER TO castmatch_reader"),
    on_server("connect revoked", "REVOKE CONNECT ON DATABASE castmatch FROM castmatch_user, castmatch_reader"),
    on_server("all on the database revoked", "REVOKE ALL ON DATABASE castmatch FROM castmatch_user CASCADE"),
    on_server("database open to everyone", "GRANT ALL ON DATABASE castmatch TO PUBLIC"),
    on_server("maintenance database open", "GRANT CONNECT ON DATABASE postgres TO PUBLIC, castmatch_user"),
    on_server("template open", "GRANT ALL ON DATABASE template1 TO PUBLIC"),
    on_server(
        "connect passed on by another",
        "GRANT CONNECT ON DATABASE castmatch TO other WITH GRANT OPTION;"
        "SET ROLE other; GRANT CONNECT ON DATABASE castmatch TO PUBLIC, castmatch_reader",
    ),
    on_server(
        "connect elsewhere passed on",
        "GRANT CONNECT ON DATABASE postgres TO castmatch_user WITH GRANT OPTION;"
        "SET ROLE castmatch_user; GRANT CONNECT ON DATABASE postgres TO castmatch_reader, other",
    ),
    on_server("another database of the role", "CREATE DATABASE castmatch_test OWNER castmatch_user"),
)

SCHEMAS = (
    inside("schema dropped", "DROP SCHEMA public CASCADE", data=Data.LOST),
    inside("schema renamed", "ALTER SCHEMA public RENAME TO public_old", data=Data.ELSEWHERE),
    inside("schema's owner changed", "ALTER SCHEMA public OWNER TO other"),
    inside("schema's owner is the admin", "ALTER SCHEMA public OWNER TO postgres"),
    inside("all on the schema revoked", "REVOKE ALL ON SCHEMA public FROM castmatch_user, castmatch_reader CASCADE"),
    inside("schema closed", "REVOKE ALL ON SCHEMA public FROM PUBLIC, pg_database_owner, castmatch_user CASCADE"),
    inside("schema open to everyone", "GRANT ALL ON SCHEMA public TO PUBLIC"),
    inside(
        "schema passed on",
        "GRANT ALL ON SCHEMA public TO other WITH GRANT OPTION;"
        "SET ROLE other; GRANT ALL ON SCHEMA public TO PUBLIC, castmatch_user;"
        "GRANT ALL ON SCHEMA public TO castmatch_reader WITH GRANT OPTION",
    ),
)

ACCESS_STEPS = (*ROLES, *MEMBERSHIPS, *SETTINGS, *DATABASES, *SCHEMAS)
