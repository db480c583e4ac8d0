"""Faults of what is in the schema: objects, and what is granted on those to come."""

from tests.faults.fault import OWNER, READER, Data, inside

OBJECTS = (
    inside(
        "SELECT revoked",
        f"REVOKE SELECT ON talent FROM {OWNER}",
        words=f"{OWNER} may not SELECT on table public.talent",
    ),
    inside(
        "sequence revoked",
        f"REVOKE ALL ON SEQUENCE talent_id_seq FROM {OWNER}",
        words=f"{OWNER} may not SELECT, UPDATE, USAGE on sequence public.talent_id_seq",
    ),
    inside(
        "table given away",
        "ALTER TABLE talent OWNER TO postgres",
        words=f"table public.talent is not owned by {OWNER} but by postgres",
    ),
    inside(
        "table made by the administrator",
        "CREATE TABLE public.by_hand (id int)",
        words=f"table public.by_hand is not owned by {OWNER} but by postgres",
        undo=("DROP TABLE public.by_hand",),
    ),
    inside(
        "everyone may read a table",
        "GRANT SELECT ON talent TO PUBLIC",
        words="everyone (PUBLIC) may SELECT on table public.talent",
    ),
    inside(
        "will not read its future tables",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} REVOKE SELECT ON TABLES FROM {OWNER}",
        words=f"{OWNER} will not be able to SELECT on a table it creates",
    ),
)

# For PostgreSQL alone, where `other` is a role that nobody declared.

OWNERS = (
    inside("table's owner is the reader", f"ALTER TABLE talent OWNER TO {READER}"),
    inside(
        "view's owner changed",
        "ALTER VIEW names OWNER TO postgres",
        words=f"view public.names is not owned by {OWNER} but by postgres",
    ),
    inside("materialized view's owner changed", "ALTER MATERIALIZED VIEW counted OWNER TO postgres"),
    inside(
        "sequence's owner changed",
        "ALTER SEQUENCE invoice OWNER TO other",
        words=f"sequence public.invoice is not owned by {OWNER} but by other",
    ),
    inside(
        "column's sequence cut of",
        "ALTER SEQUENCE talent_id_seq OWNED BY NONE; ALTER SEQUENCE talent_id_seq OWNER TO other",
    ),
    inside("function's owner changed", "ALTER FUNCTION best(text, integer) OWNER TO other"),
    inside("type's owner changed", "ALTER TYPE gender OWNER TO postgres"),
)

REVOKED = (
    inside("select revoked from both", f"REVOKE SELECT ON talent FROM {OWNER}, {READER}"),
    inside("all on tables revoked", f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {OWNER}, {READER}"),
    inside("all on sequences revoked", f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {OWNER}"),
    inside(
        "use of a sequence revoked",
        f"REVOKE USAGE ON SEQUENCE invoice FROM {OWNER}",
        words=f"{OWNER} may not USAGE on sequence public.invoice",
    ),
    inside(
        "function revoked",
        f"REVOKE ALL ON FUNCTION best(text, integer) FROM PUBLIC, {OWNER}",
        words=f"{OWNER} may not EXECUTE on routine public.best(text, integer)",
    ),
    inside(
        "type revoked",
        f"REVOKE ALL ON TYPE gender FROM PUBLIC, {OWNER}",
        words=f"{OWNER} may not USAGE on type public.gender",
    ),
    inside("columns only", f"REVOKE SELECT ON talent FROM {OWNER}; GRANT SELECT (id) ON talent TO {OWNER}"),
)

GRANTED = (
    inside("column granted to the reader", f"GRANT UPDATE (name) ON talent TO {READER} WITH GRANT OPTION"),
    inside("columns granted to everyone", "GRANT SELECT (name), UPDATE (name) ON talent TO PUBLIC"),
    inside("tables open to everyone", "GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC"),
    inside("type passed to the reader", f"GRANT USAGE ON TYPE gender TO {READER} WITH GRANT OPTION"),
    inside("reader may write in every table", f"GRANT INSERT, DELETE ON ALL TABLES IN SCHEMA public TO {READER}"),
    inside("sequence open to everyone", "GRANT ALL ON SEQUENCE invoice TO PUBLIC"),
    inside("granted to the owner by itself", f"GRANT ALL ON talent TO {OWNER} WITH GRANT OPTION"),
    inside(
        "table passed on by another",
        "GRANT USAGE ON SCHEMA public TO other; GRANT ALL ON talent TO other WITH GRANT OPTION;"
        f"SET ROLE other; GRANT ALL ON talent TO PUBLIC; GRANT ALL ON talent TO {READER} WITH GRANT OPTION;"
        f"SET ROLE {READER}; GRANT DELETE ON talent TO PUBLIC",
    ),
    inside(
        "function passed on by another",
        "GRANT USAGE ON SCHEMA public TO other;"
        "GRANT EXECUTE ON FUNCTION best(text, integer) TO other WITH GRANT OPTION;"
        f"SET ROLE other; GRANT EXECUTE ON FUNCTION best(text, integer) TO {READER} WITH GRANT OPTION",
    ),
)

DEFAULTS = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER}"

TO_COME = (
    inside("sequences to come revoked", f"{DEFAULTS} REVOKE ALL ON SEQUENCES FROM {OWNER}"),
    inside("functions to come revoked", f"{DEFAULTS} REVOKE ALL ON FUNCTIONS FROM {OWNER}, PUBLIC"),
    inside("types to come revoked", f"{DEFAULTS} REVOKE ALL ON TYPES FROM {OWNER}, PUBLIC"),
    inside("schemas to come revoked", f"{DEFAULTS} REVOKE ALL ON SCHEMAS FROM {OWNER}"),
    inside("schemas to come open", f"{DEFAULTS} GRANT ALL ON SCHEMAS TO PUBLIC, {READER}"),
    inside("tables to come writable for the reader", f"{DEFAULTS} GRANT ALL ON TABLES TO {READER}"),
    inside(
        "all to come for the reader",
        f"{DEFAULTS} GRANT USAGE ON TYPES TO {READER} WITH GRANT OPTION;"
        f"{DEFAULTS} GRANT EXECUTE ON FUNCTIONS TO {READER} WITH GRANT OPTION;"
        f"{DEFAULTS} GRANT ALL ON SEQUENCES TO {READER}",
    ),
    inside(
        "tables to come in the schema passed on",
        f"{DEFAULTS} IN SCHEMA public GRANT ALL ON TABLES TO {READER} WITH GRANT OPTION",
    ),
    inside(
        "tables to come of the admin open",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO PUBLIC, {READER}",
    ),
)

CREATED = (
    inside("table with a sequence by the admin", "CREATE TABLE by_hand (id serial, name text)"),
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
        f"SET ROLE other; GRANT UPDATE (name) ON talent TO {READER}, PUBLIC",
    ),
)

MORE_OBJECTS = (*OWNERS, *REVOKED, *GRANTED, *TO_COME, *CREATED, *DATA, *MEANWHILE, *PASSED_ON)
