/** Values as a person reads them. */

/** Milliseconds: `0.8 ms`, `42 ms`, `1.3 s`; a dash when nothing was measured. */
export function latency(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms >= 999.5) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 9.95 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** `female · 28–36 · Mumbai`; the years are the playing age. */
export function profile({ gender, playingAgeFrom, playingAgeTo, city }) {
  return [gender, `${playingAgeFrom}–${playingAgeTo}`, city].filter(Boolean).join(' · ');
}

/** The first letters of the first and the last name. */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0] ?? '').join('').toUpperCase();
}

/** `60 talents`, `1 talent`, `first 50 of 60 talents` */
export function count(shown, total) {
  const noun = total === 1 ? 'talent' : 'talents';
  return shown < total ? `first ${shown} of ${total} ${noun}` : `${total} ${noun}`;
}

/** A stable hue (0–359) for a name, so that a face keeps its colour. */
export function hue(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
}
