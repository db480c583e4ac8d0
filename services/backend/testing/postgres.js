import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A server that speaks PostgreSQL's protocol as far as a login and a statement without rows, and fails as it is told to.
 * What a real server answers to a real client is proven in tests/e2e; here the moment of a fault can be chosen.
 *
 * @param {object} faults each is told the session's number, from 1
 * @param {(session: number) => string|undefined} [faults.login] the SQLSTATE with which it is refused
 * @param {(session: number) => string|undefined} [faults.statement] an SQLSTATE, 'cut' or 'silence'
 */
export async function servePostgres({ login = () => {}, statement = () => {} }) {
  const seen = { sessions: 0, statements: [], startup: '' };
  const server = createServer((socket) => {
    const session = (seen.sessions += 1);
    socket.on('error', () => {});
    let waiting = Buffer.alloc(0);
    let started = false;
    const take = () => {
      const header = started ? 1 : 0;
      const length = waiting.length >= header + 4 ? header + waiting.readInt32BE(header) : Infinity;
      if (waiting.length < length) return;
      const message = waiting.subarray(0, length);
      waiting = waiting.subarray(length);
      if (!started) {
        started = true;
        seen.startup = message.toString('latin1');
        const refused = login(session);
        if (refused) socket.end(failure(refused));
        else socket.write(Buffer.concat([LOGGED_IN, READY]));
      } else if (message[0] === SYNC) {
        seen.statements.push(session);
        answer(socket, statement(session));
      }
      take();
    };
    socket.on('data', (data) => {
      waiting = Buffer.concat([waiting, data]);
      take();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `postgresql://castmatch_user:hunter2@127.0.0.1:${server.address().port}/castmatch`,
    /** How many sessions were opened, which of them each statement came in, and the last startup message. */
    seen,
    close: () => server.close(),
  };
}

function answer(socket, fault) {
  if (fault === 'silence') return;
  if (fault === 'cut') socket.destroy();
  else socket.write(Buffer.concat([fault ? failure(fault) : NO_ROWS, READY]));
}

const SYNC = 'S'.charCodeAt(0);
const READY = message('Z', 'I');
const LOGGED_IN = message('R', '\0\0\0\0');
// Parsed, bound, described as without rows, done.
const NO_ROWS = Buffer.concat([message('1', ''), message('2', ''), message('n', ''), message('C', 'SELECT 0\0')]);

function failure(code) {
  return message('E', `SERROR\0C${code}\0Mas the test wants it\0\0`);
}

function message(type, body) {
  const header = Buffer.alloc(5);
  header.write(type, 'latin1');
  header.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([header, Buffer.from(body, 'latin1')]);
}
