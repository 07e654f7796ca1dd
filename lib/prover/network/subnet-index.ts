/**
 * Who a rule of addresses can mean: classes by the subnets whose addresses it touches.
 *
 *   index.reached(web.egress)      // lists of classes, or 'all'
 *   index.admitting(web)           // classes with a rule that may admit it
 *
 * Bounds only: whoever is listed is looked at, whoever is not is certainly not meant.
 */
import type { AddressSet } from '../../algebra/address-set';
import type { Id } from '../../world/network/model';
import type { Grant, Grants, Node, Prepared, Spot } from './prepare';
import { ANYWHERE, canTalk } from './sets';

type Lists = readonly (readonly Node[])[];

export class SubnetIndex {
  /** Places in ascending order of their first IPv4 address; places with other addresses apart. */
  private readonly places: { readonly first: number; readonly end: number; readonly addresses: AddressSet; readonly nodes: Node[] }[] = [];
  private readonly others: { readonly addresses: AddressSet; readonly nodes: Node[] }[] = [];
  private longest = 0;
  private readonly touchedBy = new Map<string, Lists>();
  /** Made when somebody is asked for by who admits him. */
  private ingress?: Ingress;
  private readonly admittingPlace = new Map<AddressSet, Lists>();

  constructor(private readonly world: Prepared) {
    const places = new Map<string, { addresses: AddressSet; nodes: Node[] }>();
    const bySpot = new Map<Spot, { addresses: AddressSet; nodes: Node[] }>();
    for (const node of world.nodes) {
      if (node.outside || node.face === undefined) continue;
      for (const spot of node.spots) {
        let known = bySpot.get(spot);
        if (known === undefined) {
          const key = `${spot.subnet} ${spot.fixed ? spot.may : ''} ${spot.ipv6.is}`;
          known = places.get(key);
          if (known === undefined) places.set(key, known = { addresses: spot.may, nodes: [] });
          bySpot.set(spot, known);
        }
        if (known.nodes[known.nodes.length - 1] !== node) known.nodes.push(node);
      }
    }
    for (const { addresses, nodes } of places.values()) {
      const { ipv4, ipv6 } = addresses;
      if (ipv4.length > 0 && ipv6.length === 0) {
        this.places.push({ first: ipv4[0], end: ipv4[ipv4.length - 1], addresses, nodes });
        this.longest = Math.max(this.longest, ipv4[ipv4.length - 1] - ipv4[0]);
      } else this.others.push({ addresses, nodes });
    }
    this.places.sort((a, b) => a.first - b.first);
  }

  /** Whom the grants of a class may reach. */
  public reached(egress: Grants): Lists | 'all' {
    const out: (readonly Node[])[] = [];
    for (const group of egress.byGroup.keys()) out.push(this.world.holders.get(group) ?? []);
    if (egress.byGroup.size > 0) out.push(this.world.opaqueHolders);
    for (const grant of egress.wide) {
      const addresses = addressesOf(this.world, grant);
      if (addresses === ANYWHERE) return 'all';
      out.push(...this.touched(addresses, textOf(grant, addresses)));
    }
    return out;
  }

  /** Whose ingress rules may mean the class. */
  public admitting(node: Node): Lists | 'all' {
    const out: (readonly Node[])[] = [];
    if (node.opaque.length > 0) return 'all';
    this.ingress ??= ingressOf(this.world);
    for (const group of node.groups.keys()) out.push(this.ingress.byGroup.get(group) ?? []);
    for (const spot of node.spots) out.push(...this.admittingAddresses(spot.may));
    return out;
  }

  private admittingAddresses(may: AddressSet): Lists {
    const known = this.admittingPlace.get(may);
    if (known !== undefined) return known;
    this.ingress ??= ingressOf(this.world);
    const out = [...this.ingress.byAddresses.values()].filter(({ addresses }) => addresses === ANYWHERE || canTalk(addresses.intersection(may), addresses)).map((l) => l.nodes);
    this.admittingPlace.set(may, out);
    return out;
  }

  private touched(addresses: AddressSet, key: string): Lists {
    const known = this.touchedBy.get(key);
    if (known !== undefined) return known;
    const out: (readonly Node[])[] = this.others.filter((o) => !o.addresses.intersection(addresses).isEmpty()).map((o) => o.nodes);
    const { ipv4 } = addresses;
    for (let i = 0; i < ipv4.length; i += 2) {
      for (let at = this.from(ipv4[i] - this.longest); at < this.places.length && this.places[at].first < ipv4[i + 1]; at++) {
        if (this.places[at].end > ipv4[i] && !this.places[at].addresses.intersection(addresses).isEmpty()) out.push(this.places[at].nodes);
      }
    }
    this.touchedBy.set(key, out);
    return out;
  }

  /** The first place that begins at this address or behind it. */
  private from(address: number): number {
    let [low, high] = [0, this.places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.places[middle].first < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

interface Ingress {
  /** By group that an ingress rule names. */
  readonly byGroup: ReadonlyMap<Id, readonly Node[]>;
  /** By addresses that an ingress rule names; the empty text for rules that may mean anybody. */
  readonly byAddresses: ReadonlyMap<string, { readonly addresses: AddressSet; readonly nodes: readonly Node[] }>;
}

function ingressOf(world: Prepared): Ingress {
  const byGroup = new Map<Id, Node[]>();
  const byAddresses = new Map<string, { readonly addresses: AddressSet; readonly nodes: Node[] }>();
  for (const node of world.nodes) {
    if (node.outside || node.face === undefined) continue;
    for (const [group] of node.ingress.byGroup) push(byGroup, group, node);
    for (const grant of node.ingress.wide) {
      const addresses = addressesOf(world, grant);
      const key = textOf(grant, addresses);
      const list = byAddresses.get(key);
      if (list === undefined) byAddresses.set(key, { addresses, nodes: [node] });
      else if (list.nodes[list.nodes.length - 1] !== node) list.nodes.push(node);
    }
  }
  return { byGroup, byAddresses };
}

function push(map: Map<Id, Node[]>, key: Id, node: Node): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [node]);
  else if (list[list.length - 1] !== node) list.push(node);
}

/** Every address that the grant may mean. */
function addressesOf(world: Prepared, { peer }: Grant): AddressSet {
  if (peer.kind === 'addresses') return peer.addresses;
  if (peer.kind === 'prefixList') return world.network.prefixLists.get(peer.list)?.entries.may ?? ANYWHERE;
  return ANYWHERE;
}

function textOf({ peer }: Grant, addresses: AddressSet): string {
  return addresses === ANYWHERE ? '' : peer.kind === 'addresses' ? peer.text : addresses.toString();
}
