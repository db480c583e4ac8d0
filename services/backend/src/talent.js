const COLUMNS = `id, name, gender, playing_age_from AS "playingAgeFrom", playing_age_to AS "playingAgeTo",
  languages, archetypes, skills, city, bio`;

// "simple" keeps every word as it is: names and languages have no English stem.
const DOCUMENT = `to_tsvector('simple', concat_ws(' ', name, gender, city, bio,
  array_to_string(languages, ' '), array_to_string(archetypes, ' '), array_to_string(skills, ' ')))`;

const LIST = `SELECT ${COLUMNS}, count(*) OVER ()::integer AS total FROM talent
  WHERE $1 = '' OR ${DOCUMENT} @@ to_tsquery('simple', $1) ORDER BY name, id LIMIT $2`;

const INSERT = `INSERT INTO talent
  (name, gender, playing_age_from, playing_age_to, languages, archetypes, skills, city, bio)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${COLUMNS}`;

// PostgreSQL holds every character but NUL.
const text = (maxLength) => ({ type: 'string', pattern: '^[^\\0]*[^\\s\\0][^\\0]*$', maxLength });
const texts = { type: 'array', items: text(60), maxItems: 30, uniqueItems: true };

/** JSON Schemas of what callers may send. `$data` ties the two ages together. */
export const schemas = {
  list: {
    type: 'object',
    properties: {
      search: { type: 'string', maxLength: 200, default: '' },
      limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    },
  },
  id: { type: 'object', properties: { id: { type: 'integer', minimum: 1, maximum: 2147483647 } } },
  create: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'gender', 'playingAgeFrom', 'playingAgeTo', 'languages', 'archetypes', 'city'],
    properties: {
      name: text(120),
      gender: { enum: ['female', 'male', 'non-binary'] },
      playingAgeFrom: { type: 'integer', minimum: 0, maximum: { $data: '1/playingAgeTo' } },
      playingAgeTo: { type: 'integer', maximum: 120 },
      languages: { ...texts, minItems: 1 },
      archetypes: texts,
      skills: { ...texts, default: [] },
      city: text(80),
      bio: { type: 'string', pattern: '^[^\\0]*$', maxLength: 2000, default: '' },
    },
  },
};

/** A tsquery that wants every word of `search`, each as the beginning of a word. Empty when there is no word. */
export function toQuery(search) {
  const words = search.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words.map((word) => `${word}:*`).join(' & ');
}

/**
 * Read and write talent.
 * @param {ReturnType<import('./database.js').openDatabase>} database
 * @param {ReturnType<import('./cache.js').openCache>} cache
 */
export function talentStore(database, cache) {
  const load = async ({ search, limit }) => {
    const { rows } = await database.query(LIST, [toQuery(search), limit]);
    return { talent: rows.map(({ total, ...talent }) => talent), total: rows[0]?.total ?? 0 };
  };
  return {
    list: (query) => cache.remember(query, () => load(query)),
    async find(id) {
      const { rows } = await database.query(`SELECT ${COLUMNS} FROM talent WHERE id = $1`, [id]);
      return rows[0] ?? null;
    },
    async create(fields) {
      const { rows } = await database.query(INSERT, values(fields));
      await cache.forget();
      return rows[0];
    },
  };
}

function values({ name, gender, playingAgeFrom, playingAgeTo, languages, archetypes, skills, city, bio }) {
  return [name, gender, playingAgeFrom, playingAgeTo, languages, archetypes, skills, city, bio];
}
