/**
 * Network ACLs: entries in the order of their numbers, and the subnets that they stand before.
 *
 *   world.acls.get('App.Acl')!.entries.filter((e) => e.direction === 'ingress');
 *
 * A list of a template starts empty: what no entry allows is denied. The default list of a VPC allows everything, and entries
 * that a template adds to it stand beside its own. An entry with a token for its number has no place in the order.
 */
import type { AddressSet } from '../../algebra/address-set';
import type { Bounds, Place, Unknown } from '../facts';
import { exactly } from '../facts';
import { Guard } from '../guard';
import { asText, type Plain } from '../template/walk';
import type { Resource } from '../template/model';
import type { Context } from './context';
import type { AclEntry } from './model';
import { asBoolean, asNumber, choices, unknownOf, viewOf } from './read';
import { ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, NO_ADDRESSES, NO_CONNECTIONS } from './sets';

/** More combinations of conditions than these in one entry are read as tokens. */
const BRANCHES = 64;

export function declareAcls(context: Context): void {
  for (const r of context.ofType('AWS::EC2::NetworkAcl')) {
    for (const { id, guard } of context.split(r)) context.draft.acls.set(id, { id, guard, place: r.place, entries: [], open: [] });
  }
}

export function readAcls(context: Context): void {
  const { draft } = context;
  const strangers: { readonly resource: Resource; readonly unknown: Unknown }[] = [];
  for (const r of context.ofType('AWS::EC2::NetworkAclEntry')) {
    for (const ref of context.refs.all('acl', viewOf(r).items('NetworkAclId'))) {
      const acl = ref.unknown === undefined ? draft.acls.get(ref.id) : context.externals.acl(ref.id, ref.unknown, ref.place);
      if (ref.token && !strangers.some((s) => s.unknown.token === ref.unknown!.token && s.resource.template === r.template)) strangers.push({ resource: r, unknown: ref.unknown! });
      acl?.entries.push(...entriesOf(context, r, ref.guard));
    }
  }
  for (const { resource, unknown } of strangers) {
    for (const id of context.strangers(resource, 'AWS::EC2::NetworkAcl')) draft.acls.get(id)?.open.push(unknown);
  }
  for (const acl of draft.acls.values()) acl.entries.sort((a, b) => (a.direction < b.direction ? 1 : a.direction > b.direction ? -1 : (a.number ?? 0) - (b.number ?? 0)));
  for (const r of context.ofType('AWS::EC2::SubnetNetworkAclAssociation')) {
    const view = viewOf(r);
    for (const acl of context.refs.all('acl', view.items('NetworkAclId'))) {
      if (acl.unknown !== undefined) context.externals.acl(acl.id, acl.unknown, acl.place);
      for (const ref of context.refs.all('subnet', view.items('SubnetId'))) {
        const both = acl.guard.and(ref.guard);
        if (both.isNever()) continue;
        const subnet = ref.unknown === undefined ? draft.subnets.get(ref.id) : context.externals.subnet(ref.id, ref.unknown, ref.place);
        if (subnet?.external && subnet.acls.some((a) => a.acl === `${subnet.id}#acl`)) subnet.acls.splice(0);
        subnet?.acls.push({ guard: both, acl: acl.id });
        if (ref.token) for (const id of context.strangers(r, 'AWS::EC2::Subnet')) draft.subnets.get(id)?.acls.push({ guard: Guard.UNSURE, acl: acl.id });
      }
    }
  }
  // A subnet has one list: of two associations the later one counts, and nobody says which that is.
  for (const { acls } of draft.subnets.values()) {
    const twice = acls.filter((a) => acls.some((b) => b !== a && b.acl !== a.acl && !a.guard.and(b.guard).isNever()));
    for (const a of twice) acls[acls.indexOf(a)] = { ...a, guard: Guard.UNSURE };
  }
}

interface Fields { readonly guard: Guard; readonly values: ReadonlyMap<string, { readonly value: Plain | undefined; readonly place: Place }> }

const FIELDS = ['Egress', 'RuleNumber', 'RuleAction', 'Protocol', 'CidrBlock', 'Ipv6CidrBlock', 'PortRange.From', 'PortRange.To', 'Icmp.Type', 'Icmp.Code'];

function entriesOf(context: Context, r: Resource, guard: Guard): readonly AclEntry[] {
  const view = viewOf(r, guard);
  let branches: Fields[] = [{ guard, values: new Map() }];
  for (const name of FIELDS) {
    const options = choices(view, name);
    const next = branches.flatMap((b) => options.map((o) => ({ guard: b.guard.and(o.guard), values: new Map([...b.values, [name, o] as const]) })).filter((b2) => !b2.guard.isNever()));
    if (next.length <= BRANCHES) branches = next;
    // Too many: the field stays unread, which is read as hidden below.
    else branches = branches.map((b) => ({ ...b, values: new Map([...b.values, [name, { value: r.value(...name.split('.')) as Plain | undefined, place: r.place }] as const]) }));
  }
  return branches.flatMap((b) => readEntry(context, r, b));
}

function readEntry(context: Context, r: Resource, { guard, values }: Fields): readonly AclEntry[] {
  const get = (name: string): Plain | undefined => values.get(name)?.value ?? undefined;
  const at = (name: string): Place => values.get(name)?.place ?? r.place;
  const protocol = get('Protocol');
  const isIcmp = /^(1|58|icmp|icmpv6)$/i.test(asText(protocol) ?? '');
  const [from, to] = isIcmp ? ['Icmp.Type', 'Icmp.Code'] : ['PortRange.From', 'PortRange.To'];
  const connections = context.sets.rule(protocol, get(from), get(to), r);
  const action = asText(get('RuleAction'))?.toLowerCase();
  const allow: Bounds<boolean> = action === 'allow' || action === 'deny'
    ? exactly(action === 'allow')
    : { may: true, must: false, unknowns: [unknownOf(get('RuleAction'), at('RuleAction'), 'neither allow nor deny')] };
  const [v4, v6] = [get('CidrBlock'), get('Ipv6CidrBlock')];
  const addresses: Bounds<AddressSet> = v4 !== undefined
    ? context.sets.addresses(v4, at('CidrBlock'), ALL_IPV4)
    : v6 !== undefined ? context.sets.addresses(v6, at('Ipv6CidrBlock'), ALL_IPV6)
      : { may: ALL_ADDRESSES, must: NO_ADDRESSES, unknowns: [context.unknown('no CIDR', r.place, 'EC2 creates no entry without a CIDR')] };
  const both = v4 !== undefined && v6 !== undefined ? { may: ALL_ADDRESSES, must: NO_ADDRESSES, unknowns: [context.unknown('two CIDRs', r.place, 'EC2 takes one CIDR for each entry')] } : addresses;
  const egress = get('Egress') === undefined ? false : asBoolean(get('Egress'));
  const number = asNumber(get('RuleNumber'));
  const entry = { guard, place: r.place, number: number !== undefined && number >= 1 && number <= 32766 ? number : undefined, allow, addresses: both, connections };
  if (egress !== undefined) return [{ ...entry, direction: egress ? 'egress' : 'ingress' }];
  // On which side it stands is hidden: perhaps it is there on each.
  const unknown = unknownOf(get('Egress'), at('Egress'), 'not a boolean');
  return (['ingress', 'egress'] as const).map((direction) => ({ ...entry, direction, connections: { may: connections.may, must: NO_CONNECTIONS, unknowns: [...connections.unknowns, unknown] } }));
}
