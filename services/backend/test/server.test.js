// R10: the process itself: it waits for its database, says why, and stops when told to.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { it } from 'node:test';

const SERVER = fileURLToPath(new URL('../src/server.js', import.meta.url));
// Nothing ever listens on port 1.
const AWAY = {
  DATABASE_URL: 'postgresql://castmatch_user:hunter2@127.0.0.1:1/castmatch',
  REDIS_URL: 'redis://:hunter2@127.0.0.1:1/0',
};

function start(env, stdio = 'pipe') {
  const child = spawn(process.execPath, [SERVER], { env: { PATH: process.env.PATH, ...env }, stdio });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const says = async (pattern) => {
    while (!pattern.test(output)) await once(child.stdout, 'data');
  };
  return { child, says, output: () => output };
}

it('ends with 1 and names what is wrong with its environment', { timeout: 10_000 }, async () => {
  const { child, output } = start({ ...AWAY, REDIS_URL: 'hunter2' });
  assert.deepEqual(await once(child, 'close'), [1, null]);
  assert.match(output(), /ERROR cannot start: REDIS_URL is not a URL/);
  assert.doesNotMatch(output(), /hunter2/);
});

it('waits for a login with growing pauses, saying for whom, where and why', { timeout: 10_000 }, async () => {
  const { child, says, output } = start(AWAY);
  await says(/retryMs=400/);
  child.kill('SIGTERM');
  await once(child, 'close');
  assert.match(output(), /WARN {2}waiting for postgres: .*ECONNREFUSED.* login=castmatch_user@127.0.0.1:1\/castmatch /);
  assert.doesNotMatch(output(), /hunter2/);
});

it('ends with 0 when stopped, at once, also while it waits', { timeout: 10_000 }, async () => {
  const { child, says } = start(AWAY);
  await says(/retryMs=1600/);
  const told = performance.now();
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'close'), [0, null]);
  assert.ok(performance.now() - told < 1000);
});

// R02: nodemon would stay alive, without an app, after a 0.
it('ends with 143 under nodemon, so that the container ends too', { timeout: 10_000 }, async () => {
  const { child, says } = start(AWAY, ['pipe', 'pipe', 'pipe', 'ipc']);
  await says(/retryMs=100/);
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'close'), [143, null]);
});
