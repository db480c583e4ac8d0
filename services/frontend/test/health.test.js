import assert from 'node:assert/strict';
import { test } from 'node:test';

import { healthReport } from '../lib/health.js';

const answered = (status, body) => ({ status, body, elapsedMs: 7, problem: null });

test('a healthy backend makes a healthy frontend', () => {
  assert.deepEqual(healthReport('dev', answered(200, { status: 'ok' })), {
    httpStatus: 200,
    report: {
      status: 'ok', service: 'frontend', stack: 'dev', dependencies: { backend: { ok: true, latencyMs: 7 } }, failing: [],
    },
  });
});

test('a degraded backend still serves: 200, degraded, and what is not ready', () => {
  const { httpStatus, report } = healthReport('dev', answered(200, { status: 'degraded', failing: ['ai'] }));
  assert.equal(httpStatus, 200);
  assert.equal(report.status, 'degraded');
  assert.deepEqual(report.dependencies.backend, { ok: true, latencyMs: 7, detail: 'not ready: ai' });
});

test('an unavailable backend makes it 503 and passes on what fails behind it', () => {
  const { httpStatus, report } = healthReport('dev', answered(503, { failing: ['postgres', 'redis'] }));
  assert.equal(httpStatus, 503);
  assert.equal(report.status, 'unavailable');
  assert.deepEqual(report.failing, ['backend']);
  assert.deepEqual(report.dependencies.backend, { ok: false, latencyMs: 7, detail: 'not ready: postgres, redis' });
});

test('a backend without a reason is reported with its status', () => {
  assert.equal(healthReport('dev', answered(500, null)).report.dependencies.backend.detail, 'answered 500');
});

test('a silent backend is reported with the problem, and has no latency', () => {
  const silent = { status: null, body: null, elapsedMs: 2500, problem: 'did not answer within 2500 ms' };
  const { backend } = healthReport('dev', silent).report.dependencies;
  assert.deepEqual(backend, { ok: false, latencyMs: null, detail: 'did not answer within 2500 ms' });
});
