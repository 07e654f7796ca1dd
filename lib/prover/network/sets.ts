/**
 * The sets that the prover asks for again and again, and operations on them that do nothing where nothing is to be done.
 *
 *   meetAddresses(rule, ANYWHERE) === rule
 *
 * Connection sets are interned, so that equal ones are one object and their intersections are computed once.
 */
import { AddressSet } from '../../algebra/address-set';
import { ConnectionSet } from '../../algebra/connection-set';
import { PortSet } from '../../algebra/port-set';

export const ANYWHERE = AddressSet.all();
export const NOWHERE = AddressSet.none();
export const ALL_IPV4 = AddressSet.allIpv4();
export const ALL_IPV6 = AddressSet.allIpv6();

/** What the internet carries. */
export const PUBLIC = AddressSet.unionOf([
  ALL_IPV4.difference(AddressSet.unionOf(['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '224.0.0.0/3'].map((c) => AddressSet.cidr(c)))),
  AddressSet.cidr('2000::/3'),
]);
export const PUBLIC_IPV4 = PUBLIC.intersection(ALL_IPV4);
export const PUBLIC_IPV6 = PUBLIC.intersection(ALL_IPV6);
/** IPv4 behind a NAT gateway as IPv6 clients write it. */
export const NAT64 = AddressSet.cidr('64:ff9b::/96');

export const EVERYTHING = ConnectionSet.all();
export const NOTHING = ConnectionSet.none();
export const ALL_TCP = ConnectionSet.tcp();
export const NOT_TCP = EVERYTHING.difference(ALL_TCP);

/** What a client takes as its own port: an attacker any, a well-behaved one an ephemeral one. */
export const ANY_PORT = PortSet.range(1, 65535);
export const EPHEMERAL = PortSet.range(1024, 65535);

const interned = new Map<string, ConnectionSet>();
/** Sets of one interval, as most are: a number is the faster key. */
const intervals = new Map<number, ConnectionSet>();
const INTERN_LIMIT = 20_000;
const WIDTH = 2 ** 25;

/** One object for equal sets, as long as there are not too many. */
export function intern(set: ConnectionSet): ConnectionSet {
  const { boundaries } = set;
  if (boundaries.length === 0) return NOTHING;
  if (boundaries.length === 2) {
    const key = boundaries[0] * WIDTH + boundaries[1];
    const known = intervals.get(key);
    if (known !== undefined) return known;
    if (intervals.size >= INTERN_LIMIT) forget();
    intervals.set(key, set);
    return set;
  }
  const key = boundaries.join();
  const known = interned.get(key);
  if (known !== undefined) return known;
  if (interned.size >= INTERN_LIMIT) forget();
  interned.set(key, set);
  return set;
}

/** What is not interned any more is compared by value: slower, not wrong. */
function forget(): void {
  interned.clear();
  intervals.clear();
  for (const set of [EVERYTHING, ALL_TCP, NOT_TCP]) intern(set);
}
forget();

const meetings = new WeakMap<ConnectionSet, WeakMap<ConnectionSet, ConnectionSet>>();
const joins = new WeakMap<ConnectionSet, WeakMap<ConnectionSet, ConnectionSet>>();

export function meet(a: ConnectionSet, b: ConnectionSet): ConnectionSet {
  if (a === b || b === EVERYTHING) return a;
  if (a === EVERYTHING) return b;
  if (a === NOTHING || b === NOTHING) return NOTHING;
  return remembered(meetings, a, b, () => intern(a.intersection(b)));
}

export function join(a: ConnectionSet, b: ConnectionSet): ConnectionSet {
  if (a === b || b === NOTHING || a === EVERYTHING) return a;
  if (a === NOTHING || b === EVERYTHING) return b;
  return remembered(joins, a, b, () => intern(a.union(b)));
}

function remembered(memo: WeakMap<ConnectionSet, WeakMap<ConnectionSet, ConnectionSet>>, a: ConnectionSet, b: ConnectionSet, make: () => ConnectionSet): ConnectionSet {
  let row = memo.get(a);
  if (row === undefined) memo.set(a, row = new WeakMap());
  let value = row.get(b);
  if (value === undefined) row.set(b, value = make());
  return value;
}

export function isNothing(set: ConnectionSet): boolean {
  return set.boundaries.length === 0;
}

export function meetAddresses(a: AddressSet, b: AddressSet): AddressSet {
  if (a === b || b === ANYWHERE) return a;
  return a === ANYWHERE ? b : a.intersection(b);
}

/** Packets go from one family to the same family only. */
export function canTalk(source: AddressSet, destination: AddressSet): boolean {
  return (source.ipv4.length > 0 && destination.ipv4.length > 0) || (source.ipv6.length > 0 && destination.ipv6.length > 0);
}

/** Each side without the addresses of families that the other has not. */
export function sameFamily(source: AddressSet, destination: AddressSet): readonly [AddressSet, AddressSet] {
  const keep = (set: AddressSet, other: AddressSet): AddressSet =>
    (set.ipv4.length > 0) === (set.ipv4.length > 0 && other.ipv4.length > 0) && (set.ipv6.length > 0) === (set.ipv6.length > 0 && other.ipv6.length > 0)
      ? set
      : AddressSet.ofBoundaries(other.ipv4.length > 0 ? set.ipv4 : [], other.ipv6.length > 0 ? set.ipv6 : []);
  return [keep(source, destination), keep(destination, source)];
}

/** Two sets of packets that differ by source port only. */
export function meetPorts(a: PortSet, b: PortSet): PortSet {
  if (a === b || b === ANY_PORT) return a;
  return a === ANY_PORT ? b : a.intersection(b);
}
