import pg from 'pg';
import { describe } from './dependency.js';
import { isEnvironmental } from './faults.js';

/**
 * A pool that lets go of all its sessions once one of them fails because of the environment. PostgreSQL never ends the
 * sessions of a role that was dropped: made anew under the same name, the role is another one, and they fail for ever.
 * @param {pg.PoolConfig} options
 * @param {ReturnType<import('./log.js').createLog>} log
 */
export function openPool(options, log) {
  const pool = new pg.Pool(options);
  let trusted = new WeakSet();
  pool.on('connect', (client) => {
    trusted.add(client);
    // The statement under way reports the error; without a listener, the event would end the process.
    client.on('error', () => {});
  });
  pool.on('error', (error) => log.warn(`postgres session lost: ${describe(error)}`));

  const distrust = () => (trusted = new WeakSet());

  async function checkOut() {
    for (;;) {
      const client = await pool.connect();
      if (trusted.has(client)) return client;
      client.release(true);
    }
  }

  return {
    /** Run one statement. It is never sent twice: nobody can tell whether one that failed was carried out. */
    async query(text, values) {
      const client = await checkOut();
      let failure;
      try {
        return await client.query(text, values);
      } catch (error) {
        failure = error;
        if (isEnvironmental(error)) distrust();
        throw error;
      } finally {
        client.release(failure);
      }
    },
    /** Let go of all sessions of before, each as soon as it would be used again. */
    distrust,
    close: () => pool.end(),
  };
}
