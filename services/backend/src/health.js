import { pingRedis } from './cache.js';
import { describe, within } from './dependency.js';

const CHECK_LIMIT_MS = 2000;
const REQUIRED = ['postgres', 'redis'];

/**
 * One check per dependency. Each proves what a user relies on, and throws when it does not hold.
 * @returns {Record<string, () => Promise<object>>} name → facts worth telling
 */
export function createChecks({ database, redisUrl, aiUrl }) {
  return {
    postgres: () => database.session(proveRole),
    redis: () => pingRedis(redisUrl),
    ai: () => askHealth(aiUrl),
  };
}

/** Run all checks at once, each within two seconds. @returns name → {ok, latencyMs, detail?, …facts} */
export async function runChecks(checks) {
  const measured = Object.entries(checks).map(async ([name, check]) => [name, await measure(check)]);
  return Object.fromEntries(await Promise.all(measured));
}

/** Time one check and turn what it throws into a detail. */
export async function measure(check, limitMs = CHECK_LIMIT_MS) {
  const started = performance.now();
  try {
    const facts = await within(limitMs, check());
    return { ok: true, latencyMs: round(performance.now() - started), ...facts };
  } catch (error) {
    return { ok: false, latencyMs: null, detail: describe(error) };
  }
}

/**
 * The health answer. `failing` names the required services that fail, for these often take the optional ones with
 * them; only when all required ones are well does it name the optional ones.
 */
export function verdict(stack, dependencies) {
  const broken = Object.keys(dependencies).filter((name) => !dependencies[name].ok);
  const required = broken.filter((name) => REQUIRED.includes(name));
  const failing = required.length > 0 ? required : broken;
  return { status: statusOf(required, broken), service: 'backend', stack, dependencies, failing };
}

/** What fails and why in one line; null when nothing does. */
export function summary({ failing, dependencies }) {
  return failing.map((name) => `${name}: ${dependencies[name].detail}`).join('; ') || null;
}

function statusOf(required, broken) {
  if (required.length > 0) return 'unavailable';
  return broken.length > 0 ? 'degraded' : 'ok';
}

// Reading the table proves the grants, which a login alone does not.
async function proveRole(client) {
  const { rows } = await client.query('SELECT current_user AS role');
  await client.query('SELECT FROM talent LIMIT 1');
  return { role: rows[0].role };
}

async function askHealth(aiUrl) {
  const response = await fetch(`${aiUrl}/health`, { signal: AbortSignal.timeout(CHECK_LIMIT_MS) });
  const { status, failing = [] } = await response.json();
  if (!response.ok) throw new Error(`ai is ${status}: ${failing.join(', ')}`);
  return status === 'ok' ? {} : { detail: `ai is ${status}: ${failing.join(', ')}` };
}

function round(milliseconds) {
  return Math.round(milliseconds * 10) / 10;
}
