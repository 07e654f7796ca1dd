/**
 * When something may happen: ``holds({ timeZone: 'Europe/Berlin', days: new Set([5]), since: 1_320, until: 360 }, now)``: Friday 22:00 to Saturday 06:00, as clocks in Berlin show.
 *
 * Times are local: where a clock is put forward a window is an hour shorter, and where it is put back an hour longer, as it is for the people who work in it. A window over
 * midnight belongs to the day on which it began.
 */
import type { WindowConfig } from '../../../contract/access/bundle';
import { localTime } from './clock';

export interface Window {
  readonly timeZone: string;
  readonly days: ReadonlySet<number>;
  readonly since: number;
  readonly until: number;
}

const DAY = 1_440;

export function holds({ timeZone, days, since, until }: Window, now: number): boolean {
  const { weekday, minuteOfDay } = localTime(timeZone, now);
  if (since < until) return days.has(weekday) && minuteOfDay >= since && minuteOfDay < until;
  return minuteOfDay >= since ? days.has(weekday) : minuteOfDay < until && days.has(weekday === 1 ? 7 : weekday - 1);
}

/** What is wrong with it; undefined where nothing is. */
export function wrongWindow({ timeZone, days, since, until }: WindowConfig): string | undefined {
  const isMinute = (minute: unknown, most: number): boolean => Number.isInteger(minute) && (minute as number) >= 0 && (minute as number) <= most;
  if (!isMinute(since, DAY - 1) || !isMinute(until, DAY)) return `is from minute \`${since}\` to \`${until}\`, expected whole minutes of a day: 0 to 1439, and 1 to 1440`;
  if (since === until) return `is empty: it begins and ends at minute \`${since}\`; a whole day is 0 to 1440`;
  if (!Array.isArray(days) || days.length === 0 || !days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)) return 'has no days, or days that are none, expected 1 (Monday) to 7 (Sunday)';
  try {
    localTime(timeZone, 0);
    return undefined;
  } catch {
    return `is in time zone \`${String(timeZone).slice(0, 64)}\`, which nobody knows, expected an IANA name such as \`Europe/Berlin\``;
  }
}
