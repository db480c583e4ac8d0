'use client';

import { useEffect, useState } from 'react';

import { repeat } from './repeat.js';
import { requestJson } from './request.js';
import { lostFrontend, unknownStatus, withRoundTrip } from './services.js';

const POLL_MS = 2_000;
const TIMEOUT_MS = 4_000;

/** The live state of the five services; a hidden tab asks for nothing. */
export function useStatus(stack) {
  const [status, setStatus] = useState(() => unknownStatus(stack));
  useEffect(() => {
    const look = async (signal) => setStatus(await readStatus(stack, signal));
    return repeat(look, POLL_MS, () => document.hidden);
  }, [stack]);
  return status;
}

async function readStatus(stack, signal) {
  const { status, body, elapsedMs, problem } = await requestJson('/status', { timeoutMs: TIMEOUT_MS, signal });
  if (status === 200 && body?.services) return withRoundTrip(body, elapsedMs);
  return lostFrontend(stack, problem ?? `answered ${status} where its status was expected`);
}
