/** The five services as one picture, put together from what the backend tells. */

export const SERVICES = ['frontend', 'backend', 'ai', 'postgres', 'redis'];

const BEHIND_BACKEND = ['ai', 'postgres', 'redis'];
const STATES = ['ready', 'down'];

/** What is shown until the first answer: nothing is known. */
export function unknownStatus(stack) {
  return { stack, waitedMs: 0, services: byName((name) => service('unknown', null, 'asking')) };
}

/**
 * @param {string} stack
 * @param {import('./request.js').Answer} answer the backend's answer to GET /api/status
 * @returns {{stack: string, waitedMs: number, services: object}} `waitedMs`: the backend's part in this request
 */
export function mergeStatus(stack, answer) {
  const told = answer.status === 200 && answer.body?.services;
  return {
    stack,
    waitedMs: answer.elapsedMs,
    services: {
      frontend: service('ready', null, 'serves this page'),
      backend: told ? toldService(told.backend, answer.elapsedMs) : silentBackend(answer),
      ...byName((name) => (told ? toldService(told[name]) : behindSilence()), BEHIND_BACKEND),
    },
  };
}

/** The picture from the browser when the frontend itself does not answer. */
export function lostFrontend(stack, problem) {
  const services = byName(() => service('unknown', null, 'known only through the frontend'));
  return { stack, waitedMs: 0, services: { ...services, frontend: service('down', null, problem) } };
}

/** Gives the frontend the latency that the browser measured, without the backend's part in it. */
export function withRoundTrip(status, roundTripMs) {
  const latencyMs = Math.max(0, Math.round((roundTripMs - status.waitedMs) * 10) / 10);
  const frontend = { ...status.services.frontend, latencyMs };
  return { ...status, services: { ...status.services, frontend } };
}

// The backend cannot time itself and says 0: there the time that its answer took is the better figure.
function toldService(told, measuredMs = null) {
  if (!STATES.includes(told?.state)) return service('unknown', null, 'the backend says nothing about it');
  const { state, latencyMs, detail, role } = told;
  return { ...service(state, latencyMs || measuredMs, detail ?? null), ...(role && { role }) };
}

function silentBackend({ status, elapsedMs, problem }) {
  return service('down', problem ? null : elapsedMs, problem ?? `answered ${status} where its status was expected`);
}

function behindSilence() {
  return service('unknown', null, 'known only through the backend');
}

function service(state, latencyMs, detail) {
  return { state, latencyMs, detail };
}

function byName(make, names = SERVICES) {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}
