/**
 * Rows of an owner as conditions of IAM:
 *
 *   rowGrants('dynamodb', ['dynamodb:GetItem'], rows)
 *   // Null LeadingKeys false, ForAllValues:StringEquals LeadingKeys ['USER#${aws:PrincipalTag/sub}', 'PUBLIC']
 *
 * A set of no keys satisfies `ForAllValues`, so a Scan, and PartiQL without a key, would pass: the keys must be there (`Null`).
 * A variable that cannot be resolved makes its whole statement invalid (IAM guide, "Variables and tags"), so the own rows never
 * stand in a statement that needs another tag, and each statement says which tags it needs.
 */
import { compareText } from '../../../intent';
import { actionFacts } from '../actions';
import type { RowsData, StoreType } from '../model';

export interface RowGrant {
  readonly actions: readonly string[];
  /** Parts of the store in place of the flow's, where rows are parts. */
  readonly parts?: readonly string[];
  readonly condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const KINDS: readonly StoreType[] = ['dynamodb', 's3'];

export function takesRows(type: StoreType): boolean {
  return KINDS.includes(type);
}

/** Whether IAM can narrow an action to rows. */
export function isLimited(type: StoreType, action: string): boolean {
  const facts = actionFacts(action);
  if (facts === undefined) return false;
  return type === 'dynamodb' ? facts.keys.includes('leading-keys') : type === 's3' && (facts.resources.includes('object') || facts.keys.includes('prefix'));
}

/** Never called with an action that is not limited. */
export function rowGrants(type: StoreType, actions: readonly string[], rows: RowsData): RowGrant[] {
  const readers = actions.filter((a) => isReading(a));
  const writers = actions.filter((a) => !isReading(a));
  return [
    ...grants(type, readers, rows, rows.common),
    ...grants(type, writers, rows, []), // what is everybody's to read is nobody's to write
  ];
}

function isReading(action: string): boolean {
  const levels = actionFacts(action)?.levels ?? ['write'];
  return levels.every((l) => l === 'read' || l === 'list');
}

/** The same rows for one action: in each set those that a session with its tags may name. */
export function rowNames(type: StoreType, action: string, rows: RowsData): readonly { readonly tags: readonly string[]; readonly names: readonly string[] }[] {
  const common = isReading(action) ? rows.common : [];
  return setsOf(rows).map(({ tags, names }) => ({ tags, names: type === 'dynamodb' ? keysOf(names, common) : partsOf(names, common) }));
}

function grants(type: StoreType, actions: readonly string[], rows: RowsData, common: readonly string[]): RowGrant[] {
  if (actions.length === 0) return [];
  return setsOf(rows).flatMap((set) => (type === 'dynamodb' ? [leadingKeys(actions, set, common)] : prefixes(actions, set, common)));
}

function setsOf(rows: RowsData): readonly Names[] {
  const own = { tags: [rows.ownerTag], names: [named(rows.prefix, rows.ownerTag)] };
  return [own, ...rows.shared.map((s) => ({ tags: [rows.ownerTag, s.tag], names: [...own.names, named(s.prefix, s.tag)] }))];
}

interface Names {
  readonly tags: readonly string[];
  readonly names: readonly string[];
}

function named(prefix: string, tag: string): string {
  return `${prefix}\${aws:PrincipalTag/${tag}}`;
}

function leadingKeys(actions: readonly string[], { tags, names }: Names, common: readonly string[]): RowGrant {
  return {
    actions,
    condition: {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': keysOf(names, common) },
      'Null': { ...present(tags), 'dynamodb:LeadingKeys': 'false' },
    },
  };
}

function keysOf(names: readonly string[], common: readonly string[]): string[] {
  return [...names, ...[...common].sort(compareText)];
}

/**
 * Objects by their ARN, listings by their prefix. The `/` after the name keeps `alice` out of what is `alice2`'s, and a name
 * with a `/` in it has no rows, because they would be among those of `alice` too.
 */
function prefixes(actions: readonly string[], { tags, names }: Names, common: readonly string[]): RowGrant[] {
  const parts = partsOf(names, common);
  const listing = actions.filter((a) => isListing(a));
  const objects = actions.filter((a) => !isListing(a));
  const session = { Null: present(tags), StringNotLike: Object.fromEntries(tags.map((t) => [`aws:PrincipalTag/${t}`, '*/*'])) };
  return [
    ...(objects.length === 0 ? [] : [{ actions: objects, parts, condition: session }]),
    ...(listing.length === 0 ? [] : [{ actions: listing, parts: [], condition: { ...session, StringLike: { 's3:prefix': parts } } }]),
  ];
}

function partsOf(names: readonly string[], common: readonly string[]): string[] {
  return [...names.map((n) => `${n}/*`), ...[...common].sort(compareText).map((c) => (c.endsWith('/') ? `${c}*` : c))];
}

/** A listing of a bucket names objects, but its resource is the bucket. */
export function isListing(action: string): boolean {
  return actionFacts(action)?.keys.includes('prefix') === true;
}

function present(tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(tags.map((t) => [`aws:PrincipalTag/${t}`, 'false']));
}
