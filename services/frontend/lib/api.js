/** What the browser asks of the backend, and in which words it says that it failed. */

import { requestJson } from './request.js';

const SEARCH_TIMEOUT_MS = 5_000;
// Above the proxy's limit in next.config.mjs, so that the nearest to the cause reports it.
const CHAT_TIMEOUT_MS = 30_000;

/**
 * @param {string} search free text; empty finds everybody
 * @returns {Promise<{talent: object[], total: number}>}
 * @throws {Error} with a sentence for the reader
 */
export async function findTalent(search, signal) {
  const query = new URLSearchParams({ search, limit: '50' });
  return bodyOf(await requestJson(`/api/talent?${query}`, { timeoutMs: SEARCH_TIMEOUT_MS, signal }));
}

/**
 * @returns {Promise<{reply: string, engine: string, matches: object[]}>}
 * @throws {Error} with a sentence for the reader
 */
export async function askForTalent(message) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
  return bodyOf(await requestJson('/api/chat', { timeoutMs: CHAT_TIMEOUT_MS, ...init }));
}

function bodyOf(answer) {
  if (answer.status >= 200 && answer.status < 300 && answer.body) return answer.body;
  throw new Error(explain(answer));
}

/** One sentence on why there is no usable answer. */
export function explain({ status, body, problem }) {
  if (problem) return `The frontend ${problem}.`;
  if (!body?.error) return `The backend does not answer (the proxy said ${status}).`;
  const failing = body.failing?.length > 0 ? ` Not ready: ${body.failing.join(', ')}.` : '';
  return `${sentence(body.error)}${failing}`;
}

function sentence(text) {
  const trimmed = String(text).trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
