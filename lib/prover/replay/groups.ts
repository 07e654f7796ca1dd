/**
 * Security groups, one packet at a time: `mayLeave(world, moment, api, db, packet)` returns, or refuses.
 *
 * Groups are stateful, so nothing is asked about replies. A rule counts where it surely exists and surely covers the other end.
 */
import type { Connection } from '../../algebra/connection-set';
import type { GroupRule, Id, NetworkWorld, RulePeer } from '../../world/network/model';
import type { Inside, Standing } from './ends';
import type { Spot } from './address';
import type { Moment } from './moment';
import { refuse } from './refusal';

/** The other end, as the groups of one end see it. */
export interface Seen {
  readonly name: string;
  /** Undefined: only its groups are known. */
  readonly spot?: Spot;
  /** A prefix list that its address is taken from. */
  readonly list?: Id;
  /** Groups that rules may name it by; none where the packet left private addresses or crosses a transit gateway. */
  readonly groups: ReadonlySet<Id>;
}

export function mayLeave(world: NetworkWorld, moment: Moment, from: Standing, to: Seen, connection: Connection): void {
  check(world, moment, from, 'egress', to, connection);
}

export function mayEnter(world: NetworkWorld, moment: Moment, to: Standing, from: Seen, connection: Connection): void {
  check(world, moment, to, 'ingress', from, connection);
}

function check(world: NetworkWorld, moment: Moment, end: Standing, direction: GroupRule['direction'], other: Seen, connection: Connection): void {
  const groups = limitingGroups(moment, end);
  if (groups === undefined) return;
  for (const id of groups) {
    const group = world.groups.get(id);
    if (group === undefined || !moment.surely(group.guard)) continue;
    for (const rule of group.rules) {
      if (rule.direction !== direction || rule.hearsay !== undefined || !moment.surely(rule.guard)) continue;
      if (rule.connections.must.contains(connection) && covers(world, moment, rule.peer, other)) return;
    }
  }
  const [verb, preposition] = direction === 'egress' ? ['leave', 'to'] : ['enter', 'from'];
  refuse(direction, `no ${direction} rule lets the packet ${verb} \`${end.name}\` ${preposition} ${other.name} (groups: ${[...groups].join(', ') || 'none that is sure'})`);
}

/** Groups whose rules decide; undefined where none do. */
function limitingGroups(moment: Moment, end: Standing): readonly Id[] | undefined {
  if (end.kind === 'inside') return end.face.ungrouped ? undefined : groupsOf(moment, end);
  // Somebody else's interface: what else it has is not known. The rules of a group that is all here are.
  if (end.kind === 'group' && end.group.open.length === 0) return [end.group.id];
  return undefined;
}

/** Groups that it surely has. The default group counts where surely no other does. */
export function groupsOf(moment: Moment, { face, vpc }: Inside): readonly Id[] {
  const possible = face.attachments.filter((a) => moment.possibly(a.guard));
  if (possible.length === 0) return [vpc.defaultGroup];
  return possible.filter((a) => moment.surely(a.guard)).flatMap((a) => (a.group === undefined ? [] : [a.group]));
}

function covers(world: NetworkWorld, moment: Moment, peer: RulePeer, other: Seen): boolean {
  switch (peer.kind) {
    case 'addresses': return other.spot !== undefined && other.spot.isIn(peer.addresses);
    case 'group': return other.groups.has(peer.group);
    case 'prefixList': {
      const list = world.prefixLists.get(peer.list);
      const { spot } = other;
      if (list === undefined || spot === undefined || other.list === peer.list) return other.list === peer.list;
      return spot.isIn(list.entries.must) || list.parts?.some((p) => moment.surely(p.guard) && spot.isIn(p.addresses)) === true;
    }
    case 'opaque': return false;
  }
}
