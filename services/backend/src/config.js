const URLS = {
  DATABASE_URL: { schemes: ['postgresql:', 'postgres:'], example: 'postgresql://user:password@host:5432/database' },
  REDIS_URL: { schemes: ['redis:', 'rediss:'], example: 'redis://:password@host:6379/0' },
  AI_URL: { schemes: ['http:', 'https:'], example: 'http://ai:8002' },
};
const DEFAULTS = { STACK: 'dev', PORT: '5002', AI_URL: 'http://ai:8002' };

/** The environment describes no backend that could run. The message names each wrong variable, never its value. */
export class ConfigError extends Error {}

/**
 * Read the settings.
 * @param {Record<string, string | undefined>} env usually process.env
 * @returns {Readonly<{stack: string, port: number, databaseUrl: string, redisUrl: string, aiUrl: string}>}
 * @throws {ConfigError} naming all wrong variables at once
 */
export function readConfig(env) {
  const settings = { ...DEFAULTS, ...withoutEmpty(env) };
  const problems = [...Object.keys(URLS).map((name) => urlProblem(name, settings[name])), portProblem(settings.PORT)];
  const found = problems.filter(Boolean);
  if (found.length > 0) {
    throw new ConfigError(`${found.join('; ')}. Next: run \`make up\`, which provides them.`);
  }
  return Object.freeze({
    stack: settings.STACK,
    port: Number(settings.PORT),
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    aiUrl: settings.AI_URL.replace(/\/+$/, ''),
  });
}

function withoutEmpty(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value));
}

// The value is never quoted: it holds a password.
function urlProblem(name, value) {
  const { schemes, example } = URLS[name];
  if (!value) return `${name} is not set: expected ${example}`;
  if (!URL.canParse(value)) return `${name} is not a URL: expected ${example}`;
  const { protocol, hostname } = new URL(value);
  if (!schemes.includes(protocol)) return `${name} starts with ${protocol}//: expected ${example}`;
  return hostname ? null : `${name} names no host: expected ${example}`;
}

function portProblem(value) {
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65536) return null;
  return `PORT is ${JSON.stringify(value)}: expected a whole number from 1 to 65535`;
}
