import { setTimeout as sleep } from 'node:timers/promises';

/** A service that the backend needs does not answer. Becomes HTTP 503 with `failing`. */
export class DependencyDown extends Error {
  /**
   * @param {string[]} failing names of the services
   * @param {string} message why, for people
   */
  constructor(failing, message) {
    super(message);
    this.failing = failing;
  }
}

/**
 * Wait for `promise`, but not longer than `limitMs`. The work itself is not cancelled.
 * @throws {Error} when the time is up
 */
export async function within(limitMs, promise) {
  const timer = new AbortController();
  const deadline = sleep(limitMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no answer within ${limitMs} ms`);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    timer.abort();
    deadline.catch(() => {});
  }
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** One line that says why an operation failed, with the SQLSTATE when PostgreSQL gave one. */
export function describe(error) {
  const cause = error.errors?.[0] ?? error.cause ?? error;
  const message = (cause.message || cause.code || String(cause)).split('\n')[0];
  return SQLSTATE.test(cause.code ?? '') ? `SQLSTATE ${cause.code}: ${message}` : message;
}
