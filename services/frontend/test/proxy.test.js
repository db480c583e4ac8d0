// R10, R12: what the page's API answers when the backend answers, and when it is away.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { forward } from '../lib/proxy.js';
import { serve } from '../testing/serve.js';

test('an answer passes unchanged, with its status and type', async (t) => {
  const url = await serve(t, (request, response) => {
    response.writeHead(201, { 'content-type': 'application/json; charset=utf-8' });
    request.pipe(response);
  });

  const answer = await forward(new Request('http://page/api/talent', { method: 'POST', body: '{"a":1}' }), url);

  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.deepEqual(await answer.json(), { a: 1 });
});

test('a backend that is away is 503 with the reason', async () => {
  const answer = await forward(new Request('http://page/api/talent'), 'http://127.0.0.1:1/api/talent');

  assert.equal(answer.status, 503);
  assert.deepEqual((await answer.json()).failing, ['backend']);
});
