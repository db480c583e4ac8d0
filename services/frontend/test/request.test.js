import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';

import { requestJson } from '../lib/request.js';
import { serve } from '../testing/serve.js';

test('a JSON answer comes back with its status and the time it took', async (t) => {
  const url = await serve(t, (request, response) => response.writeHead(503).end('{"failing":["redis"]}'));
  const answer = await requestJson(url, { timeoutMs: 1000 });
  assert.deepEqual({ ...answer, elapsedMs: 0 }, { status: 503, body: { failing: ['redis'] }, elapsedMs: 0, problem: null });
  assert.ok(answer.elapsedMs > 0 && answer.elapsedMs < 1000);
});

test('an answer that is not JSON has no body', async (t) => {
  const url = await serve(t, (request, response) => response.writeHead(500).end('Internal Server Error'));
  const { status, body, problem } = await requestJson(url, { timeoutMs: 1000 });
  assert.deepEqual([status, body, problem], [500, null, null]);
});

test('a server that never answers is given up after the timeout', async (t) => {
  const url = await serve(t, () => {});
  const { status, elapsedMs, problem } = await requestJson(url, { timeoutMs: 100 });
  assert.deepEqual([status, problem], [null, 'did not answer within 100 ms']);
  assert.ok(elapsedMs >= 95 && elapsedMs < 1000, `${elapsedMs} ms`);
});

test('a body that never ends is given up as well', async (t) => {
  const url = await serve(t, (request, response) => response.writeHead(200).write('{'));
  const { status, problem } = await requestJson(url, { timeoutMs: 100 });
  assert.deepEqual([status, problem], [null, 'did not answer within 100 ms']);
});

test('a port where nothing listens is named as that', async () => {
  const { status, problem } = await requestJson(await closedPort(), { timeoutMs: 1000 });
  assert.deepEqual([status, problem], [null, 'refuses the connection: nothing listens there yet']);
});

test('a server that hangs up is named as that', async (t) => {
  const url = await serve(t, (request) => request.socket.destroy());
  const { problem } = await requestJson(url, { timeoutMs: 1000 });
  assert.equal(problem, 'closed the connection before it answered');
});

test('the caller can abort, and then it rejects', async (t) => {
  const url = await serve(t, () => {});
  const controller = new AbortController();
  const answer = requestJson(url, { timeoutMs: 5000, signal: controller.signal });
  controller.abort();
  await assert.rejects(answer, { name: 'AbortError' });
});

async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
