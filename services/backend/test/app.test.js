// The HTTP contract, through the real routes and validation. R10: a dependency away is a 503, never a crash.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { createApp } from '../src/app.js';
import { DependencyDown } from '../src/dependency.js';
import { createLog } from '../src/log.js';
import { talentStore, toQuery } from '../src/talent.js';

const NEW = {
  name: 'Asha',
  gender: 'female',
  playingAgeFrom: 30,
  playingAgeTo: 40,
  languages: ['Hindi'],
  archetypes: ['lead'],
  city: 'Pune',
};
const AWAY = new DependencyDown(['postgres'], 'postgres cannot be used: SQLSTATE 57P03: starting');

/** The real app over a database that answers with `query`. */
function appOver(query, { aiUrl = 'http://127.0.0.1:1', checks = {}, lines = [] } = {}) {
  const cache = { remember: async (asked, load) => ({ ...(await load()), cached: false }), forget: async () => {} };
  const log = createLog((line) => lines.push(line));
  return createApp({ config: { stack: 'dev', aiUrl }, talent: talentStore({ query }, cache), checks, log });
}

const post = (app, url, payload) => app.inject({ method: 'POST', url, payload });

describe('GET /api/talent', () => {
  const rows = [{ id: 1, name: 'Asha', total: 62 }];

  it('answers rows, total and whether they were cached', async () => {
    const response = await appOver(async () => ({ rows })).inject('/api/talent');
    assert.deepEqual(response.json(), { talent: [{ id: 1, name: 'Asha' }], total: 62, cached: false });
  });

  it('asks for 50 unless told, and for every word as a prefix', async () => {
    const asked = [];
    const app = appOver(async (text, values) => ({ rows: [], asked: asked.push(values) }));
    await app.inject('/api/talent');
    await app.inject('/api/talent?search=Marathi%20vill&limit=5');
    assert.deepEqual(asked, [['', 50], ['marathi:* & vill:*', 5]]);
  });

  it('refuses a limit that is none', async () => {
    const app = appOver(() => assert.fail('queried'));
    for (const limit of ['0', '201', 'many']) {
      assert.equal((await app.inject(`/api/talent?limit=${limit}`)).statusCode, 400);
    }
  });

  it('is 503 and names postgres when that is away', async () => {
    const response = await appOver(() => Promise.reject(AWAY)).inject('/api/talent');
    assert.equal(response.statusCode, 503);
    assert.deepEqual(response.json(), { error: AWAY.message, failing: ['postgres'] });
  });
});

describe('toQuery', () => {
  it('keeps no character that means something to a tsquery', () => {
    assert.equal(toQuery(`a' | !b:* <-> (c) \\ & d`), 'a:* & b:* & c:* & d:*');
  });

  it('is empty without a word', () => assert.equal(toQuery(' -- '), ''));
  it('keeps words of every script whole', () => assert.equal(toQuery('मराठी'), 'मराठी:*'));
});

describe('GET /api/talent/:id', () => {
  it('is 404 with a reason when there is none', async () => {
    const response = await appOver(async () => ({ rows: [] })).inject('/api/talent/7');
    assert.equal(response.statusCode, 404);
    assert.match(response.json().error, /no talent with id 7/);
  });

  it('is 400 for an id that PostgreSQL could not hold', async () => {
    const app = appOver(() => assert.fail('queried'));
    for (const id of ['x', '0', '2147483648']) assert.equal((await app.inject(`/api/talent/${id}`)).statusCode, 400);
  });
});

