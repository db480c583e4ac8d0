import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SERVICES, lostFrontend, mergeStatus, unknownStatus, withRoundTrip } from '../lib/services.js';

const TOLD = {
  backend: { state: 'ready', latencyMs: 0, detail: 'up 5 s' },
  postgres: { state: 'ready', latencyMs: 6.2, detail: '', role: 'castmatch_user' },
  redis: { state: 'down', latencyMs: null, detail: 'connect ECONNREFUSED' },
  ai: { state: 'ready', latencyMs: 3.1 },
};
const answered = (services) => ({ status: 200, body: { services }, elapsedMs: 9, problem: null });
const silent = (problem) => ({ status: null, body: null, elapsedMs: 2500, problem });
const states = ({ services }) => SERVICES.map((name) => services[name].state);

test('what the backend tells is shown as told, and the frontend is ready because it answers', () => {
  const merged = mergeStatus('dev', answered(TOLD));
  assert.equal(merged.stack, 'dev');
  assert.deepEqual(Object.keys(merged.services), SERVICES);
  assert.deepEqual(states(merged), ['ready', 'ready', 'ready', 'ready', 'down']);
  assert.deepEqual(merged.services.postgres, { state: 'ready', latencyMs: 6.2, detail: '', role: 'castmatch_user' });
  assert.deepEqual(merged.services.redis, { state: 'down', latencyMs: null, detail: 'connect ECONNREFUSED' });
});

test('the backend is timed from outside when it does not time itself', () => {
  assert.equal(mergeStatus('dev', answered(TOLD)).services.backend.latencyMs, 9);
});

test('a silent backend is down with the reason, and what only it knows is unknown', () => {
  const merged = mergeStatus('dev', silent('did not answer within 2500 ms'));
  assert.deepEqual(states(merged), ['ready', 'down', 'unknown', 'unknown', 'unknown']);
  assert.deepEqual(merged.services.backend, { state: 'down', latencyMs: null, detail: 'did not answer within 2500 ms' });
  assert.equal(merged.services.postgres.detail, 'known only through the backend');
});

test('a backend that answers something else is down, and says with which status', () => {
  const { backend } = mergeStatus('dev', { status: 500, body: null, elapsedMs: 4, problem: null }).services;
  assert.deepEqual(backend, { state: 'down', latencyMs: 4, detail: 'answered 500 where its status was expected' });
});

test('a service that the backend leaves out, or gives a state we do not know, is unknown', () => {
  const merged = mergeStatus('dev', answered({ ...TOLD, ai: undefined, redis: { state: 'purple' } }));
  assert.deepEqual(states(merged), ['ready', 'ready', 'unknown', 'ready', 'unknown']);
});

test('the latency of the frontend is the round trip without the time that it waited for the backend', () => {
  const merged = mergeStatus('dev', answered(TOLD));
  assert.equal(withRoundTrip(merged, 21.5).services.frontend.latencyMs, 12.5);
  assert.equal(withRoundTrip(merged, 8).services.frontend.latencyMs, 0);
  assert.equal(merged.services.frontend.latencyMs, null, 'the original is left alone');
});

test('before the first answer everything is unknown; without the frontend only it is known to be down', () => {
  assert.deepEqual(states(unknownStatus('dev')), Array(5).fill('unknown'));
  const lost = lostFrontend('dev', 'cannot be reached: Failed to fetch');
  assert.deepEqual(states(lost), ['down', 'unknown', 'unknown', 'unknown', 'unknown']);
  assert.equal(lost.services.frontend.detail, 'cannot be reached: Failed to fetch');
});
