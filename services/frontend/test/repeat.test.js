import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { repeat } from '../lib/repeat.js';

test('it runs at once, and again after each end', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let runs = 0;
  const stop = repeat(async () => { runs += 1; }, 2000);
  assert.equal(runs, 1);
  await turn();
  t.mock.timers.tick(1999);
  assert.equal(runs, 1);
  t.mock.timers.tick(1);
  assert.equal(runs, 2);
  stop();
});

test('a slow turn is never overtaken by the next', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let runs = 0;
  const stop = repeat(() => { runs += 1; return new Promise(() => {}); }, 2000);
  await turn();
  t.mock.timers.tick(10_000);
  assert.equal(runs, 1);
  stop();
});

test('stopping aborts the turn under way and ends it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let signal;
  let runs = 0;
  repeat(async (given) => { runs += 1; signal = given; }, 2000)();
  await turn();
  t.mock.timers.tick(10_000);
  assert.equal(signal.aborted, true);
  assert.equal(runs, 1);
});

test('a failed turn is reported and does not end the polling', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const reported = t.mock.method(console, 'error', () => {});
  let runs = 0;
  const stop = repeat(async () => { runs += 1; throw new Error('broken'); }, 2000);
  await turn();
  t.mock.timers.tick(2000);
  assert.equal(runs, 2);
  assert.equal(reported.mock.calls[0].arguments[0].message, 'broken');
  stop();
});

test('while paused nothing runs; afterwards it goes on', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let paused = true;
  let runs = 0;
  const stop = repeat(async () => { runs += 1; }, 2000, () => paused);
  await turn();
  assert.equal(runs, 0);
  paused = false;
  t.mock.timers.tick(2000);
  assert.equal(runs, 1);
  stop();
});
