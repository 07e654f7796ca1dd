/**
 * JSON that is the same text for the same content, and the hash that names a bundle by it:
 *
 *   canonicalJson({ b: 1, a: [2] })   // {"a":[2],"b":1}
 *   bundleHash(bundle)                // sha256:..., of everything but `hash`
 *
 * RFC 8785: keys in order of their UTF-16 units, numbers and texts as ECMAScript writes them, no blanks. A field that is undefined is not there. Deeper than
 * `DEEPEST` it throws: what nobody wrote by hand or by a program of ours.
 */
import { createHash } from 'node:crypto';

/** An expression of Cedar takes two levels for each operator. */
export const DEEPEST = 2_000;

export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > DEEPEST) throw new RangeError(`nested deeper than ${DEEPEST} levels`);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const of = value as Readonly<Record<string, unknown>>;
    return `{${Object.keys(of).filter((key) => of[key] !== undefined).sort().map((key) => `${JSON.stringify(key)}:${canonicalJson(of[key], depth + 1)}`).join(',')}}`;
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return JSON.stringify(value);
  throw new TypeError(`${typeof value === 'number' ? String(value) : `a ${typeof value}`} is no JSON`);
}

export function bundleHash(bundle: object): string {
  const { hash: _, ...rest } = bundle as { hash?: unknown };
  return `sha256:${createHash('sha256').update(canonicalJson(rest)).digest('hex')}`;
}
