/**
 * Addresses of packets, in this folder's own arithmetic: `readAddress('10.0.0.7')!.value === 167772167n`.
 *
 * A `Spot` is where one end of a packet stands. Where the templates say its address, it is that one; where a token hides it, a
 * rule covers it only if it covers the probes too, a handful of addresses all over the family that it could have.
 */
import type { AddressSet } from '../../algebra/address-set';
import type { Bounds } from '../../world/facts';
import { refuse } from './refusal';

export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
  readonly text: string;
}

/** Undefined for what is no address: no mask, no zone, no leading zeros. */
export function readAddress(text: string): Address | undefined {
  const value = text.includes(':') ? readIpv6(text) : readIpv4(text);
  return value === undefined ? undefined : { family: text.includes(':') ? 6 : 4, value, text };
}

function readIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function readIpv6(text: string): bigint | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted) {
    const tail = readIpv4(dotted[2]);
    return tail === undefined ? undefined : readIpv6(`${dotted[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array.from({ length: missing }, () => '0'), ...tail ?? []]) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
    value = value * 65536n + BigInt(`0x${group}`);
  }
  return value;
}

function textOf(family: 4 | 6, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  return [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => ((value >> shift) & 0xffffn).toString(16)).join(':');
}

/** First and last address of the network of this length that holds the address. */
export function networkOf({ family, value }: Address, prefixLength: number): readonly [first: string, last: string] {
  const size = 1n << BigInt((family === 4 ? 32 : 128) - prefixLength);
  const first = value - (value % size);
  return [textOf(family, first), textOf(family, first + size - 1n)];
}

/** What the internet carries: no private, shared, link-local, loopback, multicast or reserved address. */
export function isPublic({ family, value }: Address): boolean {
  if (family === 6) return value >> 125n === 1n;
  const within = (network: string, length: number): boolean => value >> BigInt(32 - length) === readIpv4(network)! >> BigInt(32 - length);
  return !(within('0.0.0.0', 8) || within('10.0.0.0', 8) || within('100.64.0.0', 10) || within('127.0.0.0', 8) || within('169.254.0.0', 16)
    || within('172.16.0.0', 12) || within('192.168.0.0', 16) || within('224.0.0.0', 3));
}

const PROBES: Readonly<Record<4 | 6, readonly string[]>> = {
  4: ['0.0.0.1', '10.0.0.5', '10.200.7.9', '64.1.2.3', '100.64.3.4', '127.255.255.254', '128.0.0.1', '172.16.0.9', '172.31.255.9', '192.168.1.1', '198.18.0.1', '223.255.255.254'],
  6: ['2000::1', '2001:db8::7', '2600:1f00::5', '2a05:d018::9', '3fff:ffff::1', 'fc00::1', 'fd12:3456::8', 'fdff:ffff::2'],
};

/** Addresses all over IPv4, for rules that have to take every one. */
export function anySpots(): readonly Spot[] {
  return ['0.0.0.1', '255.255.255.254', ...PROBES[4]].map((text) => Spot.known(readAddress(text)!));
}

export class Spot {
  public static known(address: Address): Spot {
    return new Spot(address, [address.text]);
  }

  /** One of the addresses that it may have; refused where it cannot have this one. */
  public static among(address: Address, addresses: Bounds<AddressSet>, whose: string): Spot {
    if (addresses.must.contains(address.text)) return Spot.known(address);
    if (!addresses.may.contains(address.text)) return refuse('address', `${address.text} is no address of ${whose}`);
    return new Spot(address, [address.text, ...PROBES[address.family].filter((probe) => addresses.may.contains(probe))]);
  }

  private constructor(public readonly address: Address, private readonly probes: readonly string[]) {}

  public get text(): string {
    return this.address.text;
  }

  /** Whichever address it is, the set holds it. */
  public isIn(set: AddressSet): boolean {
    return this.probes.every((probe) => set.contains(probe));
  }

  /** The set may hold it. */
  public mayBeIn(set: AddressSet): boolean {
    return this.probes.some((probe) => set.contains(probe));
  }
}
