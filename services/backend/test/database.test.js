// R07, R10: which failures are the environment's, and what callers see of them.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import pg from 'pg';
import { openDatabase } from '../src/database.js';
import { DependencyDown } from '../src/dependency.js';
import { isEnvironmental } from '../src/faults.js';

// Nothing ever listens on port 1.
const NO_SERVER = 'postgresql://castmatch_user:hunter2@127.0.0.1:1/castmatch';
const SILENT = { info() {}, warn() {}, error() {} };

const sqlError = (code) => Object.assign(new pg.DatabaseError('message', 7, 'error'), { code });

describe('isEnvironmental', () => {
  const cases = {
    '28P01': ['wrong password or no such role', true],
    28000: ['no such role', true],
    '3D000': ['no such database', true],
    '57P01': ['server is stopping', true],
    '57P03': ['server is starting', true],
    53300: ['too many connections', true],
    42501: ['no grant', true],
    '42P01': ['no such table', true],
    42704: ['session of a role that was dropped', true],
    '3F000': ['no such schema', true],
    25006: ['server is read-only', true],
    '40P01': ['deadlock', true],
    55000: ['database accepts no connections', true],
    '58P01': ['data files are gone', true],
    XX000: ['fault of the server', true],
    '42703': ['no such column', false],
    42601: ['syntax error in our SQL', false],
    23505: ['duplicate key', false],
    23514: ['check violated', false],
  };
  for (const [code, [meaning, expected]] of Object.entries(cases)) {
    it(`is ${expected} for ${code}, ${meaning}`, () => assert.equal(isEnvironmental(sqlError(code)), expected));
  }

  it('is true for a network failure and false for a bug', () => {
    assert.equal(isEnvironmental(new Error('connect ECONNREFUSED')), true);
    assert.equal(isEnvironmental(new TypeError('undefined is not a function')), false);
  });
});

describe('without a server', () => {
  const database = openDatabase(NO_SERVER, SILENT);
  after(() => database.close());

  it('a query fails as "postgres is down", without the password', async () => {
    await assert.rejects(database.query('SELECT 1'), (error) => {
      assert.ok(error instanceof DependencyDown);
      assert.deepEqual(error.failing, ['postgres']);
      assert.match(error.message, /ECONNREFUSED/);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  });

  it('nobody is told that a table is missing', async () => {
    database.onMissingTable(() => assert.fail('told'));
    await assert.rejects(database.query('SELECT FROM talent'), DependencyDown);
  });

  it('a session fails and its work never runs', async () => {
    await assert.rejects(database.session(() => assert.fail('worked without a session')), /ECONNREFUSED/);
  });
});

