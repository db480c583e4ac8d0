import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import { seedTalent } from './seed.js';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const MIGRATION_LIMIT_MS = 60_000;

// node-pg-migrate's own way to load JavaScript brings a compiler with it, at each start.
const LOADERS = [
  { extensions: ['.sql'], loader: 'legacySql' },
  { extensions: ['.js'], loader: (paths) => Promise.all(paths.map(importMigration)) },
];

// The table is looked for as the app itself finds it: a role with a schema of its own name has it there.
const LOST = `SELECT to_regnamespace('public') IS NULL AS schema,
  to_regclass('talent') IS NULL AND to_regclass('public.migrations') IS NOT NULL AS tables`;
const LOCK = 'SELECT pg_advisory_lock(7241865325823965)';

/**
 * Bring the schema up to date and fill an empty talent table. Idempotent, and safe when two backends start at once.
 * What was dropped by hand is made again: the schema, or the tables of which only the record is left.
 * @param {ReturnType<import('./database.js').openDatabase>} database
 * @param {ReturnType<import('./log.js').createLog>} log
 */
export function prepareSchema(database, log) {
  return database.session(async (client) => {
    // Held until the session ends, around all steps: the migrations' own lock covers only theirs.
    await client.query(LOCK);
    await forgetLost(client, log);
    for (const { name } of await migrate(client)) log.info('migration applied', { name });
    const seeded = await seedTalent(client);
    if (seeded > 0) log.info('talent seeded', { rows: seeded });
  }, MIGRATION_LIMIT_MS);
}

async function forgetLost(client, log) {
  const { rows } = await client.query(LOST);
  const [lost] = rows;
  if (lost.schema) await client.query('CREATE SCHEMA IF NOT EXISTS public');
  if (lost.tables) await client.query('DROP TABLE public.migrations');
  if (lost.schema || lost.tables) log.warn('schema was dropped: it is made again');
}

function migrate(client) {
  return runner({
    dbClient: client,
    dir: MIGRATIONS,
    migrationLoaderStrategies: LOADERS,
    direction: 'up',
    singleTransaction: true,
    migrationsTable: 'migrations',
    advisoryLockMode: 'wait',
    log: () => {},
  });
}

async function importMigration(path) {
  return { id: path, filePaths: [path], actions: await import(path) };
}
