/**
 * Prefix lists: those of these templates with their entries, the others by name where AWS keeps them.
 *
 *   world.prefixLists.get('external:pl-6da54004')!.awsName;   // com.amazonaws.eu-west-1.s3
 */
import type { AddressSet } from '../../algebra/address-set';
import type { Bounds, Place } from '../facts';
import type { Guard } from '../guard';
import { isMap } from '../template/walk';
import { atomOf, type Context } from './context';
import { awsListName } from './aws-prefix-lists';
import type { RulePeer } from './model';
import { choices, viewOf, viewInto, unknownOf, type Item } from './read';
import { ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, joined, NO_ADDRESSES } from './sets';

export function readPrefixLists(context: Context): void {
  for (const r of context.ofType('AWS::EC2::PrefixList')) {
    const view = viewOf(r);
    const family = choices(view, 'AddressFamily');
    const widest = family.every((f) => f.value === 'IPv4') ? ALL_IPV4 : family.every((f) => f.value === 'IPv6') ? ALL_IPV6 : ALL_ADDRESSES;
    const parts: { guard: Guard; place: Place; bounds: Bounds<AddressSet> }[] = [];
    for (const item of view.items('Entries')) {
      if (!isMap(item.value)) {
        parts.push({ guard: item.guard, place: item.place, bounds: { may: widest, must: NO_ADDRESSES, unknowns: [unknownOf(item.value, item.place, 'not an entry of a prefix list')] } });
        continue;
      }
      for (const c of choices(viewInto(item), 'Cidr')) parts.push({ guard: c.guard, place: item.place, bounds: context.sets.addresses(c.value, c.place, widest) });
    }
    context.draft.prefixLists.set(r.id, { id: r.id, place: r.place, entries: joined(NO_ADDRESSES, r.guard, parts) });
  }
}

/** The peers that a property with a prefix list's id stands for. */
export function prefixListRef(context: Context, item: Item): readonly { readonly guard: Guard; readonly peer: RulePeer }[] {
  return context.refs.of('list', item).map((ref) => {
    if (ref.token) return { guard: ref.guard, peer: { kind: 'opaque', atom: atomOf(ref), of: 'addresses', unknown: ref.unknown! } as const };
    if (ref.unknown !== undefined) {
      const region = regionOf(context, item.place);
      const awsName = awsListName(atomOf(ref), region) ?? context.listNames.get(atomOf(ref));
      context.externals.prefixList(ref.id, { ...ref.unknown, why: 'the entries of a prefix list outside these templates are not known' }, ref.place, awsName);
    }
    return { guard: ref.guard, peer: { kind: 'prefixList', list: ref.id } as const };
  });
}

function regionOf(context: Context, place: Place): string | undefined {
  return context.templates.templates.find((t) => t.file === place.template)?.region;
}
