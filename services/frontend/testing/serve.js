import { once } from 'node:events';
import { createServer } from 'node:http';

/** A real HTTP server on a free local port for one test; closed when the test ends. */
export async function serve(t, answer) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}
