// R10: Redis being away costs speed, never the list.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { listKey, openCache, pingRedis, reconnectWait } from '../src/cache.js';

// Nothing ever listens on port 1.
const NO_REDIS = 'redis://:hunter2@127.0.0.1:1/0';

function recorder() {
  const lines = [];
  const add = (line) => lines.push(line);
  return { lines, info: add, warn: add, error: add };
}

describe('listKey', () => {
  const query = { search: 'Marathi villain', limit: 50 };

  it('is the same for searches that mean the same', () => {
    assert.equal(listKey(3, query), listKey(3, { search: '  marathi   VILLAIN ', limit: 50 }));
  });

  it('differs by search, limit and generation', () => {
    const keys = [listKey(3, query), listKey(4, query), listKey(3, { ...query, limit: 5 }), listKey(3, { ...query, search: '' })];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('does not mix a limit with a search that begins with digits', () => {
    assert.notEqual(listKey(0, { search: '0:x', limit: 5 }), listKey(0, { search: 'x', limit: 50 }));
  });
});

describe('reconnectWait', () => {
  it('doubles from 100 ms and stays at 2 s, however often', () => {
    assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 5000].map(reconnectWait), [100, 200, 400, 800, 1600, 2000, 2000, 2000]);
  });
});

describe('without Redis', () => {
  const log = recorder();
  const cache = openCache(NO_REDIS, log);
  after(() => cache.close());

  it('every list is loaded', async () => {
    const list = await cache.remember({ search: '', limit: 1 }, async () => ({ talent: ['A'], total: 1 }));
    assert.deepEqual(list, { talent: ['A'], total: 1, cached: false });
  });

  it('a failure to load is not hidden', async () => {
    await assert.rejects(cache.remember({ search: '', limit: 1 }, () => Promise.reject(new Error('no rows'))), /no rows/);
  });

  it('forgetting does no harm', async () => {
    await cache.forget();
  });

  it('says so once, not at every attempt, and without the password', async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(log.lines.length, 1);
    assert.match(log.lines[0], /redis away.*ECONNREFUSED/);
    assert.doesNotMatch(log.lines[0], /hunter2/);
  });

  it('a PING fails at once with the reason', async () => {
    await assert.rejects(pingRedis(NO_REDIS), /ECONNREFUSED/);
  });
});
