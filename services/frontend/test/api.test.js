import assert from 'node:assert/strict';
import { test } from 'node:test';

import { askForTalent, explain, findTalent } from '../lib/api.js';
import { serve } from '../testing/serve.js';

/** Lets relative addresses reach the test's server, as a browser would resolve them. */
async function asOrigin(t, answer) {
  const origin = await serve(t, answer);
  const { fetch } = globalThis;
  t.mock.method(globalThis, 'fetch', (path, init) => fetch(new URL(path, origin), init));
}

const json = (response, status, body) => response.writeHead(status).end(JSON.stringify(body));

test('the search text is sent as it was typed', async (t) => {
  await asOrigin(t, (request, response) => json(response, 200, { talent: [], total: 0, asked: request.url }));
  const found = await findTalent('a & b=ü');
  assert.equal(new URLSearchParams(found.asked.split('?')[1]).get('search'), 'a & b=ü');
});

test('a question is posted as JSON', async (t) => {
  await asOrigin(t, async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()));
    json(response, 200, { reply: `${request.method} ${request.url} ${body.message}`, matches: [] });
  });
  assert.equal((await askForTalent('a villain')).reply, 'POST /api/chat a villain');
});

test('a refusal by the backend is thrown with its words and what is not ready', async (t) => {
  await asOrigin(t, (request, response) => json(response, 503, { error: 'no talent now', failing: ['postgres'] }));
  await assert.rejects(findTalent(''), { message: 'no talent now. Not ready: postgres.' });
});

test('the proxy answers without JSON when the backend is away', () => {
  assert.equal(explain({ status: 500, body: null, problem: null }), 'The backend does not answer (the proxy said 500).');
});

test('a frontend that is away is named', () => {
  const answer = { status: null, body: null, problem: 'did not answer within 5000 ms' };
  assert.equal(explain(answer), 'The frontend did not answer within 5000 ms.');
});
