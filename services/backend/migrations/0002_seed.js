import { seedTalent } from '../src/seed.js';

// In one transaction with the table: a caller who writes as soon as there is one must not find it empty.
export const up = (pgm) => seedTalent(pgm.db);
export const down = () => {};
