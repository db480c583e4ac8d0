import { createApp } from './app.js';
import { retry } from './backoff.js';
import { openCache } from './cache.js';
import { readConfig } from './config.js';
import { openDatabase } from './database.js';
import { describe, within } from './dependency.js';
import { isEnvironmental } from './faults.js';
import { createChecks } from './health.js';
import { createLog } from './log.js';
import { prepareSchema } from './schema.js';
import { talentStore } from './talent.js';

const DRAIN_LIMIT_MS = 5000;
// nodemon sits idle after a clean exit that it did not ask for; a signal's exit code lets it end the container.
const EXIT_STOPPED = process.connected ? 143 : 0;

const log = createLog();

async function main() {
  const config = readConfig(process.env);
  const database = openDatabase(config.databaseUrl, log);
  const cache = openCache(config.redisUrl, log);
  const checks = createChecks({ database, ...config });
  const app = createApp({ config, talent: talentStore(database, cache), checks, log });
  const stopping = stopOnSignal(async () => {
    await app.close();
    cache.close();
    await database.close();
  });
  database.onMissingTable(once(() => prepareSchema(database, log).then(cache.forget)));
  await waitForDatabase(config, database, stopping);
  await app.listen({ host: '0.0.0.0', port: config.port });
  log.info('listening', { port: config.port, stack: config.stack, startMs: Math.round(process.uptime() * 1000) });
}

function waitForDatabase({ databaseUrl }, database, signal) {
  const { username, host, pathname } = new URL(databaseUrl);
  return retry(() => prepareSchema(database, log), {
    signal,
    isTransient: isEnvironmental,
    onFailure: (error, retryMs) =>
      log.warn(`waiting for postgres: ${describe(error)}`, { login: `${username}@${host}${pathname}`, retryMs }),
  });
}

/** Repairs that are asked for while one runs join it. */
function once(repair) {
  let running = null;
  return () => {
    running ??= repair()
      .catch((error) => log.error(`schema not prepared: ${describe(error)}`))
      .finally(() => (running = null));
  };
}

function stopOnSignal(close) {
  const stopping = new AbortController();
  const stop = async (signal) => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    log.info('stopping', { signal });
    await within(DRAIN_LIMIT_MS, close()).catch((error) => log.warn(`not drained: ${describe(error)}`));
    process.exit(EXIT_STOPPED);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return stopping.signal;
}

main().catch((error) => {
  if (error.name === 'AbortError') return;
  log.error(`cannot start: ${describe(error)}`);
  // Not 2: nodemon takes a quick exit with 2 for a syntax error and then ends with 0.
  process.exit(1);
});
