/**
 * Run while the image is built. Before its first page Next.js compiles its own runtime, which is most of a cold start.
 * This compiles it for a page of one word; an empty volume at .next starts as a copy of the cache that is left there.
 * A checkout whose Next.js cannot do this still gets its image, only without the head start.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const APP = '/srv/app';
const ORIGIN = 'http://127.0.0.1:3001';
const LIMIT_MS = 60_000;
const PAGE = {
  'next.config.mjs': "export default { turbopack: { root: '/srv' }, experimental: { agentUpgrade: false } };",
  'app/layout.jsx': 'export default function Layout({ children }) { return <html><body>{children}</body></html>; }',
  'app/page.jsx': "import { Word } from './word'; export default function Page() { return <Word />; }",
  'app/word.jsx': "'use client'; import { useState } from 'react'; export function Word() { return useState('warm')[0]; }",
  'app/health/route.js': 'export async function GET() { return Response.json({}); }',
};

function writePage() {
  for (const [path, text] of Object.entries(PAGE)) {
    mkdirSync(dirname(`${APP}/${path}`), { recursive: true });
    writeFileSync(`${APP}/${path}`, text);
  }
}

async function answer(path, server) {
  const deadline = Date.now() + LIMIT_MS;
  while (server.pid && server.exitCode === null && Date.now() < deadline) {
    const asked = fetch(ORIGIN + path, { signal: AbortSignal.timeout(LIMIT_MS) });
    const status = await asked.then((response) => response.status, () => null);
    if (status === 200) return;
    await sleep(50);
  }
  throw new Error(`next dev ended, or did not answer 200 on ${path} within ${LIMIT_MS / 1000} s`);
}

async function compile() {
  // Otherwise Next.js ends its server before the cache is written. Its own tests ask like this; there is no public way.
  const env = { ...process.env, __NEXT_DEV_WAIT_FOR_TURBOPACK_SHUTDOWN: '1' };
  const options = { cwd: APP, env, stdio: 'inherit', timeout: 3 * LIMIT_MS, killSignal: 'SIGKILL' };
  const server = spawn('next', ['dev', '--turbopack', '--port', '3001'], options);
  const ended = once(server, 'exit').catch(() => {}); // fails where there is no `next` to start
  try {
    await answer('/', server);
    await answer('/health', server);
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

function keepOnlyTheCache() {
  prune(APP, '.next');
  prune(`${APP}/.next`, 'dev');
  prune(`${APP}/.next/dev`, 'cache');
  prune(`${APP}/.next/dev/cache`, 'turbopack');
}

function prune(folder, kept) {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names) if (name !== kept) rmSync(`${folder}/${name}`, { recursive: true });
}

writePage();
await compile().catch((error) => console.error(`warm: ${error.message}. The first page will take longer.`));
keepOnlyTheCache();
