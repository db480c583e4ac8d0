// R08: health tells the truth, names what fails, and is bounded in time.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { measure, runChecks, summary, verdict } from '../src/health.js';
import { statusReport } from '../src/status.js';

const ok = { ok: true, latencyMs: 2.1 };
const down = (detail) => ({ ok: false, latencyMs: null, detail });

describe('measure', () => {
  it('times a check that holds and keeps its facts', async () => {
    const found = await measure(async () => ({ role: 'castmatch_user' }));
    assert.equal(found.ok, true);
    assert.equal(found.role, 'castmatch_user');
    assert.ok(found.latencyMs >= 0);
  });

  it('turns a failure into a detail with the SQLSTATE', async () => {
    const dropped = Object.assign(new Error('role "castmatch_user" does not exist'), { code: '28000' });
    const found = await measure(() => Promise.reject(dropped));
    assert.deepEqual(found, down('SQLSTATE 28000: role "castmatch_user" does not exist'));
  });

  it('gives up on a check that hangs', async () => {
    assert.deepEqual(await measure(() => new Promise(() => {}), 10), down('no answer within 10 ms'));
  });

  it('survives a check that throws before it waits', async () => {
    const found = await measure(() => {
      throw new Error('bad');
    });
    assert.deepEqual(found, down('bad'));
  });
});

describe('runChecks', () => {
  it('runs all at once and keeps their names', async () => {
    let running = 0;
    let most = 0;
    const check = async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
    };
    const found = await runChecks({ postgres: check, redis: check });
    assert.deepEqual(Object.keys(found), ['postgres', 'redis']);
    assert.equal(most, 2);
  });
});

describe('verdict', () => {
  const judge = (dependencies) => {
    const { status, failing } = verdict('dev', { postgres: ok, redis: ok, ai: ok, ...dependencies });
    return [status, failing];
  };

  it('is ok when all are', () => assert.deepEqual(judge({}), ['ok', []]));
  it('is unavailable without postgres', () => assert.deepEqual(judge({ postgres: down('x') }), ['unavailable', ['postgres']]));
  it('is unavailable without redis', () => assert.deepEqual(judge({ redis: down('x') }), ['unavailable', ['redis']]));
  it('is degraded without ai', () => assert.deepEqual(judge({ ai: down('x') }), ['degraded', ['ai']]));

  it('names the cause and not what it takes with it', () => {
    assert.deepEqual(judge({ postgres: down('x'), ai: down('needs postgres') }), ['unavailable', ['postgres']]);
  });

  it('carries service, stack and every dependency', () => {
    const health = verdict('amy', { postgres: ok });
    assert.deepEqual(health, { status: 'ok', service: 'backend', stack: 'amy', dependencies: { postgres: ok }, failing: [] });
  });
});

describe('summary', () => {
  it('says what fails and why, or nothing', () => {
    assert.equal(summary(verdict('dev', { postgres: ok })), null);
    assert.equal(summary(verdict('dev', { postgres: down('a'), redis: down('b') })), 'postgres: a; redis: b');
  });
});

describe('statusReport', () => {
  it('tells each service as ready or down, and the role', () => {
    const { services } = statusReport('dev', { postgres: { ...ok, role: 'castmatch_user' }, redis: down('away') }, 12.4);
    assert.deepEqual(services.postgres, { state: 'ready', latencyMs: 2.1, detail: '', role: 'castmatch_user' });
    assert.deepEqual(services.redis, { state: 'down', latencyMs: null, detail: 'away' });
    assert.match(services.backend.detail, /up 12 s/);
  });
});
