/**
 * "Nothing less": each declared flow works, whatever is chosen. One verdict for each flow, implied ones marked.
 *
 * A flow whose other end is not in the world (a segment without members, a group of another account) is judged on the side that is,
 * and the verdict says so.
 */
import { AddressSet } from '../../algebra/address-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import { endpointText } from '../../intent/endpoint-text';
import type { EndpointData } from '../../intent/model';
import { addressesOf } from '../../intent/endpoint-text';
import type { Unknown } from '../../world/facts';
import type { Id } from '../../world/network/model';
import { assumptionsOf } from './assumptions';
import type { Context } from './context';
import { type Declaration, isGroup, offeredGroup, reportOf } from './declared';
import { choice, repair } from './guarantees';
import { listIdOf, type Segment } from './names';
import type { Node } from './prepare';
import { ALL_IPV4, isNothing, join, NOTHING } from './sets';
import { type Outcome, worst } from './works';

export function judgeFlows(context: Context): void {
  for (const declaration of context.declared.flows) judgeFlow(context, declaration);
}

function judgeFlow(context: Context, declaration: Declaration): void {
  const { world, verdicts, declared } = context;
  const { flow, bound, over } = declaration;
  const notes: string[] = [];
  const missing: Unknown[] = [];
  const ends = [flow.source, flow.destination].map((end) => declared.segment(bound, end));
  for (const segment of ends) {
    if (segment === undefined) continue;
    missing.push(...segment.unbound);
    if (segment.nodes.length + segment.groups.length === 0 && segment.unbound.length === 0) notes.push(`segment \`${segment.label}\` has no members in these templates: the flow is judged on its other side`);
    for (const group of segment.groups) notes.push(`rules, subnets and routes of what has the group \`${group.replace(/^external:/, '')}\` (an imported member of \`${segment.label}\`) are not in these templates: the flow is judged on the side that is`);
  }
  const outcome = worst(outcomes(context, declaration, notes));
  missing.push(...world.network.unknowns);
  const verdict = outcome.verdict === 'proved' && missing.length > 0 ? 'unknown' : outcome.verdict;
  const label = (end: EndpointData, segment: Segment | undefined): string => segment?.label ?? endpointText(end, flow.scope);
  const [source, destination] = [label(flow.source, ends[0]), label(flow.destination, ends[1])];
  verdicts.add({
    kind: 'nothing-less', level: 'packet', verdict,
    key: `${bound.stage} ${flow.scope} ${flow.id}`,
    question: `nothing less: ${source} -> ${destination} ${over} (${flow.id})`,
    subject: { source, destination, over: over.toString() },
    strict: ends.some((s) => s?.data.crownJewel !== undefined),
    flows: [flow.id],
    ...flow.implied === undefined ? {} : { implied: true as const },
    unknowns: verdict === 'unknown' ? [...outcome.unknowns, ...missing] : [],
    blockedBy: outcome.blockedBy,
    assumptions: assumptionsOf(world, 'nothing-less', verdict, outcome.nodes, notes),
    ...choice(context, outcome),
    ...outcome.verdict === 'violated' ? { ...repair(outcome), fix: `${outcome.blockedBy[0]?.text ?? 'it cannot work'}: open it, or remove flow \`${flow.id}\`` } : {},
  });
}

function outcomes(context: Context, declaration: Declaration, notes: string[]): Outcome[] {
  const { works, declared } = context;
  const { flow, bound, over } = declaration;
  const [source, destination] = [declared.segment(bound, flow.source), declared.segment(bound, flow.destination)];
  if (source !== undefined && destination !== undefined) {
    return [
      ...source.nodes.flatMap((a) => destination.nodes.map((b) => works.between(a, b, over))),
      ...destination.groups.flatMap((g) => source.nodes.map((a) => works.group(a, g, over, destination.label, 'out'))),
      ...source.groups.flatMap((g) => destination.nodes.map((b) => works.group(b, g, over, source.label, 'in'))),
    ];
  }
  if (destination !== undefined) return destination.nodes.flatMap((node) => outside(context, declaration, node, flow.source, 'in', notes));
  if (source !== undefined) return source.nodes.flatMap((node) => outside(context, declaration, node, flow.destination, 'out', notes));
  return [];
}

function outside(context: Context, declaration: Declaration, node: Node, end: EndpointData, direction: 'in' | 'out', notes: string[]): Outcome[] {
  const { works, world } = context;
  const { over, flow } = declaration;
  const where = endpointText(end, flow.scope);
  const addresses = addressesOf(end);
  if (addresses !== undefined) return [direction === 'in' ? works.inwards(node, addresses, over, where) : works.outwards(node, addresses, over, where)];
  switch (end.kind) {
    case 'prefixList': {
      const id = listIdOf(end, flow.scope, declaration.bound, world);
      const list = id === undefined ? undefined : world.network.prefixLists.get(id);
      if (list !== undefined) return [works.list(node, list, over, where, direction)];
      return [byAtom(node, id, where, declaration, direction)];
    }
    case 'account': {
      notes.push(`what has the group \`${where}\` of another account is not in these templates: the flow is judged on the side that is`);
      const ids = [...(direction === 'in' ? node.ingress : node.egress).byGroup.keys()].filter((g) => isGroup(g, end.securityGroupId ?? ''));
      return [works.group(node, ids[0] ?? `external:${end.securityGroupId}`, over, where, direction)];
    }
    case 'offered': {
      const group = offeredGroup(end, declaration);
      if (group === undefined) return [{ verdict: 'unknown', unknowns: [{ token: `group of ${where}`, template: node.written.place.template, pointer: node.written.place.pointer, why: 'which group it is cannot be told from the intent' }], blockedBy: [], nodes: [node] }];
      notes.push(`\`${group.replace(/^external:/, '')}\` is the group of \`${where}\`, which is of another repository: the flow is judged on the side that is here`);
      return [hasToken(node, group, declaration, direction) ? { verdict: 'proved', unknowns: [], blockedBy: [], nodes: [node] } : works.group(node, group, over, where, direction)];
    }
    case 'service': return [service(context, declaration, node, end.service, where, notes)];
    default: return [];
  }
}

