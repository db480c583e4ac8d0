import { dirname } from 'node:path';

import { BROWSER_HOST } from './lib/environment.js';

/** @type {import('next').NextConfig} */
export default {
  // The image keeps node_modules one level above the source, and Turbopack resolves nothing outside its root.
  turbopack: { root: dirname(import.meta.dirname) },

  // Published ports listen on this address; without it the dev server refuses the browser's hot-reload socket.
  allowedDevOrigins: [BROWSER_HOST],

  // Polled every few seconds; logging them would bury everything else.
  logging: { incomingRequests: { ignore: [/^\/health/, /^\/status/, /^\/api\/status/] } },

  // Next.js would otherwise write AGENTS.md into the checkout when it thinks an agent runs it.
  agentRules: false,
  devIndicators: false,
  poweredByHeader: false,
  experimental: {
    // Asks the npm registry for advisories at each start; development machines may be offline.
    agentUpgrade: false,
  },
};
