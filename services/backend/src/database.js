import pg from 'pg';
import { describe, DependencyDown } from './dependency.js';

const CONNECT_LIMIT_MS = 2000;
const QUERY_LIMIT_MS = 3000;
const MISSING_TABLE = '42P01';
const FORBIDDEN = '42501';
// Connection, login, missing database, resources, operator: what the environment can heal without new code.
const ENVIRONMENT_CLASSES = new Set(['08', '28', '3D', '53', '57']);
const ENVIRONMENT_STATES = new Set([MISSING_TABLE, FORBIDDEN]);

/** Whether the fault lies outside the backend's code, so that waiting can help. */
export function isEnvironmental(error) {
  if (error instanceof pg.DatabaseError) {
    return ENVIRONMENT_CLASSES.has(error.code?.slice(0, 2)) || ENVIRONMENT_STATES.has(error.code);
  }
  return !(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError);
}

/**
 * PostgreSQL as the application role. Survives a server that restarts, is away or refuses the role.
 * @param {string} url postgresql://…
 * @param {ReturnType<import('./log.js').createLog>} log
 */
export function openDatabase(url, log) {
  const pool = new pg.Pool({ ...settings(url, QUERY_LIMIT_MS), max: 10, keepAlive: true });
  // Without a listener, a lost idle session would end the process.
  pool.on('error', (error) => log.warn(`postgres session lost: ${describe(error)}`));
  const listeners = [];

  const guarded = async (work) => {
    try {
      return await work();
    } catch (error) {
      if (error.code === MISSING_TABLE) listeners.forEach((listener) => listener());
      throw error;
    }
  };

  return {
    /** Query over the pool. @throws {DependencyDown} when PostgreSQL cannot serve it */
    query: (text, values) => guarded(() => pool.query(text, values)).catch(asDependencyDown),
    /** Log in anew, hand the session to `work`, end it. A pooled session would outlive a dropped role. */
    session: (work, queryLimitMs = QUERY_LIMIT_MS) => guarded(() => withSession(settings(url, queryLimitMs), work)),
    /** Be told when a table is missing: the volume was replaced under a running backend. */
    onMissingTable: (listener) => listeners.push(listener),
    close: () => pool.end(),
  };
}

function settings(url, queryLimitMs) {
  return {
    connectionString: url,
    application_name: 'castmatch-backend',
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: queryLimitMs,
    statement_timeout: queryLimitMs,
  };
}

async function withSession(options, work) {
  const client = new pg.Client(options);
  // The awaited call reports the error; the event would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    client.end().catch(() => {});
  }
}

function asDependencyDown(error) {
  throw isEnvironmental(error) ? new DependencyDown(['postgres'], `postgres cannot be used: ${describe(error)}`) : error;
}
