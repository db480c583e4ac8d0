/**
 * A log of one readable line per event: time, level, message, then the facts as key=value.
 * @param {(line: string) => void} write takes one line, newline included
 * @param {() => Date} now
 */
export function createLog(write = (line) => process.stdout.write(line), now = () => new Date()) {
  const at = (level) => (message, facts = {}) =>
    write(`${now().toISOString()} ${level} ${oneLine(message)}${suffix(facts)}\n`);
  return { info: at('INFO '), warn: at('WARN '), error: at('ERROR') };
}

function suffix(facts) {
  return Object.entries(facts)
    .map(([key, value]) => ` ${key}=${readable(value)}`)
    .join('');
}

// Part of it comes from outside: an event must not become two lines.
function oneLine(text) {
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
}

function readable(value) {
  const text = String(value);
  return /^[\w./:@-]+$/.test(text) ? text : JSON.stringify(text);
}
