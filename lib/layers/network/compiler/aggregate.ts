/**
 * Fewer rules for the same permission, on request only: neighbouring ports become a range, neighbouring CIDRs their
 * common block. Nothing is ever widened: the algebra merges exactly or not at all.
 *
 * An aggregated rule has another id than the rules that it stands for, so that switching this on, or adding a flow
 * beside it, replaces live rules. That is why it is not the default, and why its plan is printed.
 */
import { AddressSet } from '../../../algebra/address-set';
import { compareText, connectionText, type ConnectionData } from '../../../intent';
import type { RulePlan } from './plan';
import { cidrPeer, peerKey, ruleDescription, ruleId } from './rules';

export interface Aggregated {
  readonly rules: readonly RulePlan[];
  readonly sentences: readonly string[];
}

export function aggregate(rules: readonly RulePlan[]): Aggregated {
  const sentences: string[] = [];
  const ports = mergeGroups(rules, (r) => (hasPorts(r) ? `${r.direction} ${r.group} ${peerKey(r.peer)} ${r.connection.protocol}` : undefined), mergePorts, sentences);
  const cidrs = mergeGroups(ports, (r) => (r.peer.kind === 'cidr' ? `${r.direction} ${r.group} ${r.peer.ipVersion} ${connectionText(r.connection)}` : undefined), mergeCidrs, sentences);
  return { rules: [...cidrs].sort((a, b) => compareText(a.id, b.id)), sentences: sentences.sort(compareText) };
}

type Shape = Pick<RulePlan, 'peer' | 'connection'>;

function mergeGroups(rules: readonly RulePlan[], key: (r: RulePlan) => string | undefined, merge: (rules: readonly RulePlan[]) => Shape[], sentences: string[]): RulePlan[] {
  const groups = new Map<string, RulePlan[]>();
  const out: RulePlan[] = [];
  for (const rule of rules) {
    const k = key(rule);
    if (k === undefined) out.push(rule);
    else groups.set(k, [...(groups.get(k) ?? []), rule]);
  }
  for (const group of groups.values()) {
    const shapes = merge(group);
    if (shapes.length === group.length) {
      out.push(...group);
      continue;
    }
    const { direction, group: on, shard } = group[0];
    for (const shape of shapes) {
      const served = group.filter((r) => isWithin(r, shape));
      out.push(served.length === 1 ? served[0] : {
        ...shape, id: ruleId(direction, on, shape.peer, shape.connection), direction, group: on, shard, ...namesOf(served), implied: served.every((r) => r.implied),
      });
    }
    const { flows } = namesOf(group);
    sentences.push(`${direction} on ${on}: ${group.length} rules become ${shapes.length} (${shapes.map((s) => `${peerKey(s.peer)} ${connectionText(s.connection)}`).sort(compareText).join('; ')}), for ${flows.join(', ')}`);
  }
  return out;
}

/** Whether a rule is among those that a merged one stands for: a flow is named only where it is served. */
function isWithin({ peer, connection }: Shape, into: Shape): boolean {
  if (peer.kind === 'cidr' && into.peer.kind === 'cidr' && !AddressSet.cidr(peer.cidr).isSubsetOf(AddressSet.cidr(into.peer.cidr))) return false;
  return from(connection) >= from(into.connection) && to(connection) <= to(into.connection);
}

function namesOf(rules: readonly RulePlan[]): Pick<RulePlan, 'flows' | 'description'> {
  const flows = [...new Set(rules.flatMap((r) => r.flows))].sort(compareText);
  return { flows, description: ruleDescription(flows.join(', ')) };
}

function hasPorts(r: RulePlan): boolean {
  return (r.connection.protocol === 'tcp' || r.connection.protocol === 'udp') && r.connection.fromPort !== undefined;
}

function mergePorts(rules: readonly RulePlan[]): Shape[] {
  const merged: { from: number; to: number }[] = [];
  const sorted = [...rules].sort((a, b) => from(a.connection) - from(b.connection) || to(a.connection) - to(b.connection));
  for (const { connection } of sorted) {
    const last = merged[merged.length - 1];
    if (last && from(connection) <= last.to + 1) last.to = Math.max(last.to, to(connection));
    else merged.push({ from: from(connection), to: to(connection) });
  }
  const { protocol } = rules[0].connection;
  return merged.map((m) => ({ peer: rules[0].peer, connection: { protocol, fromPort: m.from, toPort: m.to } }));
}

function mergeCidrs(rules: readonly RulePlan[]): Shape[] {
  const all = rules.map((r) => (r.peer.kind === 'cidr' ? r.peer.cidr : '')).reduce((set, cidr) => set.union(AddressSet.cidr(cidr)), AddressSet.none());
  return all.toCidrs().map((cidr) => ({ peer: cidrPeer(cidr), connection: rules[0].connection }));
}

function from(c: ConnectionData): number {
  return c.fromPort ?? 0;
}

function to(c: ConnectionData): number {
  return c.toPort ?? from(c);
}
