/**
 * Where data and network meet, in one façade: two warnings about what would be half of an intent.
 *
 *   a data flow of a segment, or of a workload in one, to a database that no network flow leads to      DataFlowWithoutNetwork
 *   a crown-jewel segment whose database is no store                          JewelNotAStore
 *
 * Stores with an endpoint (buckets, tables, secrets, ...) get their network flow from the data flow itself. Not looked at: roles
 * whose workload nobody named, which may be outside of the VPC, and what other façades declare.
 */
import type { IConstruct } from 'constructs';
import { type DataFlowData, type EndpointData, type Finding, Findings, type Intent } from '../../intent';
import type { Microsegmentation } from '../network/microsegmentation';
import { relativePath, type Segment } from '../network/segment';
import type { DataProtection } from './data-protection';
import type { DataStore } from './data-store';
import { kindOf } from './kinds';
import type { StoreResource } from './model';

export function checkNetwork(protection: DataProtection, intent: Intent): readonly Finding[] {
  const { _network: network, _declaration: { scope } } = protection;
  const findings = new Findings();
  if (network === undefined) return [];
  for (const flow of (intent.dataFlows ?? []).filter((f) => f.scope === scope)) {
    const message = withoutNetwork(flow, protection, network, intent);
    if (message !== undefined) findings.append([{ code: 'DataFlowWithoutNetwork', level: 'warning', pointer: '', where: protection._sites.get(flow.id)?.toString() ?? '', message }]);
  }
  const own = [...protection._stores.values()].filter((s) => s._scope === scope);
  for (const segment of intent.segments.filter((s) => s.scope === scope && s.crownJewel !== undefined)) {
    for (const message of membersWithoutStore(network._segments.get(segment.id), own)) findings.warning('JewelNotAStore', '', message);
  }
  return findings.all();
}

function withoutNetwork({ id, source, store: named }: DataFlowData, protection: DataProtection, network: Microsegmentation, intent: Intent): string | undefined {
  const store = protection._stores.get(`${named.scope}#${named.store}`);
  if (store === undefined || !standsInVpc(store)) return undefined;
  const from = segmentOf(source, protection, network);
  if (from === undefined) return undefined;
  const { store: resource } = store._host;
  const holders = [...network._segments.values(), ...network._foreign.values()].filter((s) => holds(s, resource as StoreResource));
  const leads = intent.flows.some((f) => isSegment(f.source, from.scope, from.id) && holders.some((h) => isSegment(f.destination, h._scope, h.segmentId)));
  if (leads) return undefined;
  const said = `data flow \`${id}\` lets ${source.kind === 'segment' ? '' : `\`${source.path}\` in `}segment \`${from.id}\` use store \`${named.store}\`, which stands in the VPC`;
  if (holders.length === 0) return `${said}, and no segment of this façade holds it: got no network flow to it, expected one; put it into a segment (\`addSegment\`), and add the flow from \`${from.id}\` with \`addFlow\``;
  const ids = holders.map((h) => `\`${h.segmentId}\``).join(' or ');
  return `${said}, and nothing reaches it there: got no network flow from \`${from.id}\` to ${ids}, expected one on the port of the store; add it with \`addFlow\`, or remove the data flow`;
}

/** Where the source stands: a function or another workload may be a member of a segment, a role is none. */
function segmentOf(source: DataFlowData['source'], { _sources: sources }: DataProtection, network: Microsegmentation): { readonly scope: string; readonly id: string } | undefined {
  if (source.kind === 'segment') return { scope: source.scope, id: source.segment };
  const construct = sources.get(source.path)?.construct;
  const found = construct === undefined ? undefined : [...network._segments.values()].find((s) => s._isMember(construct));
  return found === undefined ? undefined : { scope: found._scope, id: found.segmentId };
}

/** A kind whose data plane has no endpoint. What another repository owns is in segments that nobody here knows. */
function standsInVpc({ _host: { kind, store, ownerScope } }: DataStore): boolean {
  return kind !== undefined && store !== undefined && kind.endpoint === undefined && ownerScope === undefined;
}

function isSegment(end: EndpointData, scope: string, segment: string): boolean {
  return end.kind === 'segment' && end.scope === scope && end.segment === segment;
}

function holds(segment: Segment, store: StoreResource): boolean {
  return segment._memberPaths.some((path) => isAt(store.path, path) || (store.resource !== undefined && isAt(store.resource.node.path, path)))
    || segment._owned.some((m) => m.resources.some((r) => r.resource === store.resource));
}

/** An L2 may be the member and its L1 the store, or the other way round. */
function isAt(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}/`) || other.startsWith(`${path}/`);
}

function membersWithoutStore(segment: Segment | undefined, stores: readonly DataStore[]): string[] {
  if (segment === undefined) return [];
  return segment._memberPaths.flatMap((path): string[] => {
    const found = kindOf(atPath(segment.node.root, path));
    if (found === undefined || stores.some(({ _host: { store } }) => store !== undefined && isSame(store, found.store))) return [];
    return [`crown jewel \`${segment.segmentId}\` has the member \`${relativePath(segment, path)}\`, a ${found.kind.name}, which is no store: got a jewel whose encryption, backups and users nobody looks at, expected \`addStore\` of it; declare it with \`addStore('${segment.segmentId}-data', { resource: ... })\`, and who uses it with \`addDataFlow\``];
  });
}

function isSame(store: StoreResource, found: StoreResource): boolean {
  return found.resource === undefined ? store.resource === undefined && isAt(store.path, found.path) : store.resource === found.resource;
}

function atPath(root: IConstruct, path: string): IConstruct | undefined {
  return path.split('/').filter((id) => id !== '').reduce<IConstruct | undefined>((at, id) => at?.node.tryFindChild(id), root);
}
