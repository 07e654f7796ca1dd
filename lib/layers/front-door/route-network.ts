/**
 * The way of a route's data through the network: a handler that is in a segment reaches the store's service by the VPC's endpoint, as a
 * segment with a data flow does.
 *
 *   openWays(data, [{ handler, store, access, id, because }])
 *
 * The way is the segment's, the right the handler's alone. Where flows of the segment name the store and permit all these actions
 * there, none is added: whoever wrote them may have meant a narrower way, to some of its keys or without its indices. A store that stands in the VPC needs a flow that says its port: data/check-network.ts warns. A handler in no segment needs no way.
 */
import type { IConstruct } from 'constructs';
import { actionsFor } from '../data/actions-for';
import type { DataAccess } from '../data/access';
import type { DataProtection } from '../data/data-protection';
import type { DataStore } from '../data/data-store';
import { resolveValue } from '../network/members/read';
import type { Segment } from '../network/segment';
import type { DataFlowData } from '../../intent';
import { idHash } from './compiler/shard';
import { functionBehind } from './handler-facts';

export interface RouteWay {
  readonly handler: IConstruct;
  readonly store: DataStore;
  readonly access: DataAccess;
  readonly because: string;
}

interface Shared {
  readonly segment: Segment;
  readonly store: DataStore;
  readonly parts: readonly string[];
  readonly actions: Set<string>;
  readonly reasons: Set<string>;
}

/** One for each segment, store and part, whatever its handlers: two that say the same would be one flow twice. */
export function openWays(door: string, data: DataProtection, ways: readonly RouteWay[]): void {
  const shared = new Map<string, Shared>();
  for (const { handler, store, access, because } of ways) {
    const { kind } = store._host;
    const segment = segmentOf(handler, data);
    if (segment === undefined || kind?.endpoint === undefined || store._host.store === undefined) continue;
    const key = JSON.stringify([segment.segmentId, store._scope, store.storeId, access.parts]);
    const known = shared.get(key) ?? { segment, store, parts: access.parts, actions: new Set(), reasons: new Set() };
    for (const action of actionsFor(kind, access.kind as DataFlowData['access'], access.listed)) known.actions.add(action);
    known.reasons.add(because);
    shared.set(key, known);
  }
  for (const [key, { segment, store, parts, actions, reasons }] of [...shared].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const listed = [...actions].sort();
    if (isOpen(segment, store, listed, parts, data)) continue;
    data._addNetworkFlow({ id: `${door}-${store.storeId}-${idHash(key)}`, source: segment, store, access: 'actions', listed, parts, because: [...reasons].sort().join('; ') });
  }
}

/** The segment of the façade that the handler was put into. */
function segmentOf(handler: IConstruct, { _network: network }: DataProtection): Segment | undefined {
  if (network === undefined) return undefined;
  const of = functionBehind(handler) ?? handler;
  return [...network._segments.values()].find((s) => s._isMember(of));
}

/** Flows of the segment to that service that somebody declared permit every action, with something of the store. */
function isOpen(segment: Segment, store: DataStore, actions: readonly string[], parts: readonly string[], data: DataProtection): boolean {
  const { kind, store: resource } = store._host;
  if (kind?.endpoint === undefined || resource === undefined) return true;
  const text = (value: unknown): string => JSON.stringify(resolveValue(data, value));
  const wanted = (kind.resources(resource, [...actions], [...parts]) as unknown[]).map(text);
  const flows = data._declaration.flowEnds().map(({ source, destination }) => ({ source: source as Partial<End> | undefined, destination: destination as Partial<End> | undefined }));
  const mine = flows.filter((f) => f.source?.segment === segment.segmentId && (f.source.scope ?? segment._scope) === segment._scope && f.destination?.service === kind.endpoint);
  return actions.every((action) => mine.some(({ destination }) => permits(destination?.actions, (a) => likeAction(String(a), action)) && permits(destination?.resources, (r) => r === '*' || wanted.includes(text(r)))));
}

interface End {
  readonly segment: string;
  readonly scope: string;
  readonly service: string;
  readonly actions: readonly unknown[];
  readonly resources: readonly unknown[];
}

/** Not written: everything. */
function permits(list: readonly unknown[] | undefined, fits: (item: unknown) => boolean): boolean {
  return list === undefined || list.some(fits);
}

/** `dynamodb:*`, `s3:Get*`. */
function likeAction(pattern: string, action: string): boolean {
  const expression = pattern.toLowerCase().split('*').map((p) => p.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*');
  return new RegExp(`^${expression}$`).test(action.toLowerCase());
}
