import assert from 'node:assert/strict';
import { test } from 'node:test';

import { backendUrl, stackName } from '../lib/environment.js';

test('the environment decides; a slash at the end does not matter', () => {
  assert.equal(stackName({ STACK: 'asha' }), 'asha');
  assert.equal(backendUrl({ BACKEND_URL: 'http://elsewhere:1/' }), 'http://elsewhere:1');
});

test('without settings it is the stack dev and the backend of its network', () => {
  assert.equal(stackName({}), 'dev');
  assert.equal(backendUrl({}), 'http://backend:5002');
});
