// R10: what a dependency does wrong is bounded in time and told in one line.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describe as reasonOf, within } from '../src/dependency.js';

describe('within', () => {
  it('passes on a result and a failure', async () => {
    assert.equal(await within(1000, Promise.resolve(7)), 7);
    await assert.rejects(within(1000, Promise.reject(new Error('refused'))), /refused/);
  });

  it('ends a wait that takes too long', async () => {
    await assert.rejects(within(10, new Promise(() => {})), /no answer within 10 ms/);
  });
});

describe('the reason', () => {
  it('carries the SQLSTATE', () => {
    const error = Object.assign(new Error('role "x" does not exist'), { code: '28000' });
    assert.equal(reasonOf(error), 'SQLSTATE 28000: role "x" does not exist');
  });

  it('does not take other codes for a SQLSTATE', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    assert.equal(reasonOf(error), 'connect ECONNREFUSED 127.0.0.1:1');
  });

  it('is the first of several, as a name with two addresses gives', () => {
    assert.equal(reasonOf(new AggregateError([new Error('refused by ::1'), new Error('refused')])), 'refused by ::1');
  });

  it('is the cause behind a failed fetch', () => {
    const error = new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND ai') });
    assert.equal(reasonOf(error), 'getaddrinfo ENOTFOUND ai');
  });

  it('is one line', () => {
    assert.equal(reasonOf(new Error('first\nsecond')), 'first');
  });
});
