import assert from 'node:assert/strict';
import { test } from 'node:test';

import { count, hue, initials, latency, profile } from '../lib/format.js';

test('latency has one decimal where it matters, and a dash where nothing was measured', () => {
  assert.deepEqual([0, 0.84, 9.96, 42.4, 999.6, 1340, null, undefined].map(latency), [
    '0.0 ms', '0.8 ms', '10 ms', '42 ms', '1.0 s', '1.3 s', '–', '–',
  ]);
});

test('a profile leaves out what is not known', () => {
  const talent = { gender: 'female', playingAgeFrom: 28, playingAgeTo: 36, city: 'Mumbai' };
  assert.equal(profile(talent), 'female · 28–36 · Mumbai');
  assert.equal(profile({ ...talent, city: '' }), 'female · 28–36');
});

test('initials come from the first and the last name, in any script', () => {
  assert.deepEqual(['Asha Deshmukh', 'Meera', 'A. R. Rahman', ' élodie  roy ', '李 小龙'].map(initials), [
    'AD', 'M', 'AR', 'ÉR', '李小',
  ]);
});

test('the count says when the list is cut', () => {
  assert.deepEqual([count(50, 60), count(60, 60), count(1, 1), count(0, 0)], [
    'first 50 of 60 talents', '60 talents', '1 talent', '0 talents',
  ]);
});

test('a name keeps its hue, and names differ', () => {
  assert.equal(hue('Asha'), hue('Asha'));
  assert.notEqual(hue('Asha'), hue('Vikram'));
  assert.ok(hue('Asha') >= 0 && hue('Asha') < 360);
});
