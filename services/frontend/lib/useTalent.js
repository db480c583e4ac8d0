'use client';

import { useEffect, useState } from 'react';

import { findTalent } from './api.js';

const DEBOUNCE_MS = 200;
const RETRY_MS = 5_000;

/**
 * Talent for a search text, asked for once typing pauses and again while it fails.
 *
 * @returns {{talent: object[], total: number, error: string|null, loading: boolean}} the last list stays while the next one loads
 */
export function useTalent(search) {
  const [found, setFound] = useState({ talent: [], total: 0, error: null, loading: true });
  useEffect(() => {
    const controller = new AbortController();
    let timer;
    const load = async () => {
      const next = await outcome(search, controller.signal);
      if (controller.signal.aborted) return;
      setFound({ ...next, loading: false });
      if (next.error) timer = setTimeout(load, RETRY_MS);
    };
    timer = setTimeout(load, search ? DEBOUNCE_MS : 0);
    setFound((last) => ({ ...last, loading: true }));
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [search]);
  return found;
}

async function outcome(search, signal) {
  try {
    const { talent, total } = await findTalent(search, signal);
    return { talent, total, error: null };
  } catch (error) {
    return { talent: [], total: 0, error: error.message };
  }
}
