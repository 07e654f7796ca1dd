/**
 * VPCs and subnets: their blocks, which table and list each subnet has, and where block public access applies.
 *
 *   world.subnets.get('App.Public')!.addresses.must;
 *
 * A block that Amazon or an IPAM pool gives is unknown: public IPv6 or any addresses in MAY, none in MUST. A subnet lies in the
 * blocks of its VPC whatever its own property says, so that bounds a token. Not modelled: Outposts, Local Zones, Wavelength.
 */
import type { AddressSet } from '../../algebra/address-set';
import type { Bounds, Place } from '../facts';
import { Guard } from '../guard';
import type { Resource } from '../template/model';
import type { Context } from './context';
import { defaultAclOf, defaultGroupOf, mainTableOf } from './draft';
import { allowAll } from './external';
import type { Id } from './model';
import { asBoolean, choices, viewOf } from './read';
import { ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, joined, NO_ADDRESSES, PUBLIC_IPV6 } from './sets';

interface Part { readonly guard: Guard; readonly place: Place; readonly bounds: Bounds<AddressSet> }

export function readVpcs(context: Context): void {
  const more = new Map<Id, Part[]>();
  for (const r of context.ofType('AWS::EC2::VPCCidrBlock')) {
    const parts = blocks(context, r);
    for (const ref of context.refs.all('vpc', viewOf(r).items('VpcId'))) {
      if (ref.unknown === undefined) more.set(ref.id, [...more.get(ref.id) ?? [], ...parts.map((p) => ({ ...p, guard: p.guard.and(ref.guard) })).filter((p) => !p.guard.isNever())]);
    }
  }
  for (const r of context.ofType('AWS::EC2::VPC')) {
    const { id, guard, place } = r;
    const addresses = joined(NO_ADDRESSES, guard, [...blocks(context, r), ...more.get(id) ?? []]);
    context.draft.vpcs.set(id, { id, guard, place, external: false, addresses, blocked: [], mainRouteTable: mainTableOf(id), defaultAcl: defaultAclOf(id), defaultGroup: defaultGroupOf(id) });
    context.draft.routeTables.set(mainTableOf(id), { id: mainTableOf(id), vpc: id, guard, place, routes: [], open: [] });
    context.draft.acls.set(defaultAclOf(id), { id: defaultAclOf(id), guard, place, open: [], entries: allowAll(place) });
    context.draft.groups.set(defaultGroupOf(id), { id: defaultGroupOf(id), vpc: id, guard, place, rules: [], open: [] });
  }
}

/** Blocks that a VPC, a subnet or an association of one writes. */
function blocks(context: Context, r: Resource): Part[] {
  const view = viewOf(r);
  const out: Part[] = [];
  for (const item of view.items('CidrBlock')) out.push({ guard: item.guard, place: item.place, bounds: context.sets.addresses(item.value, item.place, ALL_IPV4) });
  for (const item of view.items('Ipv6CidrBlock')) out.push({ guard: item.guard, place: item.place, bounds: context.sets.addresses(item.value, item.place, PUBLIC_IPV6) });
  const hidden: readonly (readonly [string, AddressSet, string])[] = [
    ['Ipv4IpamPoolId', ALL_IPV4, 'an IPAM pool gives the block'], ['Ipv6IpamPoolId', ALL_IPV6, 'an IPAM pool gives the block'],
    ['AmazonProvidedIpv6CidrBlock', PUBLIC_IPV6, 'Amazon gives the block'], ['Ipv6Pool', PUBLIC_IPV6, 'an address pool gives the block'],
  ];
  for (const [property, may, why] of hidden) {
    if (property === 'Ipv6Pool' && view.items('Ipv6CidrBlock').length > 0) continue;
    // A pool beside a block that is written is where the block comes from.
    if (property === 'Ipv4IpamPoolId' && view.items('CidrBlock').length > 0) continue;
    for (const item of view.items(property)) {
      if (asBoolean(item.value) === false) continue;
      out.push({ guard: item.guard, place: item.place, bounds: { may, must: NO_ADDRESSES, unknowns: [context.unknown(property, item.place, `${why}, so its addresses are not known before deployment`)] } });
    }
  }
  return out;
}

