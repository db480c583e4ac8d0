// R10: reconnection with retry and backoff.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { delays, retry } from '../src/backoff.js';

const always = () => ({ isTransient: () => true, onFailure: () => {}, waits: delays(0, 0) });

function failing(times) {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw new Error(`failure ${calls}`);
    return calls;
  };
}

describe('delays', () => {
  it('double from 100 ms and stay at 5 s', () => {
    const series = delays();
    const first = Array.from({ length: 9 }, () => series.next().value);
    assert.deepEqual(first, [100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
  });
});

describe('retry', () => {
  it('returns what the first successful attempt returns', async () => {
    assert.equal(await retry(failing(3), always()), 4);
  });

  it('tells each failure with the wait that follows', async () => {
    const told = [];
    const onFailure = (error, delay) => told.push([error.message, delay]);
    await retry(failing(2), { ...always(), onFailure, waits: delays(1, 2) });
    assert.deepEqual(told, [['failure 1', 1], ['failure 2', 2]]);
  });

  it('gives up at once when waiting cannot help', async () => {
    let told = 0;
    const options = { ...always(), isTransient: () => false, onFailure: () => (told += 1) };
    await assert.rejects(retry(failing(9), options), /failure 1/);
    assert.equal(told, 0);
  });

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController();
    const options = { ...always(), waits: delays(60_000, 60_000), signal: stop.signal, onFailure: () => stop.abort() };
    await assert.rejects(retry(failing(9), options), { name: 'AbortError' });
  });
});
