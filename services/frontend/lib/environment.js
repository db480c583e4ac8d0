/** Settings of this container, read when asked for: nothing is fixed at build time. */

export const BROWSER_HOST = '127.0.0.1';

/** The stack's name, e.g. `dev`. */
export function stackName(env = process.env) {
  return env.STACK || 'dev';
}

/** The backend's base URL without a trailing slash. */
export function backendUrl(env = process.env) {
  return (env.BACKEND_URL || 'http://backend:5002').replace(/\/+$/, '');
}
