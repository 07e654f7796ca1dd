/**
 * One small intent that every table starts from, and rows that say what one change to it must be told:
 *
 *   [name, flow, code, words]
 *
 * A row expects exactly one finding: a mistake must not be told twice, nor make others look wrong.
 */
import { type Finding, type Intent, normaliseIntent, type NormaliseOptions, type SegmentData } from '../../lib/intent';

export type Json = Record<string, unknown>;

export const BASE = {
  segments: [
    { id: 'web' },
    { id: 'api' },
    { id: 'docs', crownJewel: { classification: 'restricted' }, offers: [{ id: 'read', over: 'tcp/5432', authentication: 'rds-iam', because: 'read models' }] },
  ],
  enclaves: [{ id: 'mainframe', cidrs: ['10.9.0.0/24'], owner: 'finance', until: '2027-12-31', compensation: 'a firewall' }],
  personas: [{ id: 'employee', groups: ['staff'] }],
} as const;

/** A segment of another façade, as a layer hands it over. */
export const FOREIGN: SegmentData = {
  scope: 'Other', id: 'ledger', displayName: 'ledger', members: [], implied: { leaveOut: [], add: [] },
  crownJewel: { classification: 'restricted' },
  offers: [{ id: 'book', connections: [{ protocol: 'tcp', fromPort: 443, toPort: 443 }], authentication: { method: 'mtls' }, encryption: { method: 'tls' }, because: 'bookings' }],
};

export const FLOW = { source: 'web', destination: 'api', over: 'tcp/443', authentication: 'mtls', because: 'serves pages' };

/** The base with parts replaced; `undefined` leaves a field out. */
export function intentOf(parts: Json = {}): Json {
  return { ...BASE, ...parts };
}

export function withFlows(...flows: Json[]): Json {
  return intentOf({ flows: flows.map((f) => defined({ ...FLOW, ...f })) });
}

export function defined(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined));
}

/** The intent, which must hold no mistake. */
export function accepted(input: Json, options: NormaliseOptions = {}): Intent {
  const { intent, findings } = normaliseIntent(input, options);
  expect(findings).toEqual([]);
  return intent;
}

export function codesOf(findings: readonly Finding[]): string[] {
  return findings.map((f) => `${f.code} ${f.pointer}`);
}

/** Exactly one finding: this code at this pointer, with these words, in the house style. */
export function expectFinding(input: unknown, code: string, pointer: string, words: readonly string[], options: NormaliseOptions = {}): void {
  const { findings } = normaliseIntent(input, options);
  expect(codesOf(findings)).toEqual([`${code} ${pointer}`]);
  const [{ message }] = findings;
  for (const word of words) expect(message).toContain(word);
  expectStyle(message);
}

/** One line, lower case, no full stop, and never the text of a bug. */
export function expectStyle(message: string): void {
  expect(message).toMatch(/^[a-z`{][^\n]*[^.\s]$/);
  expect(message).not.toMatch(/undefined|NaN|\[object|null\b/);
}
