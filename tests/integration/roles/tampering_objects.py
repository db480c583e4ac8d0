"""Every kind of step that tampers with what is in the schema: objects, and what is granted on those to come."""

from tests.integration.roles.tampering import Data, inside

OWNERS = (
    inside("table's owner changed", "ALTER TABLE talent OWNER TO postgres"),
    inside("table's owner is the reader", "ALTER TABLE talent OWNER TO castmatch_reader"),
    inside("view's owner changed", "ALTER VIEW names OWNER TO postgres"),
    inside("materialized view's owner changed", "ALTER MATERIALIZED VIEW counted OWNER TO postgres"),
    inside("sequence's owner changed", "ALTER SEQUENCE invoice OWNER TO other"),
    inside(
        "column's sequence cut off",
        "ALTER SEQUENCE talent_id_seq OWNED BY NONE; ALTER SEQUENCE talent_id_seq OWNER TO other",
    ),
    inside("function's owner changed", "ALTER FUNCTION best(text, integer) OWNER TO other"),
    inside("type's owner changed", "ALTER TYPE gender OWNER TO postgres"),
)

REVOKED = (
    inside("select revoked", "REVOKE SELECT ON talent FROM castmatch_user, castmatch_reader"),
    inside("all on tables revoked", "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM castmatch_user, castmatch_reader"),
    inside("all on sequences revoked", "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM castmatch_user"),
    inside("function revoked", "REVOKE ALL ON FUNCTION best(text, integer) FROM PUBLIC, castmatch_user"),
    inside("type revoked", "REVOKE ALL ON TYPE gender FROM PUBLIC, castmatch_user"),
    inside(
        "columns only", "REVOKE SELECT ON talent FROM castmatch_user; GRANT SELECT (id) ON talent TO castmatch_user"
    ),
)

GRANTED = (
    inside("column granted to the reader", "GRANT UPDATE (name) ON talent TO castmatch_reader WITH GRANT OPTION"),
    inside("columns granted to everyone", "GRANT SELECT (name), UPDATE (name) ON talent TO PUBLIC"),
    inside("tables open to everyone", "GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC"),
    inside("type passed to the reader", "GRANT USAGE ON TYPE gender TO castmatch_reader WITH GRANT OPTION"),
    inside("reader may write", "GRANT INSERT, DELETE ON ALL TABLES IN SCHEMA public TO castmatch_reader"),
    inside("sequence open to everyone", "GRANT ALL ON SEQUENCE invoice TO PUBLIC"),
    inside("granted to the owner by itself", "GRANT ALL ON talent TO castmatch_user WITH GRANT OPTION"),
    inside(
        "table passed on by another",
        "GRANT USAGE ON SCHEMA public TO other; GRANT ALL ON talent TO other WITH GRANT OPTION;"
        "SET ROLE other; GRANT ALL ON talent TO PUBLIC; GRANT ALL ON talent TO castmatch_reader WITH GRANT OPTION;"
        "SET ROLE castmatch_reader; GRANT DELETE ON talent TO PUBLIC",
    ),
    inside(
        "function passed on by another",
        "GRANT USAGE ON SCHEMA public TO other;"
        "GRANT EXECUTE ON FUNCTION best(text, integer) TO other WITH GRANT OPTION;"
        "SET ROLE other; GRANT EXECUTE ON FUNCTION best(text, integer) TO castmatch_reader WITH GRANT OPTION",
    ),
)

DEFAULTS = "ALTER DEFAULT PRIVILEGES FOR ROLE castmatch_user"

TO_COME = (
    inside("tables to come not readable", f"{DEFAULTS} REVOKE SELECT ON TABLES FROM castmatch_user"),
    inside("sequences to come revoked", f"{DEFAULTS} REVOKE ALL ON SEQUENCES FROM castmatch_user"),
    inside("functions to come revoked", f"{DEFAULTS} REVOKE ALL ON FUNCTIONS FROM castmatch_user, PUBLIC"),
    inside("types to come revoked", f"{DEFAULTS} REVOKE ALL ON TYPES FROM castmatch_user, PUBLIC"),
    inside("schemas to come revoked", f"{DEFAULTS} REVOKE ALL ON SCHEMAS FROM castmatch_user"),
    inside("schemas to come open", f"{DEFAULTS} GRANT ALL ON SCHEMAS TO PUBLIC, castmatch_reader"),
    inside("tables to come writable for the reader", f"{DEFAULTS} GRANT ALL ON TABLES TO castmatch_reader"),
    inside(
        "all to come for the reader",
        f"{DEFAULTS} GRANT USAGE ON TYPES TO castmatch_reader WITH GRANT OPTION;"
        f"{DEFAULTS} GRANT EXECUTE ON FUNCTIONS TO castmatch_reader WITH GRANT OPTION;"
        f"{DEFAULTS} GRANT ALL ON SEQUENCES TO castmatch_reader",
    ),
    inside(
        "tables to come in the schema passed on",
        f"{DEFAULTS} IN SCHEMA public GRANT ALL ON TABLES TO castmatch_reader WITH GRANT OPTION",
    ),
    inside(
        "tables to come in the schema not for the reader",
        f"{DEFAULTS} IN SCHEMA public REVOKE ALL ON TABLES FROM castmatch_reader",
    ),
    inside(
        "tables to come of the admin open",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO PUBLIC, castmatch_reader",
    ),
)

