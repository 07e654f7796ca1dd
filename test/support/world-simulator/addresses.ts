/**
 * Addresses as numbers: `within(range('10.0.0.0/8'), address('10.1.2.3'))`. Shares no code with the library.
 *
 * Not modelled: IPv4-mapped IPv6 addresses, zones of scoped ones.
 */
export type Version = 4 | 6;

export interface Address {
  readonly version: Version;
  readonly n: bigint;
}

export interface Range {
  readonly version: Version;
  readonly low: bigint;
  readonly high: bigint;
  /** Bits of the prefix. */
  readonly length: number;
}

export class Refused extends Error {}

export function refuse(text: string): never {
  throw new Refused(text);
}

export function address(text: string): Address {
  if (/^\d+(\.\d+){3}$/.test(text)) {
    const parts = text.split('.').map(Number);
    if (parts.some((p) => p > 255)) refuse(`no address: ${text}`);
    return { version: 4, n: parts.reduce((sum, p) => sum * 256n + BigInt(p), 0n) };
  }
  const halves = text.split('::');
  const words = (half: string | undefined): string[] => (half === undefined || half === '' ? [] : half.split(':'));
  const [head, tail] = [words(halves[0]), words(halves[1])];
  const gap = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 1 ? gap !== 0 : gap < 1)) refuse(`no address: ${text}`);
  const all = [...head, ...Array<string>(gap).fill('0'), ...tail];
  if (!all.every((w) => /^[0-9a-f]{1,4}$/i.test(w))) refuse(`no address: ${text}`);
  return { version: 6, n: all.reduce((sum, w) => sum * 65536n + BigInt(`0x${w}`), 0n) };
}

export function addressText({ version, n }: Address): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((s) => String((n >> s) & 255n)).join('.');
  return Array.from({ length: 8 }, (_, i) => ((n >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(':');
}

/** Bits beyond the prefix are ignored, as EC2 does. */
export function range(text: string): Range {
  const [base, bits, ...rest] = text.split('/');
  const { version, n } = address(base);
  const width = version === 4 ? 32 : 128;
  const length = Number(bits);
  if (rest.length > 0 || !/^\d+$/.test(bits ?? '') || length > width) refuse(`no CIDR: ${text}`);
  const size = 1n << BigInt(width - length);
  const low = (n / size) * size;
  return { version, low, high: low + size - 1n, length };
}

export function within(r: Range, a: Address): boolean {
  return r.version === a.version && r.low <= a.n && a.n <= r.high;
}

export function overlap(a: Range, b: Range): boolean {
  return a.version === b.version && a.low <= b.high && b.low <= a.high;
}

/** What no internet gateway carries: RFC 1918, 6598, loopback, link-local, multicast; unique local and link-local for IPv6. */
const UNROUTED = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '224.0.0.0/3'].map(range);
const ROUTED6 = range('2000::/3');

export function isPublic(a: Address): boolean {
  return a.version === 4 ? !UNROUTED.some((r) => within(r, a)) : within(ROUTED6, a);
}
