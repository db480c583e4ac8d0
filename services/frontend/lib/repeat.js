/**
 * Runs an asynchronous task now and again `everyMs` after each end, never twice at once.
 *
 * @param {(signal: AbortSignal) => Promise<void>} task
 * @param {number} everyMs
 * @param {() => boolean} paused true: skip this turn
 * @returns {() => void} stops it and aborts the turn under way
 */
export function repeat(task, everyMs, paused = () => false) {
  const controller = new AbortController();
  let timer;
  const turn = async () => {
    if (!paused()) await task(controller.signal).catch(unlessAborted(controller.signal));
    if (!controller.signal.aborted) timer = setTimeout(turn, everyMs);
  };
  turn();
  return () => {
    controller.abort();
    clearTimeout(timer);
  };
}

function unlessAborted(signal) {
  return (error) => {
    if (!signal.aborted) console.error(error);
  };
}