export function readSubnets(context: Context): void {
  const { draft } = context;
  const more = new Map<Id, Part[]>();
  for (const r of context.ofType('AWS::EC2::SubnetCidrBlock')) {
    for (const ref of context.refs.all('subnet', viewOf(r).items('SubnetId'))) {
      if (ref.unknown === undefined) more.set(ref.id, [...more.get(ref.id) ?? [], ...blocks(context, r).map((p) => ({ ...p, guard: p.guard.and(ref.guard) }))]);
    }
  }
  for (const r of context.ofType('AWS::EC2::Subnet')) {
    for (const { id, guard, vpc } of context.split(r)) {
      const inside = draft.vpcs.get(vpc)?.addresses.may ?? ALL_ADDRESSES;
      const { may, must, unknowns } = joined(NO_ADDRESSES, guard, [...blocks(context, r), ...more.get(id) ?? []].filter((p) => !p.guard.and(guard).isNever()));
      const bounded = may.intersection(inside);
      draft.subnets.set(id, {
        id, guard, place: r.place, vpc, external: false, routeTables: [], acls: [], exemptions: [],
        // A block that is not in the VPC is no block that EC2 would create: nothing is said about where it lies.
        addresses: must.isSubsetOf(bounded) ? { may: bounded, must, unknowns } : { may, must, unknowns },
      });
    }
  }
}

/** Block public access: of the account and region of its template, and what is exempt from it. */
export function readPublicAccessBlocks(context: Context): void {
  const { draft } = context;
  for (const r of context.ofType('AWS::EC2::VPCBlockPublicAccessOptions')) {
    for (const mode of choices(viewOf(r), 'InternetGatewayBlockMode')) {
      if (mode.value === 'off') continue;
      const direction = mode.value === 'block-ingress' ? 'ingress' as const : 'both' as const;
      const isKnown = mode.value === 'block-ingress' || mode.value === 'block-bidirectional';
      for (const vpc of draft.vpcs.values()) {
        const reach = reachOf(context, r, vpc.place);
        if (reach === 'no' || vpc.external) continue;
        vpc.blocked.push({ guard: reach === 'yes' && isKnown ? mode.guard : Guard.UNSURE, place: r.place, direction });
      }
    }
  }
  for (const r of context.ofType('AWS::EC2::VPCBlockPublicAccessExclusion')) {
    const view = viewOf(r);
    for (const mode of choices(view, 'InternetGatewayExclusionMode')) {
      const direction = mode.value === 'allow-egress' ? 'egress' as const : 'both' as const;
      const known = mode.value === 'allow-egress' || mode.value === 'allow-bidirectional';
      const exempt = (id: Id, guard: Guard): void => {
        const both = known ? guard.and(mode.guard) : Guard.UNSURE;
        if (!both.isNever()) draft.subnets.get(id)?.exemptions.push({ guard: both, direction });
      };
      for (const ref of context.refs.all('subnet', view.items('SubnetId'))) exempt(ref.id, ref.guard);
      for (const ref of context.refs.all('vpc', view.items('VpcId'))) {
        for (const subnet of draft.subnets.values()) if (subnet.vpc === ref.id) exempt(subnet.id, ref.guard);
      }
    }
  }
}

/** Whether two templates are deployed to one account and region. */
function reachOf(context: Context, r: Resource, place: Place): 'yes' | 'no' | 'maybe' {
  const other = context.templates.templates.find((t) => t.file === place.template);
  const mine = r.template;
  if (other === undefined || other.file === mine.file) return 'yes';
  const differs = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b;
  if (differs(mine.account, other.account) || differs(mine.region, other.region)) return 'no';
  return mine.account !== undefined && mine.region !== undefined && other.account === mine.account && other.region === mine.region ? 'yes' : 'maybe';
}

