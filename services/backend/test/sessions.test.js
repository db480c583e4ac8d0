// R10: sessions that outlived their role, their password, their database or their server leave the pool.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { openDatabase } from '../src/database.js';
import { DependencyDown } from '../src/dependency.js';
import { servePostgres } from '../testing/postgres.js';

const SILENT = { info() {}, warn() {}, error() {} };
let open = [];

/** A database over a server with these faults, and what that server saw. */
async function databaseOver(faults) {
  const server = await servePostgres(faults);
  const database = openDatabase(server.url, SILENT);
  open.push(server, database);
  const together = (count) => Promise.allSettled(Array.from({ length: count }, () => database.query('SELECT $1', [1])));
  return { database, together, seen: server.seen };
}

afterEach(async () => {
  for (const one of open) await one.close();
  open = [];
});

describe('after a statement failed because of the environment', () => {
  for (const [code, meaning] of Object.entries({
    42501: 'its role was dropped, or lost its grants',
    42704: 'its role was dropped: no role has that OID',
    XX000: 'its role was dropped: cache lookup failed',
    '57P01': 'the server is stopping',
    25006: 'the server is read-only',
    cut: 'the server was killed',
  })) {
    it(`no session of before is used again (${code}: ${meaning})`, async () => {
      let broken = false;
      const { together, seen } = await databaseOver({ statement: (session) => broken && session <= 3 ? code : undefined });
      await together(3);
      assert.equal(seen.sessions, 3);

      broken = true;
      const [first] = await together(1);
      const later = await together(6);

      assert.ok(first.reason instanceof DependencyDown, first.reason?.stack);
      assert.deepEqual(later.map(({ status }) => status), Array(6).fill('fulfilled'));
    });
  }

  it('it is not sent again: it could have been a write', async () => {
    const { together, seen } = await databaseOver({ statement: () => 'cut' });
    await together(1);
    assert.deepEqual(seen.statements, [1]);
  });
});

describe('after a login was refused', () => {
  const refusing = async (code) => {
    let refused = false;
    const { database, together, seen } = await databaseOver({ login: () => (refused ? code : undefined) });
    await together(3);
    refused = true;
    await assert.rejects(database.session(() => {}));
    const [pooled] = await together(1);
    refused = false;
    await together(1);
    return { pooled, sessions: seen.sessions };
  };

  for (const code of ['28000', '28P01', '3D000']) {
    it(`the sessions of before tell nothing but the past (${code})`, async () => {
      const { pooled } = await refusing(code);
      assert.match(pooled.reason.message, new RegExp(`postgres cannot be used: SQLSTATE ${code}`));
    });
  }

  it('they are kept when only new ones are too many (53300)', async () => {
    const { pooled, sessions } = await refusing('53300');
    assert.equal(pooled.status, 'fulfilled');
    assert.equal(sessions, 4);
  });
});

describe('a statement', () => {
  it('is bounded when the server falls silent', { timeout: 8000 }, async () => {
    const { together } = await databaseOver({ statement: () => 'silence' });
    const told = performance.now();
    const results = await together(12);
    assert.ok(performance.now() - told < 6000);
    for (const { reason } of results) assert.ok(reason instanceof DependencyDown, reason?.stack);
  });

  it('that is committed is on disk, whatever the role is set to', async () => {
    const { together, seen } = await databaseOver({});
    await together(1);
    assert.match(seen.startup, /synchronous_commit=on/);
  });
});
