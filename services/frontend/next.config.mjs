import { dirname } from 'node:path';

import { BROWSER_HOST, backendUrl } from './lib/environment.js';

// Above the 25 s that the backend gives a language model, so that its answer wins.
const PROXY_TIMEOUT_MS = 28_000;

/** @type {import('next').NextConfig} */
export default {
  // The image keeps node_modules one level above the source, and Turbopack resolves nothing outside its root.
  turbopack: { root: dirname(import.meta.dirname) },

  // Published ports listen on this address; without it the dev server refuses the browser's hot-reload socket.
  allowedDevOrigins: [BROWSER_HOST],

  // One origin for the browser: no CORS, and the backend's address stays inside the network.
  rewrites: async () => [{ source: '/api/:path*', destination: `${backendUrl()}/api/:path*` }],

  // Polled every few seconds; logging them would bury everything else.
  logging: { incomingRequests: { ignore: [/^\/health/, /^\/status/] } },

  // Next.js would otherwise write AGENTS.md into the checkout when it thinks an agent runs it.
  agentRules: false,
  devIndicators: false,
  poweredByHeader: false,
  experimental: {
    proxyTimeout: PROXY_TIMEOUT_MS,
    // Asks the npm registry for advisories at each start; development machines may be offline.
    agentUpgrade: false,
  },
};
