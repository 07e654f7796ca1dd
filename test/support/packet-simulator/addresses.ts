import { BlockList, isIP } from 'node:net';
import { refuse } from './values';

export type IpVersion = 4 | 6;

/** A range of addresses. Node's own BlockList does the arithmetic: no code is shared with the library. */
export interface Cidr {
  readonly text: string;
  readonly version: IpVersion;
  readonly base: string;
  readonly prefix: number;
  contains(address: string): boolean;
}

const MAPPED = new BlockList();
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6');

export function cidr(text: string, version: IpVersion, where: string): Cidr {
  const [base, bits, ...rest] = text.split('/');
  const prefix = /^\d{1,3}$/.test(bits ?? '') ? Number(bits) : NaN;
  if (rest.length > 0 || isIP(base) !== version || isMapped(base) || base.includes('%') || !(prefix <= (version === 4 ? 32 : 128))) {
    refuse(where, `${JSON.stringify(text)} is no IPv${version} CIDR`);
  }
  const family = `ipv${version}` as const;
  const block = new BlockList();
  block.addSubnet(base, prefix, family); // ignores bits beyond the prefix, as EC2 does
  return { text, version, base, prefix, contains: address => isIP(address) === version && block.check(address, family) };
}

/** 4 or 6; undefined if the text is no address. */
export function versionOf(address: string): IpVersion | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  if (isMapped(address) || address.includes('%')) refuse(address, 'IPv4-mapped and scoped addresses are not simulated');
  return version as IpVersion;
}

/** Private address space: RFC 1918 and 6598; unique local and global unicast. */
export const PRIVATE: readonly Cidr[] = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(text => cidr(text, 4, text)),
  ...['fc00::/7', '2000::/3'].map(text => cidr(text, 6, text)),
];

/** How much of the areas lies in the range. */
export function share(range: Cidr, areas: readonly Cidr[]): 'all' | 'none' | 'unknown' {
  if (range.prefix === 0) return 'all';
  const overlaps = areas.some(area => area.version === range.version && (area.contains(range.base) || range.contains(area.base)));
  return overlaps ? 'unknown' : 'none';
}

/** The n-th usable address of a range: the first ten are left to gateways and resolvers. */
export function nthAddress(range: Cidr, n: number): string {
  const offset = n + 10;
  if (offset >= 2 ** Math.min(16, (range.version === 4 ? 32 : 128) - range.prefix)) refuse(range.text, `too small for ${n + 1} interfaces`);
  if (range.version === 6) {
    return range.base.endsWith('::') ? `${range.base}${offset.toString(16)}` : refuse(range.text, 'an IPv6 range to place in must end with ::');
  }
  const sum = range.base.split('.').reduce((high, part) => high * 256 + Number(part), 0) + offset;
  return [24, 16, 8, 0].map(shift => Math.floor(sum / 2 ** shift) % 256).join('.');
}

function isMapped(address: string): boolean {
  return isIP(address) === 6 && (address.includes('.') || MAPPED.check(address, 'ipv6'));
}
