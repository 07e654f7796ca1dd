/**
 * Prefix lists: those of these templates with their entries, the others by name where AWS keeps them.
 *
 *   world.prefixLists.get('external:pl-6da54004')!.awsName;   // com.amazonaws.eu-west-1.s3
 */
import type { AddressSet } from '../../algebra/address-set';
import type { Guard } from '../guard';
import { asText, isMap } from '../template/walk';
import { atomOf, type Context } from './context';
import { awsListName } from './aws-prefix-lists';
import type { PrefixList, RulePeer } from './model';
import { choices, viewOf, viewInto, unknownOf, type Item } from './read';
import { ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, joined, NO_ADDRESSES, type Part } from './sets';

export function readPrefixLists(context: Context): void {
  for (const r of context.ofType('AWS::EC2::PrefixList')) {
    const view = viewOf(r);
    const family = choices(view, 'AddressFamily');
    const widest = family.every((f) => f.value === 'IPv4') ? ALL_IPV4 : family.every((f) => f.value === 'IPv6') ? ALL_IPV6 : ALL_ADDRESSES;
    const parts: Part<AddressSet>[] = [];
    const entries: NonNullable<PrefixList['parts']>[number][] = [];
    for (const item of view.items('Entries')) {
      if (!isMap(item.value)) {
        parts.push({ guard: item.guard, place: item.place, bounds: { may: widest, must: NO_ADDRESSES, unknowns: [unknownOf(item.value, item.place, 'not an entry of a prefix list')] } });
        continue;
      }
      for (const c of choices(viewInto(item), 'Cidr')) {
        parts.push({ guard: c.guard, place: item.place, bounds: context.sets.addresses(c.value, c.place, widest) });
        const text = asText(c.value);
        const read = text === undefined ? undefined : context.sets.cidr(text);
        if (read?.ok) entries.push({ guard: c.guard, place: item.place, addresses: read.addresses, prefixLength: read.prefixLength });
      }
    }
    const conditional = entries.length === parts.length && parts.some((p) => !r.guard.implies(p.guard));
    context.draft.prefixLists.set(r.id, { id: r.id, place: r.place, entries: joined(NO_ADDRESSES, r.guard, parts), ...conditional ? { parts: entries } : {} });
  }
}

/** The peers that a property with a prefix list's id stands for. */
export function prefixListRef(context: Context, item: Item): readonly { readonly guard: Guard; readonly peer: RulePeer }[] {
  return context.refs.of('list', item).map((ref) => {
    if (ref.token) return { guard: ref.guard, peer: { kind: 'opaque', atom: atomOf(ref), of: 'addresses', unknown: ref.unknown! } as const };
    if (ref.unknown !== undefined) {
      const awsName = awsListName(atomOf(ref), context.regionOf(item.place)) ?? context.listNames.get(atomOf(ref));
      context.externals.prefixList(ref.id, { ...ref.unknown, why: 'the entries of a prefix list outside these templates are not known' }, ref.place, awsName);
    }
    return { guard: ref.guard, peer: { kind: 'prefixList', list: ref.id } as const };
  });
}