/** A rule that names the group by the token of the flow itself: it is open whatever the token turns out to be. */
function hasToken(node: Node, atom: Id, { over }: Declaration, direction: 'in' | 'out'): boolean {
  const grants = (direction === 'in' ? node.ingress : node.egress).wide.filter(({ peer, guard, unknowns }) => peer.kind === 'opaque' && peer.of === 'groups' && peer.atom === atom && guard.isAlways() && unknowns.every((u) => u === peer.unknown));
  return !isNothing(over) && over.isSubsetOf(grants.reduce((sum, g) => join(sum, g.may), NOTHING));
}

/** A list that is a token: the same token stands in a rule. */
function byAtom(node: Node, atom: Id | undefined, where: string, { over }: Declaration, direction: 'in' | 'out'): Outcome {
  const grants = (direction === 'in' ? node.ingress : node.egress).wide;
  const has = grants.find((g) => g.peer.kind === 'opaque' && g.peer.atom === atom && over.isSubsetOf(g.may) && g.guard.isAlways());
  const unknown: Unknown = { token: where, template: node.written.place.template, pointer: node.written.place.pointer, why: has === undefined ? 'the prefix list of the flow is not in the world' : 'where the addresses of a list that a token names lie is not known' };
  return { verdict: 'unknown', unknowns: [unknown], blockedBy: [], nodes: [node] };
}

/** A service of AWS, in the way in which the layer reaches it. */
function service(context: Context, declaration: Declaration, node: Node, name: string, where: string, notes: string[]): Outcome {
  const { works, world, declared } = context;
  const { over, flow, bound } = declaration;
  const report = reportOf(declaration, name);
  const overInternet = (): Outcome => works.outwards(node, ALL_IPV4, over, where);
  if (node.outside) return overInternet();
  if (report?.access === 'nat') {
    notes.push(`\`${where}\` is reached over NAT: the flow permits every address over ${over}`);
    return overInternet();
  }
  if (report?.access === 'sharedHub') return works.outwards(node, AddressSet.unionOf((report.addresses ?? []).map((c) => AddressSet.cidr(c))), over, where);
  const interfaces = world.nodes.filter((n) => n.vpc === node.vpc && declared.isEndpointOf(n, name));
  if (interfaces.length > 0) {
    const all = interfaces.map((n) => works.between(node, n, over));
    return all.find((o) => o.verdict === 'proved') ?? worst(all);
  }
  const lists = [...world.network.prefixLists.values()].filter((l) => l.awsName?.endsWith(`.${name}`) === true);
  const byList = lists.map((l) => works.list(node, l, over, where, 'out'));
  if (byList.some((o) => o.verdict === 'proved')) return byList.find((o) => o.verdict === 'proved')!;
  const group = report?.group === undefined ? undefined : bound.symbol?.(flow.scope, report.group) ?? (typeof report.group === 'string' ? `external:${report.group}` : undefined);
  if (group !== undefined) {
    notes.push(`the endpoint for \`${where}\` is not in these templates: the flow is judged on the side that is`);
    return works.group(node, group, over, where, 'out');
  }
  const hidden = hiddenList(context, node, name, over);
  if (hidden.length > 0 && byList.every((o) => o.verdict === 'violated')) return { verdict: 'unknown', unknowns: hidden, blockedBy: [], nodes: [node] };
  return worst(byList.length > 0 ? byList : [overInternet()]);
}

/**
 * Beside a gateway endpoint of the service: rules that name a list by a token (`FindInMap` by region), or a list of which nobody
 * says whose it is. It may be the service's.
 */
function hiddenList({ world }: Context, node: Node, name: string, over: ConnectionSet): Unknown[] {
  const isThere = [...world.network.endpoints.values()].some((e) => e.kind === 'gateway' && e.vpc === node.vpc && (typeof e.service !== 'string' || e.service.endsWith(`.${name}`)));
  if (!isThere) return [];
  return node.egress.wide.filter((g) => over.isSubsetOf(g.may)).flatMap(({ peer, place }): Unknown[] => {
    if (peer.kind === 'opaque') return [peer.unknown];
    const list = peer.kind === 'prefixList' ? world.network.prefixLists.get(peer.list) : undefined;
    if (list === undefined || list.awsName !== undefined) return [];
    const id = list.id.replace(/^external:/, '');
    return [{ token: id, template: place.template, pointer: place.pointer, assume: `${id}=com.amazonaws.<REGION>.${name}`, why: `whether it is the prefix list of \`${name}\` is not known` }];
  });
}
