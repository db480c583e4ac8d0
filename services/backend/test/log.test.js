// R27: one readable line per event.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLog } from '../src/log.js';

function logged(level, ...event) {
  const lines = [];
  createLog((line) => lines.push(line), () => new Date('2026-01-02T03:04:05.006Z'))[level](...event);
  return lines.join('');
}

it('has time, level, message and facts', () => {
  assert.equal(logged('info', 'listening', { port: 5002 }), '2026-01-02T03:04:05.006Z INFO  listening port=5002\n');
});

it('stays one line whatever comes from outside', () => {
  const line = logged('error', 'GET /a\r\nfake', { route: 'b\nfake' });
  assert.equal(line.indexOf('\n'), line.length - 1);
});
