import { describe, DependencyDown } from './dependency.js';

// Above the AI service's own limits (database, then a language model), so that its answer wins.
const CHAT_LIMIT_MS = 25_000;

/** JSON Schema of a chat request. */
export const chatSchema = {
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string', pattern: '\\S', maxLength: 2000 } },
};

/**
 * Ask the AI service.
 * @param {string} aiUrl
 * @param {string} message
 * @returns {Promise<object>} {reply, engine, matches}
 * @throws {DependencyDown} with the services that the AI service names, or "ai" itself
 */
export async function askAi(aiUrl, message) {
  const { ok, status, body } = await post(`${aiUrl}/chat`, { message }).catch((error) => {
    throw new DependencyDown(['ai'], `ai cannot be used: ${describe(error)}`);
  });
  if (ok) return body;
  throw new DependencyDown(body.failing ?? ['ai'], body.error ?? `ai cannot be used: HTTP ${status}`);
}

async function post(url, content) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(content),
    signal: AbortSignal.timeout(CHAT_LIMIT_MS),
  });
  return { ok: response.ok, status: response.status, body: await response.json() };
}
