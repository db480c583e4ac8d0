/**
 * The frontend's own health: it can serve when the backend can.
 *
 * @param {string} stack
 * @param {import('./request.js').Answer} answer the backend's answer to GET /health
 * @returns {{httpStatus: 200|503, report: object}}
 */
export function healthReport(stack, answer) {
  const ok = answer.status === 200;
  const status = ok ? okOrDegraded(answer) : 'unavailable';
  const backend = { ok, latencyMs: answer.problem ? null : answer.elapsedMs, ...(status !== 'ok' && { detail: detail(answer) }) };
  return {
    httpStatus: ok ? 200 : 503,
    report: { status, service: 'frontend', stack, dependencies: { backend }, failing: ok ? [] : ['backend'] },
  };
}

function okOrDegraded(answer) {
  return answer.body?.status === 'degraded' ? 'degraded' : 'ok';
}

function detail({ status, body, problem }) {
  if (problem) return problem;
  const failing = body?.failing ?? [];
  return failing.length > 0 ? `not ready: ${failing.join(', ')}` : `answered ${status}`;
}
