/**
 * One flow becomes its rules: egress on the side of the source, ingress on the side of the destination.
 *
 * INVARIANT: a rule's id is a hash of direction, group, peer, protocol and ports. Who asked for it, why, and in what
 * order flows were declared are not in it, so that no live rule ever moves (CloudFormation creates before it deletes,
 * and EC2 refuses duplicates).
 *
 * Not modelled: routes, network ACLs, DNS. A rule permits a connection; whether packets get there is the prover's to say.
 */
import { createHash } from 'node:crypto';
import { compareText, type ConnectionData, type EndpointData, type Findings, type FlowData } from '../../../intent';
import type { GroupKey, NetworkFacts, PeerPlan, RulePlan } from './plan';

interface Edge {
  readonly groups: readonly GroupKey[];
  readonly peers: readonly PeerPlan[];
  readonly direction: 'ingress' | 'egress';
  readonly shard: string;
}

export class RuleBook {
  private readonly rules = new Map<string, RulePlan>();

  public add(flow: FlowData, edge: Edge, connections: readonly ConnectionData[], findings: Findings): void {
    for (const group of edge.groups) {
      for (const peer of edge.peers) {
        for (const connection of connections) this.addOne(flow, edge, group, peer, connection, findings);
      }
    }
  }

  private addOne(flow: FlowData, edge: Edge, group: GroupKey, peer: PeerPlan, connection: ConnectionData, findings: Findings): void {
    const icmpVersion = connection.protocol === 'icmp' ? 4 : connection.protocol === 'icmpv6' ? 6 : undefined;
    if (peer.kind === 'cidr' && icmpVersion !== undefined && icmpVersion !== peer.ipVersion) {
      // An end of both families over icmp means its IPv4 half; IPv6 addresses alone over icmp mean nothing at all.
      if (edge.peers.some((p) => p.kind === 'cidr' && p.ipVersion === icmpVersion)) return;
      findings.error('FlowInexpressible', '', `flow \`${flow.id}\` asks for \`${connection.protocol}\` with the IPv${peer.ipVersion} addresses \`${peer.cidr}\`; use \`${peer.ipVersion === 6 ? 'icmpv6' : 'icmp'}\``);
      return;
    }
    const id = ruleId(edge.direction, group, peer, connection);
    const known = this.rules.get(id);
    const flows = known === undefined ? [flow.id] : [...new Set([...known.flows, flow.id])].sort(compareText);
    this.rules.set(id, {
      id,
      direction: edge.direction,
      group,
      peer,
      connection,
      flows,
      // One reason fits; several are named by their flows, whose order is theirs alone.
      description: ruleDescription(flows.length === 1 ? `${flow.id}: ${flow.because}` : flows.join(', ')),
      shard: edge.shard,
      implied: flow.implied !== undefined && (known?.implied ?? true),
    });
  }

  public all(): RulePlan[] {
    return [...this.rules.values()].sort((a, b) => compareText(a.id, b.id));
  }
}

export function ruleId(direction: string, group: GroupKey, peer: PeerPlan, c: ConnectionData): string {
  const text = JSON.stringify([direction, group, peerKey(peer), c.protocol, c.fromPort ?? null, c.toPort ?? null]);
  return `${direction === 'ingress' ? 'Ingress' : 'Egress'}${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

export function peerKey(peer: PeerPlan): string {
  switch (peer.kind) {
    case 'group': return peer.group;
    case 'cidr': return `cidr:${peer.cidr}`;
    case 'prefixList': return `prefix-list:${peer.name}`;
    case 'servicePrefixList': return `service-prefix-list:${peer.service}`;
    case 'offeredGroup': return `offered:${peer.segment}`;
    case 'foreignGroup': return `account:${peer.accountId}/${peer.securityGroupId}`;
  }
}

/** What EC2 accepts in a rule's description: a fixed set of characters, 255 at most. */
export function ruleDescription(text: string): string {
  const clean = text.replace(/['"`]/g, '').replace(/[^a-zA-Z0-9. _\-:/()#,@[\]+=;{}!$*]/g, '-');
  return clean.length <= 255 ? clean : `${clean.slice(0, 252)}...`;
}

/** Peers of an end that is not a segment. */
export function outsidePeers(end: EndpointData, facts: NetworkFacts): PeerPlan[] {
  switch (end.kind) {
    case 'internet': return end.ipVersions.map((v) => ({ kind: 'cidr', cidr: v === 4 ? '0.0.0.0/0' : '::/0', ipVersion: v }));
    case 'cidr': return [cidrPeer(end.cidr)];
    case 'enclave': return end.cidrs.map(cidrPeer);
    case 'prefixList': return [{ kind: 'prefixList', name: end.name, prefixListId: end.prefixListId, ...(end.maxEntries === undefined ? {} : { maxEntries: end.maxEntries }) }];
    case 'account': return end.securityGroupId !== undefined
      ? [{ kind: 'foreignGroup', accountId: end.accountId, securityGroupId: end.securityGroupId }]
      : [cidrPeer(end.cidr as string)];
    case 'offered': return [{ kind: 'offeredGroup', segment: `${end.scope}#${end.segment}`, securityGroupId: end.securityGroupId }];
    case 'segment': return groupKeys(end, facts, 'peer').map((group) => ({ kind: 'group', group }));
    case 'service': throw new Error(`service ${end.service} has no peers of its own`);
  }
}

export function cidrPeer(cidr: string): PeerPlan {
  return { kind: 'cidr', cidr, ipVersion: cidr.includes(':') ? 6 : 4 };
}

/**
 * The groups of a segment. As `egress` only its own: an egress rule on a group that the segment does not own would strip
 * the default one of that group and cut everything else (aws-cdk #22140).
 */
export function groupKeys(end: { readonly scope: string; readonly segment: string }, facts: NetworkFacts, as: 'peer' | 'ingress' | 'egress'): GroupKey[] {
  const key = `${end.scope}#${end.segment}`;
  const segment = facts.segments.get(key) ?? { hasOwnGroup: true, importedGroups: [], bootProfiles: [] };
  const own = segment.hasOwnGroup ? [`segment:${key}`] : [];
  return as === 'egress' ? own : [...own, ...segment.importedGroups.map((name) => `imported:${key}/${name}`)];
}

/** Nothing is cut that works today, and nothing is closed either: people should know. */
export function warnUnmanaged(flow: FlowData, findings: Findings): void {
  findings.warning('EgressNotManaged', '', `flow \`${flow.id}\` starts at imported groups only, whose egress is left as it is: the flow opens nothing on that side, and what else leaves them is not limited; make their workloads members to close it`);
}
