/**
 * Local time without asking for it at every request: ``localTime('Europe/Berlin', now)`` -> `{ weekday: 7, minuteOfDay: 780 }`.
 *
 * `Intl.DateTimeFormat` knows the zones and takes long, so the offset that it gives is kept for the quarter of an hour (in UTC) in which it was asked. That is safe: no zone
 * has changed its offset within such a quarter since 1987 (the test holds every zone of Node's table to `Intl` itself, at every quarter at which one changes).
 * INVARIANT: two moments of one quarter have one offset.
 */

const QUARTER = 900;
const DAY = 86_400;
const GMT = /GMT(?:([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?$/;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  quarter: number;
  offset: number;
}

const zones = new Map<string, Zone>();
const MOST_ZONES = 500;

export interface LocalTime {
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  readonly minuteOfDay: number;
}

/** Throws a RangeError for a zone that nobody knows. */
export function localTime(timeZone: string, now: number): LocalTime {
  return timeAt(now + offsetOf(timeZone, now));
}

export function utcTime(now: number): LocalTime {
  return timeAt(now);
}

function timeAt(seconds: number): LocalTime {
  const day = Math.floor(seconds / DAY);
  // 1970-01-01 was a Thursday.
  return { weekday: ((((day + 3) % 7) + 7) % 7) + 1, minuteOfDay: Math.floor((seconds - day * DAY) / 60) };
}

/** Seconds that local time is ahead of UTC. */
export function offsetOf(timeZone: string, now: number): number {
  const quarter = Math.floor(now / QUARTER);
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    if (zones.size >= MOST_ZONES) zones.clear();
    zone = { format: new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }), quarter: NaN, offset: 0 };
    zones.set(timeZone, zone);
  }
  if (zone.quarter !== quarter) {
    zone.offset = asked(zone.format, now);
    zone.quarter = quarter;
  }
  return zone.offset;
}

function asked(format: Intl.DateTimeFormat, now: number): number {
  const read = GMT.exec(format.format(now * 1_000));
  if (read === null) throw new RangeError('the time zone has no offset that can be read');
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = read;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds));
}
