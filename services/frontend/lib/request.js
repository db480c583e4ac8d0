/**
 * One HTTP request that always comes back: with an answer, or with the reason why there is none.
 *
 * @typedef {object} Answer
 * @property {number|null} status HTTP status; null when nobody answered
 * @property {object|null} body parsed JSON; null when there was none
 * @property {number} elapsedMs time until the body was read, or until it was given up
 * @property {string|null} problem why nobody answered; null when somebody did
 */

const REASONS = {
  ECONNREFUSED: 'refuses the connection: nothing listens there yet',
  ENOTFOUND: 'has no address: its container does not run',
  EAI_AGAIN: 'has no address: its container does not run',
  EHOSTUNREACH: 'cannot be reached: its container does not run',
  ECONNRESET: 'closed the connection before it answered',
  UND_ERR_SOCKET: 'closed the connection before it answered',
};

/**
 * @param {string} url
 * @param {{timeoutMs: number, signal?: AbortSignal} & RequestInit} options
 * @returns {Promise<Answer>} never rejects, except when `signal` aborts
 */
export async function requestJson(url, options) {
  const { text, type, ...answer } = await requestText(url, options);
  return { ...answer, body: text === null ? null : parseJson(text) };
}

/**
 * The same, with the body as text and its content type.
 *
 * @returns {Promise<Omit<Answer, 'body'> & {text: string|null, type: string|null}>}
 */
export async function requestText(url, { timeoutMs, signal, ...init }) {
  const started = performance.now();
  try {
    const response = await fetch(url, { cache: 'no-store', ...init, signal: bounded(timeoutMs, signal) });
    const text = await response.text();
    const type = response.headers.get('content-type');
    return { status: response.status, text, type, elapsedMs: elapsed(started), problem: null };
  } catch (error) {
    signal?.throwIfAborted();
    const problem = reason(error, timeoutMs);
    return { status: null, text: null, type: null, elapsedMs: elapsed(started), problem };
  }
}

function bounded(timeoutMs, signal) {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function elapsed(started) {
  return Math.round((performance.now() - started) * 10) / 10;
}

function reason(error, timeoutMs) {
  if (error.name === 'TimeoutError') return `did not answer within ${timeoutMs} ms`;
  const code = error.cause?.code;
  return REASONS[code] ?? `cannot be reached: ${code ?? error.message}`;
}
