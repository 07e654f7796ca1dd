/**
 * Makes it possible to write: `const r = parseCidr('10.0.0.1/24'); if (!r.ok) suggest(r.error.suggestion)`.
 *
 * Strict on purpose: a CIDR with host bits set, without a mask or with leading zeros is refused with what was most
 * likely meant, because a rule that opens more than its author read is the mistake this library exists to find.
 * Does not model: dotted netmasks, wildcard masks, ranges (`AddressSet.range`), prefix lists.
 */
import { Address, formatAddress, formatIpv4, formatIpv6, parseAddress } from './address-text';
import { Boundaries, intervals } from './boundaries';
import { accepted, Parsed, Refusal, refused } from './errors';

// INVARIANT: `first` has no host bits set, and `text` is the one canonical spelling.
export type Cidr =
  | { readonly family: 4; readonly first: number; readonly prefixLength: number; readonly text: string }
  | { readonly family: 6; readonly first: bigint; readonly prefixLength: number; readonly text: string };

/** The first address after the universe of each family. */
export const IPV4_END = 2 ** 32;
export const IPV6_END = 1n << 128n;

/** Never throws, and answers any type: templates hold numbers and objects where a CIDR should stand. */
export function parseCidr(text: unknown): Parsed<Cidr> {
  if (typeof text !== 'string') return refused(notACidr(text === undefined ? '' : String(JSON.stringify(text))));
  if (text !== text.trim()) return refused(notACidr(text));
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!address.ok) return refused(address.error.code === 'NotAnAddress' ? notACidr(text) : { ...address.error, got: text });
  const bits = address.value.family === 4 ? 32 : 128;
  const mask = slash < 0 ? '' : text.slice(slash + 1);
  const host = (): string => `${formatAddress(address.value)}/${bits}`; // only refusals name it
  if (mask === '') {
    return refused({
      code: 'MaskMissing',
      what: 'cidr has no mask',
      got: text,
      expected: `an address and a mask from /0 to /${bits}`,
      fix: `write \`${host()}\` for this one address`,
      suggestion: host(),
    });
  }
  if (!/^(0|-?[1-9]\d*)$/.test(mask)) return refused(maskNotANumber(text, mask, address.value));
  const prefixLength = Number(mask);
  if (prefixLength < 0 || prefixLength > bits) {
    return refused({
      code: 'MaskOutOfRange',
      what: 'cidr mask is out of range',
      got: text,
      expected: `a mask from /0 to /${bits} for an IPv${address.value.family} address`,
      fix: prefixLength > bits && bits === 32 && prefixLength <= 128 ? 'masks above /32 belong to IPv6 addresses' : 'correct the mask',
    });
  }
  const cidr = containing(address.value, prefixLength);
  if (cidr.first !== address.value.value) {
    return refused({
      code: 'HostBitsSet',
      what: 'cidr has host bits set',
      got: text,
      expected: 'no bit of the address beyond the mask',
      fix: `write \`${cidr.text}\` for the network or \`${host()}\` for this one address`,
      suggestion: cidr.text,
    });
  }
  return accepted(cidr);
}

/** The network of this size that holds the address. */
export function containing(address: Address, prefixLength: number): Cidr {
  if (address.family === 4) {
    const size = 2 ** (32 - prefixLength);
    const first = address.value - (address.value % size);
    return { family: 4, first, prefixLength, text: `${formatIpv4(first)}/${prefixLength}` };
  }
  const shift = BigInt(128 - prefixLength);
  const first = (address.value >> shift) << shift;
  return { family: 6, first, prefixLength, text: `${formatIpv6(first)}/${prefixLength}` };
}

/**
 * The fewest CIDRs that cover exactly this set, ascending. Taking the largest aligned block at the low end of each
 * interval is minimal: no CIDR spans a gap, and no larger block can start there. At most 62 blocks per IPv4 interval.
 */
export function ipv4Cidrs(set: Boundaries<number>): string[] {
  const out: string[] = [];
  for (const [low, high] of intervals(set)) {
    for (let at = low; at < high; ) {
      let prefixLength = 32;
      let size = 1;
      while (prefixLength > 0 && at % (size * 2) === 0 && at + size * 2 <= high) [prefixLength, size] = [prefixLength - 1, size * 2];
      out.push(`${formatIpv4(at)}/${prefixLength}`);
      at += size;
    }
  }
  return out;
}

/** As for IPv4; at most 254 blocks per interval. The lowest set bit bounds the block by alignment, the rest by length. */
export function ipv6Cidrs(set: Boundaries<bigint>): string[] {
  const out: string[] = [];
  for (const [low, high] of intervals(set)) {
    for (let at = low; at < high; ) {
      const aligned = at === 0n ? 128 : bitLength(at & -at) - 1;
      const fitting = bitLength(high - at) - 1;
      const bits = Math.min(aligned, fitting);
      out.push(`${formatIpv6(at)}/${128 - bits}`);
      at += 1n << BigInt(bits);
    }
  }
  return out;
}

function bitLength(positive: bigint): number {
  return positive.toString(2).length;
}

function notACidr(text: string): Refusal {
  const trimmed = text.trim();
  const suggestion = trimmed !== text && parseCidr(trimmed).ok ? trimmed : undefined;
  return {
    code: 'NotAnAddress',
    what: 'not a cidr',
    got: text,
    expected: 'an address and a mask such as `10.0.0.0/8` or `2001:db8::/32`',
    fix: suggestion ? `write \`${suggestion}\`` : 'write the address in full; names are not resolved',
    suggestion,
  };
}

function maskNotANumber(text: string, mask: string, address: Address): Refusal {
  const dotted = parseAddress(mask);
  const leading = /^0+\d+$/.test(mask);
  const prefixLength = leading ? Number(mask) : dotted.ok && dotted.value.family === 4 ? netmaskLength(dotted.value.value) : undefined;
  const bits = address.family === 4 ? 32 : 128;
  const usable = prefixLength !== undefined && prefixLength <= bits && (leading || address.family === 4);
  const suggestion = usable ? containing(address, prefixLength).text : undefined;
  return {
    code: leading ? 'LeadingZeros' : 'MaskNotANumber',
    what: leading ? 'cidr mask has leading zeros' : 'cidr mask is not a number',
    got: text,
    expected: `a decimal mask from /0 to /${bits}`,
    fix: suggestion ? `write \`${suggestion}\`` : 'write the number of leading one bits',
    suggestion,
  };
}

/** `255.255.240.0` is 20; undefined where it could be a wildcard mask: ones not contiguous, or none at all. */
function netmaskLength(value: number): number | undefined {
  const zeros = Math.log2(IPV4_END - value);
  return Number.isInteger(zeros) && zeros < 32 ? 32 - zeros : undefined;
}
