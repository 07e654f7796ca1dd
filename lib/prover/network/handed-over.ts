/**
 * What a service of AWS hands over by itself: no packet of a network that is modelled leads to the target, and its rules see
 * somebody else than the one who sends.
 *
 *   handedOver(world, accelerator, balancer, 'must', { over, forward, client })
 *
 * | sees | the target's rules are asked about | MUST needs |
 * |---|---|---|
 * | `client` | the client's address; lists as well, in MUST | that it passes |
 * | `service` | an address that nobody knows | that every address passes |
 * | `link` | the consumer's private address, if an attribute of the balancer does not say otherwise; MAY does not ask | no groups, the attribute, or a rule for every address |
 * | `lattice` | VPC Lattice's own addresses | never |
 *
 * Also here: who inside the world reaches such a service without leaving its VPC (`entering`).
 */
import { AddressSet } from '../../algebra/address-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import type { PortSet } from '../../algebra/port-set';
import type { Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import type { Forward } from '../../world/network/model';
import { subnetAdmission } from './acl';
import { type Gate, type Leg, type Mode, readingOf, throughLists } from './lists';
import { entriesOf, type Grant, type Grants, isOneVpc, type Node, type Prepared, type Spot } from './prepare';
import { ALL_IPV4, ANY_PORT, ANYWHERE, canTalk, EVERYTHING, intern, isNothing, meet, meetAddresses, PUBLIC, sameFamily } from './sets';
import { isCertain, remain, type Term } from './term';

const NONE: readonly Unknown[] = [];
/** Link-local and "non-routable public" ones (VPC Lattice user guide, "Managed prefix list"): wider than the lists are today. */
const LATTICE = AddressSet.unionOf([AddressSet.cidr('169.254.0.0/16'), AddressSet.cidr('fd00:ec2::/32'), PUBLIC]);
const ASKED: Unknown = { token: 'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic', template: '', pointer: '', why: 'whether the groups of the target take what comes by PrivateLink depends on who sends it' };

export interface Handing {
  readonly over: ConnectionSet;
  readonly forward: Forward;
  /** Who came in, where that is known. */
  readonly client?: AddressSet;
}

/** The service hands over, and no packet of the source itself arrives. */
export function isHandedOver(from: Node, to: Node, { sees, targets }: Forward): boolean {
  return from.face === undefined || sees === 'lattice' || (sees === 'link' && targets.includes(to.id));
}

export function handedOver(world: Prepared, from: Node, to: Node, mode: Mode, handing: Handing): Term[] {
  if (to.outside || to.face === undefined) return [];
  return to.accepts.flatMap((taken): Term[] => {
    const both = meet(handing.over, mode === 'may' ? taken.may : taken.must);
    if (isNothing(both)) return [];
    return to.spots.flatMap((spot): Term[] => {
      const destination = remain(spot, mode);
      const guard = to.guard.and(spot.guard).and(taken.guard);
      if (destination === undefined || !isCertain(mode, guard)) return [];
      return admitted(world, to, spot, mode, handing).flatMap((a): Term[] => {
        const over = meet(a.over, both);
        if (isNothing(over) || (mode !== 'may' && a.client !== undefined && !canTalk(a.client, destination))) return [];
        const [, near] = mode === 'may' || a.client === undefined ? [undefined, destination] : sameFamily(a.client, destination);
        const starts = from.spots.length === 0 ? [undefined] : from.spots;
        return starts.map((start): Term => ({
          guard: (start === undefined ? guard : guard.and(from.guard).and(start.guard)).and(a.guard), source: start === undefined ? ANYWHERE : mode === 'may' ? start.may : start.must, destination: near, over, ports: a.ports,
          from: { kind: 'node', node: from, ...start === undefined ? {} : { spot: start } }, to: { kind: 'node', node: to, spot },
          ...a.ingress === undefined ? {} : { ingress: a.ingress }, ...a.client === undefined ? {} : { client: a.client }, unknowns: mode === 'may' ? [...a.unknowns, ...taken.unknowns] : NONE,
        })).filter((t) => isCertain(mode, t.guard));
      });
    });
  });
}

interface Admitted {
  readonly guard: Guard;
  readonly over: ConnectionSet;
  readonly ports: PortSet;
  readonly ingress?: Grant;
  /** Clients that pass. */
  readonly client?: AddressSet;
  readonly unknowns: readonly Unknown[];
}

const FREELY: Admitted = { guard: Guard.ALWAYS, over: EVERYTHING, ports: ANY_PORT, unknowns: NONE };

/** What the rules of the target, and the lists around it, let in. */
function admitted(world: Prepared, to: Node, spot: Spot, mode: Mode, { forward: { sees, entry }, client }: Handing): readonly Admitted[] {
  const isAsked = !to.ungrouped;
  switch (sees) {
    case undefined: return [FREELY];
    case 'link':
      if (mode === 'may') return [isAsked ? { ...FREELY, unknowns: [ASKED] } : FREELY];
      return !isAsked || to.face?.linksUnasked === true ? [FREELY] : taking(world, to.ingress, ALL_IPV4, mode, true);
    case 'lattice': return mode !== 'may' ? [] : taking(world, to.ingress, LATTICE, mode, false).map((a) => ({ ...a, client: undefined }));
    case 'service': {
      const seen = taking(world, to.ingress, mode === 'may' ? ANYWHERE : ALL_IPV4, mode, true);
      return (mode === 'may' ? [...seen, ...foreign(to)] : throughSubnet(world, spot, seen, mode).filter((a) => ALL_IPV4.isSubsetOf(a.client ?? ANYWHERE))).map((a) => ({ ...a, client: undefined }));
    }
    case 'client': {
      const from = client ?? (mode === 'may' ? entry?.reachableFrom.may : entry?.reachableFrom.must) ?? ANYWHERE;
      const seen = taking(world, to.ingress, from, mode, mode === 'sure');
      // The accelerator's own interface has a group that somebody may have found the id of; lists may be asked outwards only.
      return mode === 'may' ? [...seen, ...foreign(to)] : throughSubnet(world, spot, seen, mode).filter((a) => mode !== 'sure' || from.isSubsetOf(a.client ?? ANYWHERE));
    }
  }
}

/** By each rule that takes some of these addresses, or (`whole`) all of them. */
function taking(world: Prepared, { wide }: Grants, from: AddressSet, mode: Mode, whole: boolean): readonly Admitted[] {
  return wide.flatMap((grant): Admitted[] => {
    const addresses = addressesOf(world, grant, mode);
    const over = mode === 'may' ? grant.may : grant.must;
    const client = meetAddresses(from, addresses);
    if (isNothing(over) || client.isEmpty() || (mode !== 'may' && whole && !from.isSubsetOf(addresses)) || !isCertain(mode, grant.guard)) return [];
    return [{ guard: grant.guard, over, ports: ANY_PORT, ingress: grant, client, unknowns: grant.unknowns }];
  });
}

function addressesOf(world: Prepared, { peer }: Grant, mode: Mode): AddressSet {
  if (peer.kind === 'addresses') return peer.addresses;
  if (peer.kind !== 'prefixList') return mode === 'may' ? ANYWHERE : AddressSet.none();
  const entries = entriesOf(world.network, peer);
  return mode === 'may' ? (entries === undefined || entries.unknowns.length > 0 ? ANYWHERE : entries.may) : entries?.must ?? AddressSet.none();
}

/** Rules that name a group that is not of these templates. */
function foreign({ ingress }: Node): readonly Admitted[] {
  return [...ingress.byGroup].flatMap(([id, grants]) => (id.startsWith('external:') ? grants : [])).map((g) => ({ ...FREELY, guard: g.guard, over: g.may, ingress: g, unknowns: g.unknowns }));
}

/** The lists of the target's subnet see whom its rules see. */
function throughSubnet(world: Prepared, spot: Spot, list: readonly Admitted[], mode: Mode): readonly Admitted[] {
  if (spot.subnet === '') return [];
  const gate = (direction: 'ingress' | 'egress'): Gate => ({ admission: subnetAdmission(world, spot.subnet, direction, readingOf(mode)), by: 'source' });
  return list.flatMap((a) => throughLists({ guard: a.guard, source: a.client ?? ANYWHERE, destination: ANYWHERE, groups: 'no', unknowns: a.unknowns }, [gate('ingress')], [gate('egress')], mode)
    .map((leg: Leg) => ({ ...a, guard: leg.guard, over: meet(a.over, leg.over), ports: leg.ports, client: leg.source })));
}

/** From an interface to an entry that takes what comes from inside its VPC. */
export function entering(world: Prepared, from: Node, to: Node, mode: Mode): Term[] {
  if (mode !== 'may' || from.face === undefined || from.outside || from.proxy) return [];
  return to.entry.flatMap(({ guard, entry }): Term[] => {
    const inside = entry?.inside;
    if (inside === undefined || !inside.vpcs.some((vpc) => isOneVpc(world, vpc, from.vpc, mode))) return [];
    const listened = intern(entry!.connections.may);
    return taking(world, from.egress, LATTICE, mode, false).flatMap(({ ingress: egress, over, guard: under, unknowns }) => from.spots.map((spot): Term => ({
      guard: guard.and(under).and(from.guard).and(spot.guard), source: spot.may, destination: LATTICE, over: meet(over, listened), ports: ANY_PORT, from: { kind: 'node', node: from, spot }, to: { kind: 'node', node: to },
      ...egress === undefined ? {} : { egress }, unknowns: [...unknowns, inside.unknown],
    }))).filter((t) => !t.guard.isNever() && !isNothing(t.over));
  });
}

/** Somebody in this VPC may come in. */
export function isInside(world: Prepared, from: Node, entry: Node): boolean {
  return entry.entry.some((f) => f.entry?.inside?.vpcs.some((vpc) => isOneVpc(world, vpc, from.vpc, 'may')) === true);
}
