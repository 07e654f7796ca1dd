/**
 * A moment as people and tools write it: ``instantOf('2026-11-22T12:00:00Z')`` -> seconds since 1970; undefined where it is none, or where it could be read in two ways (a date
 * alone, a time without a zone, the 30th of February).
 */
const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

export function instantOf(text: string): number | undefined {
  const [, day] = INSTANT.exec(text) ?? [];
  if (day === undefined) return undefined;
  const [midnight, moment] = [Date.parse(`${day}T00:00:00Z`), Date.parse(text)];
  return Number.isNaN(moment) || moment < 0 || Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day ? undefined : moment / 1_000;
}

/** To the second, in UTC. */
export function instantText(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z');
}
