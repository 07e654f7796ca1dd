/**
 * Where an interface class may stand: each subnet that it can be in, with the addresses that it can have there.
 *
 * A class without subnets stands anywhere in its VPC in MAY. An address that a token hides is one of many in both readings; in MUST
 * what narrows it counts only where it leaves them all (`hidden`).
 */
import { AddressSet } from '../../algebra/address-set';
import type { Place, Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import type { Exposure, Id, InterfaceClass, NetworkWorld, Subnet, Vpc } from '../../world/network/model';
import { ALL_IPV4, ANYWHERE, NOWHERE } from './sets';

export interface Spot {
  readonly index: number;
  readonly guard: Guard;
  readonly subnet: Id;
  readonly may: AddressSet;
  /** Of an address that a token hides: what it can be, as in `hidden`. */
  readonly must: AddressSet;
  /** Of each family whose address a token hides, all that it can be: a rule counts only if it covers them all. */
  readonly hidden: AddressSet;
  readonly publicIpv4: Exposure;
  readonly ipv6: Exposure;
  readonly because: readonly Place[];
  /** It has an address of its own, not any of the subnet. */
  readonly fixed: boolean;
  readonly unknowns: readonly Unknown[];
}

const NONE: readonly Unknown[] = [];

export function spotsOf(network: NetworkWorld, face: InterfaceClass, vpc: Vpc | undefined): Spot[] {
  if (face.placements.length === 0) {
    const unknown: Unknown = { token: `subnets of ${face.id}`, template: face.place.template, pointer: face.place.pointer, why: 'where it stands is not known' };
    const exposure: Exposure = { is: 'maybe', unknown };
    return [{ index: -1, guard: Guard.ALWAYS, subnet: '', may: vpc?.addresses.may ?? ANYWHERE, must: NOWHERE, hidden: NOWHERE, publicIpv4: exposure, ipv6: exposure, because: [], fixed: true, unknowns: [unknown] }];
  }
  return face.placements.flatMap((placement, index): Spot[] => {
    if (placement.guard.isNever()) return [];
    const bounds = fixedOr(placement.addresses, addressesOf(network.subnets.get(placement.subnet)));
    const family = (set: AddressSet, ipv6: boolean): AddressSet => (ipv6 || set.ipv6.length === 0 ? set : set.intersection(ALL_IPV4));
    const may = family(bounds.may, placement.ipv6.is !== 'no');
    const must = family(bounds.must, placement.ipv6.is === 'yes');
    const hides = [must.ipv4.length === 0 && may.ipv4.length > 0, must.ipv6.length === 0 && may.ipv6.length > 0 && placement.ipv6.is === 'yes'];
    const hidden = hides.includes(true) ? AddressSet.ofBoundaries(hides[0] ? may.ipv4 : [], hides[1] ? may.ipv6 : []) : NOWHERE;
    return [{ index, guard: placement.guard, subnet: placement.subnet, may, must: hidden.isEmpty() ? must : must.union(hidden), hidden, publicIpv4: placement.publicIpv4, ipv6: placement.ipv6, because: placement.because, fixed: placement.addresses !== undefined, unknowns: bounds.unknowns }];
  });
}

/** A fixed IPv4 address says nothing of the IPv6 one, and the other way round. */
function fixedOr(own: Subnet['addresses'] | undefined, subnet: Subnet['addresses']): Subnet['addresses'] {
  if (own === undefined) return subnet;
  const of = (a: AddressSet, b: AddressSet): AddressSet => AddressSet.ofBoundaries(own.may.ipv4.length > 0 ? a.ipv4 : b.ipv4, own.may.ipv6.length > 0 ? a.ipv6 : b.ipv6);
  return { may: of(own.may, subnet.may), must: of(own.must, subnet.must), unknowns: [...own.unknowns, ...subnet.unknowns] };
}

function addressesOf(subnet: Subnet | undefined): Subnet['addresses'] {
  return subnet?.addresses ?? { may: ANYWHERE, must: NOWHERE, unknowns: NONE };
}
