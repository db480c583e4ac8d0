import pg from 'pg';
import { describe, DependencyDown } from './dependency.js';
import { isEnvironmental, MISSING_TABLE, refusesLogin } from './faults.js';
import { openPool } from './pool.js';

const CONNECT_LIMIT_MS = 2000;
const STATEMENT_LIMIT_MS = 3000;
// The server's own limit comes first: then the statement is known not to have been carried out.
const ANSWER_GRACE_MS = 500;

/**
 * PostgreSQL as the application role. Survives a server that restarts, is away or refuses the role.
 * @param {string} url postgresql://…
 * @param {ReturnType<import('./log.js').createLog>} log
 */
export function openDatabase(url, log) {
  const pool = openPool({ ...settings(url, STATEMENT_LIMIT_MS), max: 10, keepAlive: true }, log);
  const listeners = [];

  const guarded = async (work) => {
    try {
      return await work();
    } catch (error) {
      if (error.code === MISSING_TABLE) listeners.forEach((listener) => listener());
      // Else some requests would be served by a login that the others no longer get.
      if (refusesLogin(error)) pool.distrust();
      throw error;
    }
  };

  return {
    /** Query over the pool. @throws {DependencyDown} when PostgreSQL cannot serve it */
    query: (text, values) => guarded(() => pool.query(text, values)).catch(asDependencyDown),
    /** Log in anew, hand the session to `work`, end it. A pooled session would outlive a dropped role. */
    session: (work, limitMs = STATEMENT_LIMIT_MS) => guarded(() => withSession(settings(url, limitMs), work)),
    /** Be told when a table is missing: the volume or the database was replaced under a running backend. */
    onMissingTable: (listener) => listeners.push(listener),
    close: () => pool.close(),
  };
}

function settings(url, limitMs) {
  return {
    connectionString: url,
    application_name: 'castmatch-backend',
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: limitMs + ANSWER_GRACE_MS,
    statement_timeout: limitMs,
    // A write that was answered is on disk, whatever role, database or server are set to.
    options: '-c synchronous_commit=on',
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
