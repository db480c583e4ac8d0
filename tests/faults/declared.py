"""The roles that the faults concern, as they are declared, and what the application has in its database."""

from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.model import Setting
from castmatch.roles.privileges import READ
from tests.faults.fault import OWNER, READER

PASSWORD = "the role's sécret"
ROLES = (
    RoleDeclaration.owner(OWNER, PASSWORD, "castmatch"),
    RoleDeclaration(
        READER,
        "the reader's secret",
        (DatabaseDeclaration("castmatch", OWNER, privileges=READ),),
        member_of=frozenset({"pg_monitor"}),
        settings=frozenset({Setting("statement_timeout", "", "5s")}),
    ),
)

MIGRATIONS = """
CREATE TYPE gender AS ENUM ('female', 'male', 'non-binary');
CREATE TABLE talent (id serial PRIMARY KEY, name text NOT NULL, gender gender);
CREATE TABLE booking (id int GENERATED ALWAYS AS IDENTITY, talent_id int);
CREATE VIEW names AS SELECT name FROM talent;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM talent;
CREATE SEQUENCE invoice;
CREATE FUNCTION best(text, integer) RETURNS text LANGUAGE sql AS 'SELECT $1';
INSERT INTO talent (name, gender) VALUES ('Asha', 'female')
"""
