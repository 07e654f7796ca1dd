/**
 * Addresses and sets of them: ``new AddressSet(['10.0.0.0/8', '2001:db8::/32']).has(readAddress('::ffff:10.1.2.3'))`` -> true.
 *
 * An IPv4 address that is written inside an IPv6 one (`::ffff:10.1.2.3`, RFC 4291, 2.5.5.2) is that IPv4 address, and `::/0` is every IPv6 address and no IPv4 one. Strict: no
 * leading zeros in IPv4 (some read them as octal), no zone, no port. A set is prepared once; a look-up costs one probe for each length of prefix in it.
 * Not modelled: IPv4 inside NAT64 and 6to4 addresses.
 */

export interface Address {
  readonly bits: 32 | 128;
  /** Groups of 32 bits, highest first: one or four. */
  readonly words: readonly number[];
}

const MAPPED = [0, 0, 0xffff];

/** Undefined where it is no address. */
export function readAddress(text: string): Address | undefined {
  const four = wordOf(text);
  if (four !== undefined) return { bits: 32, words: [four] };
  const words = wordsOf(text);
  if (words === undefined) return undefined;
  return MAPPED.every((word, i) => words[i] === word) ? { bits: 32, words: [words[3]] } : { bits: 128, words };
}

export interface Range {
  readonly address: Address;
  readonly prefix: number;
}

/** A CIDR, or an address alone. Undefined where it is neither, or has bits beyond its prefix. */
export function readRange(text: string): Range | undefined {
  const [head, tail, ...more] = text.split('/');
  const address = readAddress(head);
  if (address === undefined || more.length > 0 || (tail !== undefined && !/^(?:0|[1-9][0-9]{0,2})$/.test(tail))) return undefined;
  // Of a range of mapped addresses the first 96 bits are the mapping.
  const longest = head.includes(':') ? 128 : 32;
  const said = tail === undefined ? longest : Number(tail);
  const prefix = said - (longest - address.bits);
  if (said > longest || prefix < 0) return undefined;
  const range = { address, prefix };
  return keyOf(address, prefix) === keyOf(address, address.bits) ? range : undefined;
}

export class AddressSet {
  private readonly prefixes = new Map<Address['bits'], Map<number, Set<string>>>();

  constructor(ranges: readonly Range[]) {
    for (const { address, prefix } of ranges) {
      const lengths = this.prefixes.get(address.bits) ?? new Map<number, Set<string>>();
      const networks = lengths.get(prefix) ?? new Set<string>();
      this.prefixes.set(address.bits, lengths.set(prefix, networks.add(keyOf(address, prefix))));
    }
  }

  public has(address: Address): boolean {
    for (const [prefix, networks] of this.prefixes.get(address.bits) ?? []) if (networks.has(keyOf(address, prefix))) return true;
    return false;
  }
}

/** The address with everything beyond the prefix set to zero. */
function keyOf({ words }: Address, prefix: number): string {
  return words.map((word, i) => {
    const kept = Math.min(32, Math.max(0, prefix - 32 * i));
    return kept === 0 ? 0 : (word & (-1 << (32 - kept))) >>> 0;
  }).join('.');
}

function wordOf(text: string): number | undefined {
  const parts = text.split('.');
  if (text.length > 15 || parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((word, part) => word * 256 + Number(part), 0);
}

function wordsOf(text: string): readonly number[] | undefined {
  if (text.length > 45) return undefined;
  const colon = text.lastIndexOf(':');
  const last = text.includes('.') ? wordOf(text.slice(colon + 1)) : undefined;
  if (text.includes('.') && last === undefined) return undefined;
  const plain = last === undefined ? text : `${text.slice(0, colon + 1)}${(last >>> 16).toString(16)}:${(last & 0xffff).toString(16)}`;
  const halves = plain.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head, tail = []] = halves;
  const given = [...head, ...tail];
  // `::` stands for one group at least.
  if (halves.length > 2 || !given.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) || (halves.length === 2 ? given.length > 7 : given.length !== 8)) return undefined;
  const groups = [...head, ...Array<string>(8 - given.length).fill('0'), ...tail].map((group) => parseInt(group, 16));
  return [0, 2, 4, 6].map((i) => groups[i] * 0x10000 + groups[i + 1]);
}
