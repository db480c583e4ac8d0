import pg from 'pg';

export const MISSING_TABLE = '42P01';
// Connection, login, missing database, rolled back by the server, resources, locks, operator, its disk, its own faults:
// what the environment can heal without new code.
const ENVIRONMENT_CLASSES = new Set(['08', '28', '3D', '3F', '40', '53', '55', '57', '58', 'XX']);
const READ_ONLY = '25006';
const FORBIDDEN = '42501';
// "role with OID … does not exist": how some statements name a session's own role after it was dropped.
const MISSING_OBJECT = '42704';
const ENVIRONMENT_STATES = new Set([MISSING_TABLE, READ_ONLY, FORBIDDEN, MISSING_OBJECT]);
const LOGIN_CLASSES = new Set(['28', '3D']);

/** Whether the fault lies outside the backend's code, so that waiting can help. */
export function isEnvironmental(error) {
  if (error instanceof pg.DatabaseError) {
    return ENVIRONMENT_CLASSES.has(classOf(error)) || ENVIRONMENT_STATES.has(error.code);
  }
  return !(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError);
}

/** Whether a login failed because role, password or database are not what they were, and not for lack of a free place. */
export function refusesLogin(error) {
  return error instanceof pg.DatabaseError && LOGIN_CLASSES.has(classOf(error));
}

function classOf({ code }) {
  return code?.slice(0, 2);
}
