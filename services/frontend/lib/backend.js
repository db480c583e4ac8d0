import { backendUrl } from './environment.js';
import { requestJson } from './request.js';

// Longer than the 2 s that the backend gives each of its own checks: a hung database
// must be reported as that, and not as a backend that does not answer.
const TIMEOUT_MS = 2_500;

/** Asks the backend from the server side. @returns {Promise<import('./request.js').Answer>} */
export function askBackend(path) {
  return requestJson(`${backendUrl()}${path}`, { timeoutMs: TIMEOUT_MS });
}
