/**
 * Times that the caller hands over, compared with each other and never with a clock:
 *
 *   readInstant('2027-06-30T18:00:00Z')   // milliseconds
 *   readInstant('2027-06-30')             // the end of that day, UTC
 */

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/;
const DAY = 86_400_000;

/** Undefined for what is no ISO-8601 date or instant with an offset. */
export function readInstant(text: unknown): number | undefined {
  const m = typeof text === 'string' ? INSTANT.exec(text) : null;
  if (m === null) return undefined;
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
  const midnight = Date.UTC(year, month - 1, day);
  const read = new Date(midnight);
  // Date rolls over: the 30th of February is no day.
  if (read.getUTCMonth() !== month - 1) return undefined;
  const isDate = m[0].length === 10;
  const at = isDate ? midnight + DAY : Date.parse(m[0]);
  return Number.isNaN(at) ? undefined : at;
}

export const DAYS = (n: number): number => n * DAY;
