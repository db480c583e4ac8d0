/**
 * The state of every service as the backend sees it.
 * @param {string} stack
 * @param {Awaited<ReturnType<import('./health.js').runChecks>>} dependencies
 * @param {number} upSeconds how long the backend has been running
 */
export function statusReport(stack, dependencies, upSeconds) {
  const backend = { state: 'ready', latencyMs: 0, detail: `Node.js ${process.versions.node}, up ${Math.round(upSeconds)} s` };
  const others = Object.entries(dependencies).map(([name, found]) => [name, serviceState(found)]);
  return { stack, services: { backend, ...Object.fromEntries(others) } };
}

function serviceState({ ok, latencyMs, detail = '', ...facts }) {
  return { state: ok ? 'ready' : 'down', latencyMs, detail, ...facts };
}
