import { hue, initials } from '@/lib/format';

/** A round placeholder for a portrait. */
export function Face({ name }) {
  return (
    <span className="face" style={{ '--hue': hue(name) }} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