describe('POST /api/talent', () => {
  it('is 201 with the stored row, and fills in what may be left out', async () => {
    let stored;
    const app = appOver(async (text, values) => ({ rows: [{ id: (stored = values) && 1 }] }));
    const response = await post(app, '/api/talent', NEW);
    assert.equal(response.statusCode, 201);
    assert.deepEqual(response.json(), { id: 1 });
    assert.deepEqual(stored, ['Asha', 'female', 30, 40, ['Hindi'], ['lead'], [], 'Pune', '']);
  });

  const wrong = {
    'no body': {},
    'a blank name': { ...NEW, name: ' ' },
    'a name that PostgreSQL could not hold': { ...NEW, name: 'A\0sha' },
    'a life that PostgreSQL could not hold': { ...NEW, bio: '\0' },
    'a gender we do not know': { ...NEW, gender: 'x' },
    'ages the wrong way round': { ...NEW, playingAgeFrom: 41 },
    'no language': { ...NEW, languages: [] },
    'a field with a typo': { ...NEW, skils: ['fencing'] },
  };
  for (const [what, body] of Object.entries(wrong)) {
    it(`is 400 for ${what}`, async () => {
      const response = await post(appOver(() => assert.fail('stored')), '/api/talent', body);
      assert.equal(response.statusCode, 400);
      assert.ok(response.json().error);
    });
  }
});

describe('POST /api/chat', () => {
  let ai;
  let answer;
  before(async () => {
    const headers = { 'content-type': 'application/json' };
    ai = createServer((request, response) => response.writeHead(answer.status, headers).end(answer.body));
    await new Promise((resolve) => ai.listen(0, '127.0.0.1', resolve));
  });
  after(() => ai.close());
  const ask = (message) => post(appOver(null, { aiUrl: `http://127.0.0.1:${ai.address().port}` }), '/api/chat', { message });

  it('passes the answer on', async () => {
    answer = { status: 200, body: '{"reply":"Vikram","engine":"bm25","matches":[]}' };
    assert.deepEqual((await ask('villain')).json(), { reply: 'Vikram', engine: 'bm25', matches: [] });
  });

  it('names the service that ai names', async () => {
    answer = { status: 503, body: '{"error":"no role","failing":["postgres"]}' };
    const response = await ask('villain');
    assert.equal(response.statusCode, 503);
    assert.deepEqual(response.json(), { error: 'no role', failing: ['postgres'] });
  });

  it('names ai when that answers nonsense or not at all', async () => {
    answer = { status: 500, body: '<html>' };
    assert.deepEqual((await ask('villain')).json().failing, ['ai']);
    const response = await post(appOver(null), '/api/chat', { message: 'villain' });
    assert.equal(response.statusCode, 503);
    assert.match(response.json().error, /ai cannot be used/);
  });

  it('refuses a blank message with a plain reason', async () => {
    const response = await ask(' ');
    assert.equal(response.statusCode, 400);
    assert.equal(response.json().error, 'body/message must not be blank or hold a NUL');
  });
});

describe('GET /health', () => {
  const up = async () => ({});
  const away = () => Promise.reject(new Error('away'));

  it('is 503 without a required service, and the log says why', async () => {
    const lines = [];
    const response = await appOver(null, { lines, checks: { postgres: away, redis: up } }).inject('/health');
    assert.equal(response.statusCode, 503);
    assert.deepEqual(response.json().failing, ['postgres']);
    assert.match(lines.join(''), /^\S+ WARN {2}GET \/health: postgres: away status=503 ms=\d+\n$/);
  });

  it('is 200 when degraded, and when ok without a line in the log', async () => {
    const lines = [];
    assert.equal((await appOver(null, { lines, checks: { postgres: up } }).inject('/health')).statusCode, 200);
    assert.deepEqual(lines, []);
    const degraded = await appOver(null, { checks: { postgres: up, ai: away } }).inject('/health');
    assert.deepEqual([degraded.statusCode, degraded.json().status], [200, 'degraded']);
  });
});

describe('a bug', () => {
  it('is 500 without its details, which are in the log', async () => {
    const lines = [];
    const app = appOver(() => Promise.reject(new TypeError('secret detail')), { lines });
    const response = await app.inject('/api/talent');
    assert.equal(response.statusCode, 500);
    assert.doesNotMatch(response.body, /secret detail/);
    assert.match(lines.join(''), /TypeError|secret detail/);
  });
});
