/**
 * Cedar's `datetime` and `duration`: milliseconds in 64 bits. (RFC 80 of Cedar.)
 *
 *   Datetime.parse('2026-11-22T09:00:00+0100').offset(Duration.parse('1h30m'))
 *
 * No leap seconds and no time zones by name, as in Cedar; years have four digits.
 */
import { EvaluationError } from '../errors';
import { add, divide, modulo, subtract, toLong, type Long } from '../long';

const DAY = 86_400_000;
const failed = (name: string, why: string): EvaluationError => new EvaluationError(`error while evaluating \`${name}\` extension function: ${why}`);

export class Duration {
  private constructor(public readonly value: Long) {}

  public static of(milliseconds: Long): Duration {
    return new Duration(milliseconds);
  }

  public static parse(text: string): Duration {
    const parts = /^(-)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?$/.exec(text);
    if (parts === null || parts.slice(2).every((p) => p === undefined)) throw failed('duration', 'invalid duration pattern');
    const units = [86_400_000n, 3_600_000n, 60_000n, 1_000n, 1n];
    let total = 0n;
    for (const [i, unit] of units.entries()) {
      const digits = (parts[i + 2] ?? '0').replace(/^0+(?=[0-9])/, '');
      if (digits.length > 19) throw failed('duration', 'Duration overflows internal representation');
      total += BigInt(digits) * unit;
    }
    const value = toLong(parts[1] === '-' ? -total : total);
    if (value === undefined) throw failed('duration', 'Duration overflows internal representation');
    return new Duration(value);
  }

  /** Towards zero. */
  public per(milliseconds: number): Long {
    return divide(this.value, milliseconds);
  }
}

export class Datetime {
  private constructor(public readonly value: Long) {}

  /** Milliseconds since 1970. */
  public static of(milliseconds: Long): Datetime {
    return new Datetime(milliseconds);
  }

  public static parse(text: string): Datetime {
    const bad = (why: string): EvaluationError => failed('datetime', why);
    const date = /^([0-9]{4})-([0-9]{2})-([0-9]{2})/.exec(text);
    if (date === null) throw bad('invalid date pattern');
    const [year, month, day] = date.slice(1).map(Number);
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) throw bad(`invalid date: ${date[0]}`);
    const days = daysSince1970(year, month, day) * DAY;
    if (text.length === date[0].length) return new Datetime(days);

    const rest = text.slice(date[0].length);
    const time = /^T([0-9]{2}):([0-9]{2}):([0-9]{2})/.exec(rest);
    if (time === null) throw bad('invalid hour/minute/second pattern');
    const [hours, minutes, seconds] = time.slice(1).map(Number);
    const end = /^(?:\.([0-9]{3}))?(?:Z|([+-])([0-9]{2})([0-9]{2}))$/.exec(rest.slice(time[0].length));
    if (end === null) throw bad('invalid millisecond and/or offset pattern');
    if (hours > 23 || minutes > 59 || seconds > 59) throw bad(`invalid hour/minute/second: ${time[0].slice(1)}`);
    const [east, eastHours, eastMinutes] = [end[2] === '-' ? -1 : 1, Number(end[3] ?? 0), Number(end[4] ?? 0)];
    if (eastHours > 23 || eastMinutes > 59) throw bad(`invalid offset range: ${eastHours}${eastMinutes}`);
    return new Datetime(days + hours * 3_600_000 + minutes * 60_000 + seconds * 1_000 + Number(end[1] ?? 0) - east * (eastHours * 3_600_000 + eastMinutes * 60_000));
  }

  public offset(by: Duration): Datetime {
    const value = add(this.value, by.value);
    if (value === undefined) throw failed('offset', `overflows when adding an offset: datetime("1970-01-01").offset(duration("${this.value}ms"))+(${by.value}ms)`);
    return new Datetime(value);
  }

  public since(other: Datetime): Duration {
    const value = subtract(this.value, other.value);
    if (value === undefined) throw failed('durationSince', `overflows when computing the duration between datetime("1970-01-01").offset(duration("${this.value}ms")) and datetime("1970-01-01").offset(duration("${other.value}ms"))`);
    return Duration.of(value);
  }

  public date(): Datetime {
    const value = subtract(this.value, modulo(this.value, DAY));
    if (value === undefined) throw failed('toDate', `overflows when computing the date of datetime("1970-01-01").offset(duration("${this.value}ms"))`);
    return new Datetime(value);
  }

  public time(): Duration {
    return Duration.of(modulo(this.value, DAY));
  }
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Gregorian, for every year; `Date.UTC` reads 0 to 99 as 1900 to 1999. (H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.) */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}
