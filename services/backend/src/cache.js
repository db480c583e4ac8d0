import { createClient } from '@redis/client';
import { delays } from './backoff.js';
import { describe, within } from './dependency.js';

const PREFIX = 'castmatch:talent';
const GENERATION = `${PREFIX}:generation`;
const TTL_SECONDS = 30;
const COMMAND_LIMIT_MS = 250;
const SOCKET_LIMIT_MS = 2000;
const RECONNECT_WAITS = [...take(delays(100, 2000), 6)];

/** Key of one list. Searches that mean the same share a key; a new generation leaves all older keys behind. */
export function listKey(generation, { search, limit }) {
  const words = search.trim().toLowerCase().replace(/\s+/g, ' ');
  return `${PREFIX}:${generation}:${limit}:${words}`;
}

/** Milliseconds before reconnect number `retries` (from 0). */
export function reconnectWait(retries) {
  return RECONNECT_WAITS[Math.min(retries, RECONNECT_WAITS.length - 1)];
}

/**
 * Lists of talent, kept in Redis for a short time. Every method works without Redis too, only slower.
 * @param {string} url redis://…
 * @param {ReturnType<import('./log.js').createLog>} log
 */
export function openCache(url, log) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    // A server that takes commands but answers none would otherwise collect them without end.
    commandsQueueMaxLength: 1000,
    socket: { connectTimeout: SOCKET_LIMIT_MS, reconnectStrategy: reconnectWait },
  });
  logTransitions(client, log);
  client.connect().catch(() => {});

  const attempt = (command) => (client.isReady ? within(COMMAND_LIMIT_MS, command()).catch(() => null) : null);

  return {
    /** The cached list, or what `load` returns, with `cached` telling which. */
    async remember(query, load) {
      // Read before the rows are: a list that a write overtakes lands under a key nobody asks for.
      const key = await attempt(async () => listKey((await client.get(GENERATION)) ?? 0, query));
      const hit = key && (await attempt(async () => JSON.parse(await client.get(key))));
      if (hit) return { ...hit, cached: true };
      const list = await load();
      if (key) await attempt(() => client.set(key, JSON.stringify(list), { EX: TTL_SECONDS }));
      return { ...list, cached: false };
    },
    /** Forget every list, because a row was written. */
    forget: () => attempt(() => client.incr(GENERATION)),
    close: () => client.destroy(),
  };
}

/** Log in to Redis anew and PING. A kept connection would outlive a changed password. */
export async function pingRedis(url) {
  const socket = { connectTimeout: SOCKET_LIMIT_MS, socketTimeout: SOCKET_LIMIT_MS, reconnectStrategy: false };
  const client = createClient({ url, socket });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
  } finally {
    if (client.isOpen) client.destroy();
  }
}

function logTransitions(client, log) {
  let reported = null;
  client.on('error', (error) => {
    const reason = describe(error);
    if (reason !== reported) log.warn(`redis away, lists come from postgres: ${reason}`);
    reported = reason;
  });
  client.on('ready', () => {
    log.info('redis ready');
    reported = null;
  });
}

function* take(series, count) {
  for (let index = 0; index < count; index += 1) yield series.next().value;
}
