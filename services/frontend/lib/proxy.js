import { requestText } from './request.js';

// Above the 25 s that the backend gives a language model, so that its answer wins.
const TIMEOUT_MS = 28_000;

/**
 * Passes a request on and its answer back. A backend that is away is an answer too: 503 with the reason, in the
 * backend's own form, instead of a proxy's bare 500.
 *
 * @param {Request} request
 * @param {string} url the same address at the backend
 * @returns {Promise<Response>}
 */
export async function forward(request, url) {
  const { method, signal } = request;
  const body = method === 'GET' ? undefined : await request.text();
  const headers = { 'content-type': request.headers.get('content-type') ?? 'application/json' };
  const answer = await requestText(url, { method, body, headers, signal, timeoutMs: TIMEOUT_MS });
  if (answer.status === null) {
    return Response.json({ error: `backend ${answer.problem}`, failing: ['backend'] }, { status: 503 });
  }
  const type = answer.type ?? 'application/json';
  return new Response(answer.text || null, { status: answer.status, headers: { 'content-type': type } });
}
