// The seed is what the API accepts, and the example wish has one clear best answer.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { schemas } from '../src/talent.js';

const talent = JSON.parse(await readFile(new URL('../seed/talent.json', import.meta.url), 'utf8'));

const PROPERTIES = {
  male: (one) => one.gender === 'male',
  marathi: (one) => one.languages.includes('Marathi'),
  villain: (one) => one.archetypes.includes('villain'),
  fifties: (one) => one.playingAgeFrom <= 55 && one.playingAgeTo >= 55,
};

const lacking = (...names) =>
  talent.filter((one) => Object.entries(PROPERTIES).every(([name, holds]) => holds(one) === !names.includes(name)));

describe('the seed', () => {
  it('has about sixty performers, each name once', () => {
    assert.ok(talent.length >= 55 && talent.length <= 70, `${talent.length} performers`);
    assert.equal(new Set(talent.map((one) => one.name)).size, talent.length);
  });

  it('is valid for POST /api/talent', async () => {
    const app = Fastify({ ajv: { customOptions: { removeAdditional: false, $data: true } } });
    app.post('/', { schema: { body: schemas.create } }, async () => ({}));
    for (const one of talent) {
      const response = await app.inject({ method: 'POST', url: '/', payload: one });
      assert.equal(response.statusCode, 200, `${one.name}: ${response.body}`);
    }
  });

  it('has exactly one Marathi-speaking villain in his fifties', () => {
    assert.deepEqual(lacking().map((one) => one.name), ['Vikram Deshmukh']);
  });

  for (const name of Object.keys(PROPERTIES)) {
    it(`has a near miss that lacks only "${name}"`, () => assert.ok(lacking(name).length > 0));
  }
});
