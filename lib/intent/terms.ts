/**
 * The words of an intent, read one at a time: `api`, `2027-06-30`, `rds-iam`, `{ none: 'reason' }`.
 *
 * Each reader returns the normalised value, or undefined after it has reported what is wrong.
 */
import type { AssuranceData } from './model';
import { type Findings } from './finding';
import { nearest } from './nearest';
import { list, meant, ObjectReader, typeName } from './reader';

export const AUTHENTICATIONS = ['sigv4', 'mtls', 'rds-iam', 'token', 'none'] as const;
export const ENCRYPTIONS = ['tls', 'none'] as const;
export const CADENCES = ['continuous', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'disaster-recovery'] as const;

interface IdRules {
  readonly pattern: RegExp;
  readonly longest: number;
  readonly expected: string;
}
const IDS: IdRules = { pattern: /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/, longest: 60, expected: 'at most 60 letters, digits and single hyphens, a letter first' };
/** Whatever can be the default id of a flow can be written as well: `2001-db8-32-to-api-tcp-443`. */
const FLOW_IDS: IdRules = { pattern: /^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/, longest: 200, expected: 'at most 200 letters, digits and single hyphens' };
/** Words that mean something else as a flow's end, and the names under which the constructs of rules and endpoints stand. */
export const RESERVED_IDS = ['internet', 'internet-ipv4', 'internet-ipv6', 'all', 'imported', 'Rules', 'Endpoints'];

/** The `id` of an object. It is an identity, so nothing is trimmed away from it. */
export function readId(r: ObjectReader, kind: string, why: string, findings: Findings): string | undefined {
  const trimmed = r.text('id', why);
  if (trimmed === undefined) return undefined;
  const id = r.value.id as string;
  const pointer = r.at('id');
  const { pattern, longest, expected } = kind === 'flow' ? FLOW_IDS : IDS;
  if (id.length > longest || !pattern.test(id)) {
    const words = id.replace(/[^A-Za-z0-9]+/g, '-').slice(0, longest).replace(/^-+|-+$/g, '');
    const usable = [words, words.replace(/^[^A-Za-z]+/, '')].find((word) => pattern.test(word));
    findings.error('IdInvalid', pointer, `${kind} id \`${id}\` is not usable${usable === undefined ? '' : `; write \`${usable}\``}; expected ${expected}`);
    return undefined;
  }
  if (RESERVED_IDS.includes(id) || /^(pl|sg)-[0-9a-f]{8,17}$/.test(id)) {
    findings.error('IdReserved', pointer, `${kind} id \`${id}\` means something else in an intent; choose another than ${list(RESERVED_IDS)}, \`pl-...\` and \`sg-...\``);
    return undefined;
  }
  return id;
}

/** `sigv4`, or `{ none: 'why there is none' }`. */
export function readAssurance(value: unknown, field: string, allowed: readonly string[], pointer: string, findings: Findings): AssuranceData | undefined {
  const expected = `${list(allowed.filter((a) => a !== 'none'))}, or \`{ none: 'why' }\``;
  if (typeof value === 'string') {
    const text = value.trim().toLowerCase();
    if (text !== 'none' && allowed.includes(text)) return { method: text };
    if (text === 'none') findings.error('NoneWithoutReason', pointer, `\`${field}\` is \`none\` without a reason; write \`{ none: 'why, and what makes up for it' }\``);
    else findings.error('UnknownValue', pointer, `\`${field}\` is \`${value}\`${meant(nearest(text, allowed))}; expected ${expected}`);
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findings.error('WrongType', pointer, `\`${field}\` is ${typeName(value)}; expected ${expected}`);
    return undefined;
  }
  const r = new ObjectReader(value, pointer, `\`${field}\``, findings);
  const because = r.text('none', 'a reason: `{ none: \'why\' }`');
  r.done();
  return because === undefined ? undefined : { method: 'none', because };
}

/** An ISO-8601 date (`2027-06-30`) or instant with an offset (`2027-06-30T18:00:00Z`). Never compared with a clock here. */
export function readInstant(value: string | undefined, field: string, pointer: string, findings: Findings): string | undefined {
  if (value === undefined) return undefined;
  const m = /^(\d{4})-(\d{2})-(\d{2})(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?$/.exec(value);
  if (m && isDay(Number(m[1]), Number(m[2]), Number(m[3]))) return value;
  const wrong = m ? 'is no day of the calendar' : /^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(value) ? 'has no offset from UTC' : 'is not ISO-8601';
  findings.error('UntilNotIso', pointer, `\`${field}\` is \`${value}\`, which ${wrong}; expected a date such as \`2027-06-30\`, or an instant with an offset such as \`2027-06-30T18:00:00Z\``);
  return undefined;
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}
