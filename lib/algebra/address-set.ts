/**
 * Makes it possible to write: `AddressSet.cidr('10.0.0.0/8').difference(AddressSet.cidr('10.1.0.0/16')).toCidrs()`
 * and "these two halves are the whole internet": `AddressSet.allIpv4().isSubsetOf(lower.union(upper))`.
 *
 * Exact sets of IPv4 and IPv6 addresses, each family a sorted list of disjoint intervals; every operation is one merge,
 * linear in the number of intervals. Does not model: prefix lists and security groups (the world resolves them
 * first), which addresses are public, and translation between families.
 */
import { Address, formatAddress, parseAddress } from './address-text';
import { Boundaries, combine, has, isEqual, isSubset, Keep, unionOf } from './boundaries';
import { IPV4_END, ipv4Cidrs, IPV6_END, ipv6Cidrs, parseCidr } from './cidr';
import { AlgebraError, orThrow, refused } from './errors';

export class AddressSet {
  public static none(): AddressSet {
    return new AddressSet([], []);
  }

  /** Every address of both families. */
  public static all(): AddressSet {
    return new AddressSet([0, IPV4_END], [0n, IPV6_END]);
  }

  public static allIpv4(): AddressSet {
    return new AddressSet([0, IPV4_END], []);
  }

  public static allIpv6(): AddressSet {
    return new AddressSet([], [0n, IPV6_END]);
  }

  /** @throws AlgebraError where `parseCidr` refuses the text */
  public static cidr(text: string): AddressSet {
    const cidr = orThrow(parseCidr(text));
    if (cidr.family === 4) return new AddressSet([cidr.first, cidr.first + 2 ** (32 - cidr.prefixLength)], []);
    return new AddressSet([], [cidr.first, cidr.first + (1n << BigInt(128 - cidr.prefixLength))]);
  }

  /** One address, without a mask. */
  public static address(text: string): AddressSet {
    return interval(addressOf(text), addressOf(text), text);
  }

  /** From the first to the last address, both included. */
  public static range(first: string, last: string): AddressSet {
    return interval(addressOf(first), addressOf(last), `${first} to ${last}`);
  }

  /** O(n log n) in all intervals together: the way to build a set of thousands of CIDRs. */
  public static unionOf(sets: Iterable<AddressSet>): AddressSet {
    const list = [...sets];
    return new AddressSet(unionOf(list.map((set) => set.ipv4)), unionOf(list.map((set) => set.ipv6)));
  }

  /** For the other sets of this room, which keep the invariant of `Boundaries` themselves. */
  public static ofBoundaries(ipv4: Boundaries<number>, ipv6: Boundaries<bigint>): AddressSet {
    return new AddressSet(ipv4, ipv6);
  }

  // INVARIANT: within [0, IPV4_END) and [0, IPV6_END); one set has one representation, so equality is list equality
  private constructor(
    public readonly ipv4: Boundaries<number>,
    public readonly ipv6: Boundaries<bigint>,
  ) {}

  public union(other: AddressSet): AddressSet {
    return this.merge(other, Keep.UNION);
  }

  public intersection(other: AddressSet): AddressSet {
    return this.merge(other, Keep.INTERSECTION);
  }

  public difference(other: AddressSet): AddressSet {
    return this.merge(other, Keep.DIFFERENCE);
  }

  /** Relative to every address of both families. */
  public complement(): AddressSet {
    return AddressSet.all().difference(this);
  }

  public isSubsetOf(other: AddressSet): boolean {
    return isSubset(this.ipv4, other.ipv4) && isSubset(this.ipv6, other.ipv6);
  }

  public equals(other: AddressSet): boolean {
    return isEqual(this.ipv4, other.ipv4) && isEqual(this.ipv6, other.ipv6);
  }

  public isEmpty(): boolean {
    return this.ipv4.length === 0 && this.ipv6.length === 0;
  }

  /** @throws AlgebraError where the text is not an address: a wrong question has no answer */
  public contains(address: string): boolean {
    const parsed = addressOf(address);
    return parsed.family === 4 ? has(this.ipv4, parsed.value) : has(this.ipv6, parsed.value);
  }

  /** The lowest address, IPv4 before IPv6. */
  public witness(): string | undefined {
    if (this.ipv4.length > 0) return formatAddress({ family: 4, value: this.ipv4[0] });
    if (this.ipv6.length > 0) return formatAddress({ family: 6, value: this.ipv6[0] });
    return undefined;
  }

  /** How many addresses. */
  public size(): bigint {
    let sum = 0n;
    this.ipv4.forEach((at, i) => (sum += i % 2 ? BigInt(at) : -BigInt(at)));
    this.ipv6.forEach((at, i) => (sum += i % 2 ? at : -at));
    return sum;
  }

  /** The fewest CIDRs that denote exactly this set: IPv4 first, then IPv6, each ascending. */
  public toCidrs(): string[] {
    return [...ipv4Cidrs(this.ipv4), ...ipv6Cidrs(this.ipv6)];
  }

  public toString(): string {
    return this.isEmpty() ? 'none' : this.toCidrs().join(', ');
  }

  /** Bigints have no JSON form, CIDRs do. */
  public toJSON(): string[] {
    return this.toCidrs();
  }

  private merge(other: AddressSet, keep: number): AddressSet {
    return new AddressSet(combine(this.ipv4, other.ipv4, keep), combine(this.ipv6, other.ipv6, keep));
  }
}

function interval(first: Address, last: Address, got: string): AddressSet {
  if (first.family === 4 && last.family === 4 && first.value <= last.value) return AddressSet.ofBoundaries([first.value, last.value + 1], []);
  if (first.family === 6 && last.family === 6 && first.value <= last.value) return AddressSet.ofBoundaries([], [first.value, last.value + 1n]);
  const mixed = first.family !== last.family;
  throw new AlgebraError({
    code: mixed ? 'FamiliesMixed' : 'RangeReversed',
    what: mixed ? 'address range mixes IPv4 and IPv6' : 'address range ends before it starts',
    got,
    expected: 'a first and a last address of one family, in this order',
    fix: mixed ? 'write one range for each family' : `write \`${formatAddress(last)}\` to \`${formatAddress(first)}\``,
  });
}

function addressOf(text: string): Address {
  const parsed = parseAddress(text);
  const cidr = parsed.ok ? undefined : parseCidr(text);
  if (!cidr?.ok) return orThrow(parsed);
  return orThrow(
    refused({
      code: 'MaskUnexpected',
      what: 'address has a mask',
      got: text,
      expected: 'one address without a mask',
      fix: 'drop the mask, or ask for a cidr instead of an address',
      suggestion: text.slice(0, text.indexOf('/')),
    }),
  );
}
