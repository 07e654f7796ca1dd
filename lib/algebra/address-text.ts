/**
 * Makes it possible to write: `parseAddress('2001:db8::1')` and `formatIpv6(value)`, strict and exact.
 *
 * IPv4 is four decimal octets, nothing else: `010.0.0.1` is ten to some tools and eight to others, so it is refused
 * rather than read. IPv6 takes every text form of RFC 4291 section 2.2 and prints RFC 5952. An IPv4-mapped address
 * (`::ffff:10.0.0.1`) is an IPv6 address and never becomes the IPv4 one. Does not model: zone ids, port suffixes,
 * names, `0x` or short forms such as `10.1`.
 */
import { accepted, Parsed, refused } from './errors';

export type Address = { readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: bigint };

const MAPPED_PREFIX = 0xffffn; // ::ffff:0:0/96, shifted right by 32

export function parseAddress(text: string): Parsed<Address> {
  if (text.includes('%')) {
    return refused({
      code: 'ZoneId',
      what: 'address has a zone id',
      got: text,
      expected: 'an address that means the same on every host',
      fix: `remove \`${text.slice(text.indexOf('%')).replace(/\/.*$/, '')}\``,
    });
  }
  if (hasLeadingZeros(text)) {
    return refused({
      code: 'LeadingZeros',
      what: 'address has an octet with leading zeros',
      got: text,
      expected: 'decimal octets without leading zeros',
      fix: 'remove the zeros if the octet is decimal: some tools read it as octal, so it is not guessed',
    });
  }
  const ipv4 = text.includes(':') ? undefined : readIpv4(text);
  if (ipv4 !== undefined) return accepted({ family: 4, value: ipv4 });
  const ipv6 = text.includes(':') ? readIpv6(text) : undefined;
  if (ipv6 !== undefined) return accepted({ family: 6, value: ipv6 });
  const trimmed = text.trim();
  const suggestion = trimmed !== text && parseAddress(trimmed).ok ? trimmed : undefined;
  return refused({
    code: 'NotAnAddress',
    what: 'not an address',
    got: text,
    expected: 'an IPv4 address such as `10.0.0.1` or an IPv6 address such as `2001:db8::1`',
    fix: suggestion ? `write \`${suggestion}\`` : 'write the address in full; names are not resolved',
    suggestion,
  });
}

export function formatAddress(address: Address): string {
  return address.family === 4 ? formatIpv4(address.value) : formatIpv6(address.value);
}

export function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** RFC 5952: lower case, the first longest run of at least two zero groups as `::`, mapped addresses with dots. */
export function formatIpv6(value: bigint): string {
  if (value >> 32n === MAPPED_PREFIX) return `::ffff:${formatIpv4(Number(value & 0xffffffffn))}`;
  const hex = value.toString(16).padStart(32, '0');
  const groups = Array.from({ length: 8 }, (_, i) => parseInt(hex.slice(4 * i, 4 * i + 4), 16).toString(16));
  let [start, length] = [0, 1];
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (groups[i + run] === '0') run++;
    if (run > length) [start, length] = [i, run];
  }
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

/** True only where the rest could be read: `00.x` is not an address at all. */
function hasLeadingZeros(text: string): boolean {
  const dotted = text.slice(text.lastIndexOf(':') + 1);
  return /^\d+(\.\d+){3}$/.test(dotted) && /(^|\.)0\d/.test(dotted);
}

function readIpv4(text: string): number | undefined {
  const octets = text.split('.');
  if (octets.length !== 4) return undefined;
  let value = 0;
  for (const octet of octets) {
    if (!/^\d{1,3}$/.test(octet) || Number(octet) > 255) return undefined;
    value = value * 256 + Number(octet);
  }
  return value;
}

function readIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half, i) => readGroups(half, i === halves.length - 1));
  const [head, tail] = [groups[0], groups.length === 2 ? groups[1] : []];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  // `::` stands for at least one group (RFC 4291), and without it all eight are written
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return BigInt(`0x${all.map((group) => group.toString(16).padStart(4, '0')).join('')}`);
}

/** Sixteen-bit groups of one side of `::`; the very last piece of the text may be a dotted IPv4 address. */
function readGroups(text: string, mayEndDotted: boolean): number[] | undefined {
  if (text === '') return [];
  const pieces = text.split(':');
  const out: number[] = [];
  for (const [i, piece] of pieces.entries()) {
    const ipv4 = mayEndDotted && i === pieces.length - 1 && piece.includes('.') ? readIpv4(piece) : undefined;
    if (ipv4 !== undefined) out.push(Math.floor(ipv4 / 65536), ipv4 % 65536);
    else if (/^[0-9a-fA-F]{1,4}$/.test(piece)) out.push(parseInt(piece, 16));
    else return undefined;
  }
  return out;
}
