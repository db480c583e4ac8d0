-- Up Migration
CREATE TABLE talent (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name ~ '\S'),
    gender text NOT NULL CHECK (gender IN ('female', 'male', 'non-binary')),
    playing_age_from integer NOT NULL CHECK (playing_age_from >= 0),
    playing_age_to integer NOT NULL CHECK (playing_age_to <= 120),
    languages text[] NOT NULL,
    archetypes text[] NOT NULL,
    skills text[] NOT NULL,
    city text NOT NULL,
    bio text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (playing_age_from <= playing_age_to)
);

-- The AI service finds out by updated_at that its index is stale, also after an UPDATE by hand.
-- Replaced when only the table was dropped, by hand.
CREATE OR REPLACE FUNCTION talent_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END
$$;

CREATE TRIGGER talent_touch BEFORE UPDATE ON talent
    FOR EACH ROW EXECUTE FUNCTION talent_touch();

-- Down Migration
DROP TABLE talent;
DROP FUNCTION talent_touch();
