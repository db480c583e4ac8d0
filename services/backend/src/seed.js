import { readFile } from 'node:fs/promises';

const SEED = new URL('../seed/talent.json', import.meta.url);
const INSERT = `
  INSERT INTO talent (name, gender, playing_age_from, playing_age_to, languages, archetypes, skills, city, bio)
  SELECT * FROM jsonb_to_recordset($1) AS seed(
    name text, gender text, "playingAgeFrom" integer, "playingAgeTo" integer,
    languages text[], archetypes text[], skills text[], city text, bio text)
  WHERE NOT EXISTS (SELECT FROM talent)`;

/**
 * Fill an empty talent table. Two at once would fill it twice: the caller holds a lock.
 * @param {{query: (text: string, values: unknown[]) => Promise<{rowCount: number}>}} client
 * @returns {Promise<number>} how many rows were written
 */
export async function seedTalent(client) {
  const { rowCount } = await client.query(INSERT, [await readFile(SEED, 'utf8')]);
  return rowCount;
}