CREATED = (
    inside("table by the admin", "CREATE TABLE by_hand (id serial, name text)"),
    inside(
        "objects by another",
        "CREATE TABLE others (id int GENERATED ALWAYS AS IDENTITY); ALTER TABLE others OWNER TO other;"
        "CREATE VIEW everyones AS SELECT * FROM others; GRANT ALL ON everyones TO PUBLIC",
    ),
    inside(
        "odd names by another",
        "GRANT CREATE, USAGE ON SCHEMA public TO other; SET ROLE other;"
        """CREATE TABLE "Odd ""table"" %s" (id int); CREATE SEQUENCE "odd; sequence";"""
        """CREATE FUNCTION "Odd function"("a b" int, VARIADIC text[]) RETURNS int LANGUAGE sql AS 'SELECT 1'""",
    ),
    inside(
        "partitions by the admin",
        "CREATE TABLE bookings (day date) PARTITION BY RANGE (day);"
        "CREATE TABLE bookings_old PARTITION OF bookings DEFAULT",
    ),
    inside("child table by the admin", "CREATE TABLE talent_child () INHERITS (talent)"),
    inside(
        "types by the admin",
        "CREATE TYPE span AS (low int, high int); CREATE DOMAIN email AS text;"
        "CREATE TYPE ages AS RANGE (subtype = int4); CREATE PROCEDURE seed() LANGUAGE sql AS 'SELECT 1'",
    ),
    inside(
        "texts and statistics by the admin",
        """CREATE COLLATION plain FROM "C"; CREATE STATISTICS related ON id, name FROM talent;"""
        "CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);"
        """CREATE TEXT SEARCH CONFIGURATION search (PARSER = "default")""",
    ),
)

DATA = (
    inside("table emptied", "TRUNCATE talent", data=Data.LOST),
    inside("table dropped", "DROP TABLE talent CASCADE", data=Data.LOST),
    inside("table renamed", "ALTER TABLE talent RENAME TO talent_old", data=Data.ELSEWHERE),
    inside("table moved", "CREATE SCHEMA attic; ALTER TABLE talent SET SCHEMA attic", data=Data.ELSEWHERE),
)

MEANWHILE = (
    inside("table locked for a moment", "LOCK TABLE talent; SELECT pg_sleep(0.1)", meanwhile=True),
    inside(
        "table altered for a moment",
        "ALTER TABLE talent ADD city text; SELECT pg_sleep(0.1); SELECT 1/0",
        meanwhile=True,
    ),
    inside("grant under way", "GRANT SELECT ON talent TO other; SELECT pg_sleep(0.1)", meanwhile=True),
)

TO_EVERYONE = (
    "GRANT USAGE ON SCHEMA public TO other; GRANT ALL ON talent TO other WITH GRANT OPTION;"
    "SET ROLE other; GRANT ALL ON talent TO PUBLIC"
)

PASSED_ON = (
    inside(
        "passed on by one who may not enter any more", TO_EVERYONE, "REVOKE ALL ON SCHEMA public FROM other, PUBLIC"
    ),
    inside("tables to come open to everyone", f"{DEFAULTS} GRANT ALL ON TABLES TO PUBLIC"),
    inside(
        "column passed on by another",
        "GRANT USAGE ON SCHEMA public TO other; GRANT UPDATE (name) ON talent TO other WITH GRANT OPTION;"
        "SET ROLE other; GRANT UPDATE (name) ON talent TO castmatch_reader, PUBLIC",
    ),
)

OBJECT_STEPS = (*OWNERS, *REVOKED, *GRANTED, *TO_COME, *CREATED, *DATA, *MEANWHILE, *PASSED_ON)
