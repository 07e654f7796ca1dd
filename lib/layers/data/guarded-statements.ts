/**
 * Whether a statement about tagging leaves a tag's key out: ``isGuardedBy(statement, 'zero-trust:documents')``.
 *
 * Only conditions on `aws:TagKeys` and `aws:RequestTag/...` are understood; any other leaves the statement as it is, because it
 * says nothing of the key. IAM tells texts apart by case, but not keys of tags: who may set `ZERO-TRUST:x` has `zero-trust:x`. So a
 * list of what is refused guards only if it refuses other spellings too.
 */
import { asciiLowerCase, codePoints, type Glob, matches, parseGlob } from '../../algebra/glob';
import { isIntrinsic, isObject, type Json } from '../network/members/read';

/** Undefined where the document is chosen at deployment; empty where there is none. */
export function statementsOf(document: unknown): Json[] | undefined {
  if (document === undefined) return [];
  if (!isObject(document) || isIntrinsic(document)) return undefined;
  const { Statement: list } = document;
  const all = list === undefined ? [] : Array.isArray(list) ? list : [list];
  return all.every((s) => isObject(s) && !isIntrinsic(s)) ? (all as Json[]) : undefined;
}

/**
 * Of an Allow: no request that sets the key can match it. Of a Deny: every request that sets the key matches it. (Not mirror images:
 * a request may set other keys beside.)
 */
export function isGuardedBy(statement: Json, key: string): boolean {
  const conditions = Object.entries(isObject(statement.Condition) ? statement.Condition : {}).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).map(([name, value]) => ({ operator: operator.toLowerCase(), name: name.toLowerCase(), values: (Array.isArray(value) ? value : [value]).map((v) => (typeof v === 'string' || typeof v === 'boolean' ? String(v) : undefined)) })));
  if (statement.Effect === 'Deny') return conditions.every((c) => holdsForKey(c, key));
  return conditions.some((c) => failsForKey(c, key));
}

interface ConditionRow {
  readonly operator: string;
  readonly name: string;
  /** Undefined where only the deployment knows. */
  readonly values: readonly (string | undefined)[];
}

function failsForKey({ operator, name, values }: ConditionRow, key: string): boolean {
  if (name === `aws:requesttag/${key.toLowerCase()}`) return operator === 'null' && values.every((v) => v === 'true');
  if (name !== 'aws:tagkeys') return false;
  if (operator === 'null') return values.every((v) => v === 'true');
  // Every key of the request must match: one that is not listed does not.
  if (/^forallvalues:string(equals|equalsignorecase|like)$/.test(operator)) return !values.some((v) => v === undefined || globMatches(v, key));
  if (/^forallvalues:string(not(equals|equalsignorecase|like))$/.test(operator)) return refuses(operator, values, key);
  return false;
}

function holdsForKey({ operator, name, values }: ConditionRow, key: string): boolean {
  if (name === `aws:requesttag/${key.toLowerCase()}`) return operator === 'null' && values.every((v) => v === 'false');
  if (name !== 'aws:tagkeys') return false;
  if (operator === 'null') return values.every((v) => v === 'false');
  return /^foranyvalue:string(equals|equalsignorecase|like)$/.test(operator) && refuses(operator, values, key);
}

/** A list of refused keys: in every spelling. */
function refuses(operator: string, values: readonly (string | undefined)[], key: string): boolean {
  const [plain, ignoresCase] = [!operator.endsWith('like'), operator.endsWith('ignorecase')];
  return [key, key.toUpperCase()].every((spelling) => values.some((v) => v !== undefined
    && (plain ? (ignoresCase ? asciiLowerCase(v) === asciiLowerCase(spelling) : v === spelling) : matches(parseGlob(v), codePoints(spelling)))));
}

/** The same few patterns are held against the same hundreds of names. */
const GLOBS = new Map<string, Glob>();
const NAMES = new Map<string, readonly number[]>();

/** IAM's `*` and `?`, in any case: actions, and keys of tags. */
export function globMatches(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern.length === text.length && asciiLowerCase(pattern) === asciiLowerCase(text);
  let glob = GLOBS.get(pattern);
  if (glob === undefined) GLOBS.set(pattern, (glob = parseGlob(asciiLowerCase(pattern))));
  let name = NAMES.get(text);
  if (name === undefined) NAMES.set(text, (name = codePoints(asciiLowerCase(text))));
  return matches(glob, name);
}
