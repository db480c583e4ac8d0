// A wrong environment is refused before anything starts, naming the variable and never its value.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, readConfig } from '../src/config.js';

const GOOD = {
  DATABASE_URL: 'postgresql://castmatch_user:hunter2@postgres:5432/castmatch',
  REDIS_URL: 'redis://:hunter2@redis:6379/0',
};

function refusal(changed) {
  try {
    readConfig({ ...GOOD, ...changed });
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /Next: run `make up`/);
    assert.doesNotMatch(`${error.message} ${error.stack} ${JSON.stringify(error)}`, /hunter2/);
    return error.message;
  }
  return assert.fail('the environment was accepted');
}

describe('readConfig', () => {
  it('needs the two URLs and knows the rest', () => {
    const config = readConfig(GOOD);
    assert.deepEqual(config, {
      stack: 'dev',
      port: 5002,
      databaseUrl: GOOD.DATABASE_URL,
      redisUrl: GOOD.REDIS_URL,
      aiUrl: 'http://ai:8002',
    });
  });

  it('takes stack, port and AI_URL from the environment', () => {
    const config = readConfig({ ...GOOD, STACK: 'amy', PORT: '6002', AI_URL: 'http://127.0.0.1:9/' });
    assert.deepEqual([config.stack, config.port, config.aiUrl], ['amy', 6002, 'http://127.0.0.1:9']);
  });

  it('names a variable that is missing or empty', () => {
    for (const value of [undefined, '']) {
      assert.match(refusal({ DATABASE_URL: value }), /DATABASE_URL is not set: expected postgresql:/);
    }
  });

  it('names everything that is wrong at once', () => {
    const message = refusal({ DATABASE_URL: 'hunter2', REDIS_URL: 'http://:hunter2@redis', PORT: '70000' });
    for (const found of [/DATABASE_URL is not a URL/, /REDIS_URL starts with http:/, /PORT is "70000"/]) {
      assert.match(message, found);
    }
  });

  it('refuses a URL without a host', () => {
    assert.match(refusal({ DATABASE_URL: 'postgresql:///castmatch' }), /DATABASE_URL names no host/);
  });

  it('refuses ports that are none', () => {
    for (const port of ['0', '-1', '5002.5', 'http']) assert.match(refusal({ PORT: port }), /PORT is/);
  });
});
