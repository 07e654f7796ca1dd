/**
 * Bookkeeping inside a row: ``readKept(row.reports)``, ``writeKept(value)``.
 *
 * JSON in one text, because an authorizer reads the row for every decision and has to look at nothing of it. What is not such a text makes the row one that nobody can read.
 */
import { canonicalJson } from '../../contract/access/canonical';
import { isRecord } from '../../contract/token-claims';
import type { Value } from '../authorizer/stores/attributes';
import { RowRefused } from './edit';

const LONGEST = 60_000;

export function readKept(text: Value | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = typeof text === 'string' && text.length <= LONGEST ? JSON.parse(text) : undefined;
    if (isRecord(value)) return Object.assign(Object.create(null) as Record<string, unknown>, value);
  } catch {
    // Below.
  }
  throw new RowRefused('row-malformed', 'the bookkeeping of the row cannot be read');
}

/** Of the same content the same text. */
export function writeKept(value: object): string {
  const text = canonicalJson(value);
  if (text.length > LONGEST) throw new RowRefused('row-full', 'the bookkeeping of the row has no room left');
  return text;
}

export function malformed(what: string): never {
  throw new RowRefused('row-malformed', `${what} of the row cannot be read`);
}
