/**
 * The small world of the random requests: few entities, so that they meet; names that trip objects; numbers and texts at the edges of what Cedar takes.
 * Each value exists as Cedar's text (for policies) and as Cedar's JSON (for entities and context).
 */
import type { Random } from '../../fuzz/random';

export type Kind = 'bool' | 'long' | 'string' | 'entity' | 'decimal' | 'ip' | 'datetime' | 'duration' | 'record' | 'sets' | 'setl' | 'sete' | 'seti';
export const KINDS: readonly Kind[] = ['bool', 'long', 'string', 'entity', 'decimal', 'ip', 'datetime', 'duration', 'record', 'sets', 'setl', 'sete', 'seti'];

export interface Uid { readonly type: string; readonly id: string }

export const TYPES = ['User', 'Group', 'NS::Doc'] as const;
const IDS = ['a', 'b', 'c', '', '__proto__', 'constructor', 'é"\n\\'] as const;

/** Attributes of everything: which kind each has, where it is there at all. */
export const FIELDS: Readonly<Record<string, Kind>> = Object.fromEntries([
  ['n', 'long'], ['m', 'long'], ['s', 'string'], ['b', 'bool'], ['e', 'entity'], ['d', 'decimal'], ['ip', 'ip'], ['t', 'datetime'], ['p', 'duration'], ['r', 'record'],
  ['ss', 'sets'], ['sl', 'setl'], ['se', 'sete'], ['si', 'seti'], ['__proto__', 'long'], ['constructor', 'string'], ['toString', 'bool'], ['a b', 'bool'], ['in', 'long'],
] as [string, Kind][]);
export const NAMES: Readonly<Record<Kind, readonly string[]>> = Object.fromEntries(KINDS.map((kind) => [kind, Object.keys(FIELDS).filter((name) => FIELDS[name] === kind)])) as Record<Kind, string[]>;

const LONGS = [0n, 1n, 2n, 3n, 7n, -1n, -5n, 100n, 9007199254740991n, 9007199254740992n, 9007199254740993n, -9007199254740993n, 9223372036854775807n, -9223372036854775808n, 4611686018427387904n, 3037000500n, 3037000499n] as const;
const STRINGS = ['', 'a', 'b', 'ab', 'aab', 'a*b', 'é', '😀x', 'User', '__proto__', '10.0.0.1', '\n'] as const;
const DECIMALS = ['0.0', '1.0', '1.00', '-0.5', '12.3456', '922337203685477.5807', '-922337203685477.5808', '00.1'] as const;
const IPS = ['10.0.0.1', '10.0.0.0/8', '10.0.0.1/32', '127.0.0.1', '127.0.0.0/7', '224.0.0.1', '224.0.0.0/3', '::1', '::1/127', 'ff00::/8', '2001:db8::/33', '2001:db8:8000::1', '::', '0:0:0:0:0:0:0:1', 'FFFF::a/120', '0.0.0.0/0', '::/0'] as const;
const DATETIMES = ['2024-01-01', '2024-02-29T23:59:59Z', '1969-12-31T23:59:59.999Z', '2024-01-01T00:00:00.000+0000', '2024-01-01T05:30:00+0530', '0000-01-01', '9999-12-31T23:59:59.999-2359', '1900-03-01'] as const;
const DURATIONS = ['1h', '60m', '-1d2h3m4s5ms', '0ms', '999ms', '-999ms', '9223372036854775807ms', '-9223372036854775808ms', '106751991167d', '1d'] as const;
const MALFORMED = ['', 'a', '1', '1.', '.5', '1.23456', '922337203685477.5808', '+1.0', '1.2.3', '1.2.3.04', '1.2.3.4/33', '1.2.3.4/01', '::1.2.3.4', '1::2::3', ':::', '12345::', '::/129', '::/', '2024-02-30', '2024-1-1', '2024-01-01T24:00:00Z', '2024-01-01T00:00:00',
  '2024-01-01T00:00:00.0Z', '2024-01-01T00:00:00+2400', '2024-01-01T00:00:00+0060', '-', '1ms1s', '9223372036854775808ms', '1w', '1d ', '٣.0', '１.2.3.4', '99999999999999999999999d'] as const;

export function uid(random: Random): Uid {
  return { type: random.pick(TYPES), id: random.chance(0.7) ? random.pick(IDS.slice(0, 3)) : random.pick(IDS) };
}

export function quote(text: string): string {
  // eslint-disable-next-line no-control-regex
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/[\u0000-\u001f]/g, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`)}"`;
}

export function uidText({ type, id }: Uid): string {
  return `${type}::${quote(id)}`;
}

export function longOf(random: Random): bigint {
  return random.chance(0.75) ? random.pick(LONGS.slice(0, 8)) : random.pick(LONGS);
}

export const textOf = (random: Random): string => random.pick(STRINGS);

/** What stands in the call that makes a value; now and then what does not parse. */
export function extensionText(random: Random, kind: 'decimal' | 'ip' | 'datetime' | 'duration', malformed: number): string {
  if (random.chance(malformed)) return random.pick(MALFORMED);
  return random.pick({ decimal: DECIMALS, ip: IPS, datetime: DATETIMES, duration: DURATIONS }[kind]);
}

export function json(random: Random, kind: Kind, depth = 0): unknown {
  const list = (of: Kind): unknown[] => Array.from({ length: random.below(4) }, () => json(random, of));
  switch (kind) {
    case 'bool': return random.chance(0.6);
    case 'long': {
      const long = longOf(random);
      return Number.isSafeInteger(Number(long)) ? Number(long) : long;
    }
    case 'string': return textOf(random);
    case 'entity': return { __entity: uid(random) };
    case 'sets': return list('string');
    case 'setl': return list('long');
    case 'sete': return list('entity');
    case 'seti': return list('ip');
    case 'record': return record(random, depth + 1);
    default: return { __extn: { fn: kind, arg: extensionText(random, kind, 0) } };
  }
}

/** Most of the fields, each with a value of its kind and seldom of another. */
export function record(random: Random, depth = 0): Record<string, unknown> {
  const share = depth === 0 ? 0.6 : 0.25;
  const fields = Object.entries(FIELDS).filter(([, kind]) => random.chance(share) && (kind !== 'record' || depth < 2));
  return Object.fromEntries(fields.map(([name, kind]) => [name, json(random, random.chance(0.03) ? random.pick(KINDS.filter((k) => k !== 'record')) : kind, depth)]));
}
