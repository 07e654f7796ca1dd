/**
 * What a data flow permits of one action, and what that leaves to be denied:
 *
 *   permitsOf(flow, kind, 's3:GetObject')   // [{ tags: [], names: ['daily/*'], until: '2027-07-01T00:00:00Z' }]
 *   denials(permits)                        // outside of `daily/*`; from that instant on everything
 *
 * A role may have several data flows to a store: what is denied is what none of them permits. Names are those that IAM can tell
 * apart (`dimensionOf`); where it cannot (indexes of a table, consumers of a stream) the flow counts as one to all of the store, so
 * that nothing declared is denied. INVARIANT: what a permit permits is in no denial.
 */
import { compareText } from '../../../intent';
import type { StoreKind } from '../kind';
import type { DataFlowFacts } from '../model';
import { endOf } from './identity';
import { isListing, rowNames } from './row-conditions';

export interface Permit {
  /** Instant from which on it is none. */
  readonly until?: string;
  /** Tags of the session that have to be there. */
  readonly tags: readonly string[];
  /** Object keys, prefixes, leading keys or paths, with `*` and variables of `tags`; absent: all. */
  readonly names?: readonly string[];
}

/** By what IAM tells names apart: ARNs of objects or paths, the prefix of a listing, leading keys; or nothing. */
export type Dimension = 'objects' | 'prefix' | 'keys' | 'paths' | 'none';

export function dimensionOf({ type }: Pick<StoreKind, 'type'>, action: string): Dimension {
  if (type === 's3') return isListing(action) ? 'prefix' : 'objects';
  return type === 'dynamodb' ? 'keys' : type === 'opensearch' ? 'paths' : 'none';
}

type Limited = Pick<DataFlowFacts, 'parts'> & Partial<Pick<DataFlowFacts, 'until' | 'rows'>>;

export function hasLimits({ parts, until, rows }: Limited): boolean {
  return parts.length > 0 || until !== undefined || rows !== undefined;
}

export function permitsOf({ parts, until, rows }: Limited, kind: Pick<StoreKind, 'type'>, action: string): readonly Permit[] {
  const ends = until === undefined ? {} : { until: endOf(until) };
  if (rows !== undefined) return rowNames(kind.type, action, rows).map(({ tags, names }) => ({ ...ends, tags, names }));
  const dimension = dimensionOf(kind, action);
  const isNamed = parts.length > 0 && dimension !== 'none' && dimension !== 'keys';
  return [{ ...ends, tags: [], ...(isNamed ? { names: [...parts].sort(compareText) } : {}) }];
}

export function isUnlimited(permits: readonly Permit[]): boolean {
  return permits.some((p) => p.until === undefined && p.tags.length === 0 && p.names === undefined);
}

/** Denied from `since` on, to sessions with and without these tags: everything, or what is outside of `names`. */
export interface Denial {
  readonly since?: string;
  readonly having: readonly string[];
  readonly lacking: readonly string[];
  readonly names?: readonly string[];
}

/** More tags than these double the statements once too often: then groups are told by what stands before their names alone. */
const MOST_TAGS = 4;
const VARIABLE = /\$\{aws:PrincipalTag\/([^}]*)\}/g;

export function denials(permits: readonly Permit[]): Denial[] {
  const known = new Set(permits.flatMap((p) => p.tags)).size > MOST_TAGS ? coarse(permits) : permits;
  const ends = [...new Set(known.flatMap((p) => (p.until === undefined ? [] : [p.until])))].sort((a, b) => Date.parse(a) - Date.parse(b));
  const found = new Map<string, Denial>();
  // What is denied stays denied: later, less is permitted.
  for (const since of [undefined, ...ends]) {
    const active = known.filter((p) => since === undefined || p.until === undefined || Date.parse(p.until) > Date.parse(since));
    for (const leaf of bySession(active, [], [])) {
      const key = JSON.stringify(leaf);
      if (!found.has(key)) found.set(key, { ...(since === undefined ? {} : { since }), ...leaf });
    }
  }
  return [...found.values()];
}

/** A variable that cannot be resolved voids its statement, so names are asked only of sessions that have the tags in them. */
function bySession(permits: readonly Permit[], having: readonly string[], lacking: readonly string[]): Omit<Denial, 'since'>[] {
  if (permits.length === 0) return [{ having, lacking }];
  if (permits.some((p) => p.tags.length === 0 && p.names === undefined)) return [];
  const counts = new Map<string, number>();
  for (const tag of permits.flatMap((p) => p.tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const [tag] = [...counts].sort(([a, n], [b, m]) => m - n || compareText(a, b)).map(([t]) => t);
  if (tag === undefined) return [{ having, lacking, names: [...new Set(permits.flatMap((p) => p.names ?? []))].sort(compareText) }];
  return [
    ...bySession(permits.filter((p) => !p.tags.includes(tag)), having, [...lacking, tag]),
    ...bySession(permits.map((p) => ({ ...p, tags: p.tags.filter((t) => t !== tag) })), [...having, tag], lacking),
  ];
}

/** Tags that all need are kept, of others any value is taken. */
function coarse(permits: readonly Permit[]): Permit[] {
  const kept = new Set(permits[0].tags.filter((t) => permits.every((p) => p.tags.includes(t))));
  return permits.map((p) => ({
    ...p, tags: p.tags.filter((t) => kept.has(t)),
    ...(p.names === undefined ? {} : { names: [...new Set(p.names.map((n) => n.replace(VARIABLE, (text, tag: string) => (kept.has(tag) ? text : '*'))))] }),
  }));
}
