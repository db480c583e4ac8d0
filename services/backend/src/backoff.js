import { setTimeout as sleep } from 'node:timers/promises';

/** Waiting times in milliseconds: `first`, then doubling, never above `cap`. Endless. */
export function* delays(first = 100, cap = 5000) {
  for (let delay = first; ; delay = Math.min(delay * 2, cap)) yield delay;
}

/**
 * Call `attempt` until it succeeds.
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {object} options
 * @param {(error: Error) => boolean} options.isTransient false: the error is thrown at once
 * @param {(error: Error, delayMs: number) => void} options.onFailure told before each wait
 * @param {AbortSignal} [options.signal] ends the waiting with an AbortError
 * @param {Iterable<number>} [options.waits] in milliseconds
 * @returns {Promise<T>}
 */
export async function retry(attempt, { isTransient, onFailure, signal, waits = delays() }) {
  for (const delay of waits) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error)) throw error;
      onFailure(error, delay);
      await sleep(delay, undefined, { signal });
    }
  }
  throw new Error('no more waits: expected an endless series');
}
