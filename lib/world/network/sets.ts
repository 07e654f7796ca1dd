/**
 * Addresses and connections as templates write them, with bounds:
 *
 *   connectionsOf('tcp', 443, 443).must;            // tcp/443, the same object for the same fields
 *   connectionsOf('tcp', 443, 80).unknowns[0].why;  // 'rule has ports out of range', and may is all of tcp
 *
 * What EC2 would refuse to create has no meaning: nothing in MUST, its widest reading in MAY. Templates repeat themselves, so
 * equal texts are read once.
 */
import { AddressSet } from '../../algebra/address-set';
import { parseCidr } from '../../algebra/cidr';
import { ConnectionSet } from '../../algebra/connection-set';
import { ruleToConnections } from '../../algebra/security-group-rule';
import { exactly, type Bounds, type Place, type Unknown } from '../facts';
import { Guard } from '../guard';
import { asText, type Plain } from '../template/walk';
import { shown, unknownOf } from './read';

export const ALL_ADDRESSES = AddressSet.all();
export const NO_ADDRESSES = AddressSet.none();
export const ALL_IPV4 = AddressSet.allIpv4();
export const ALL_IPV6 = AddressSet.allIpv6();
export const ALL_CONNECTIONS = ConnectionSet.all();
export const NO_CONNECTIONS = ConnectionSet.none();
export const ANY_CONNECTION: Bounds<ConnectionSet> = exactly(ALL_CONNECTIONS);
export const NO_CONNECTION: Bounds<ConnectionSet> = exactly(NO_CONNECTIONS);
/** What IPv6 blocks of Amazon and of owners are from: global unicast. */
export const PUBLIC_IPV6 = AddressSet.cidr('2000::/3');

export type CidrReading =
  | { readonly ok: true; readonly addresses: AddressSet; readonly prefixLength: number; readonly family: 4 | 6 }
  | { readonly ok: false; readonly why: string };

/** Fact tables of one reading: equal texts are parsed once. */
export class Sets {
  private readonly cidrs = new Map<string, CidrReading>();
  /** By protocol and ports: the common case without making a key. */
  private readonly ranges = new Map<string, Map<number, Bounds<ConnectionSet>>>();
  private readonly connections = new Map<string, Bounds<ConnectionSet> | { readonly may: ConnectionSet; readonly why: string; readonly token: string }>();

  public cidr(text: string): CidrReading {
    let known = this.cidrs.get(text);
    if (known === undefined) {
      const parsed = parseCidr(text);
      known = parsed.ok
        ? { ok: true, addresses: AddressSet.cidr(parsed.value.text), prefixLength: parsed.value.prefixLength, family: parsed.value.family }
        : { ok: false, why: `${parsed.error.what}; expected ${parsed.error.expected}` };
      this.cidrs.set(text, known);
    }
    return known;
  }

  /** One CIDR property. `widest` is what it may be at most where it is not known. */
  public addresses(value: Plain | undefined, place: Place, widest: AddressSet): Bounds<AddressSet> {
    const text = asText(value);
    if (text === undefined) return { may: widest, must: NO_ADDRESSES, unknowns: [unknownOf(value, place, 'not a CIDR')] };
    const read = this.cidr(text);
    return read.ok ? exactly(read.addresses) : { may: widest, must: NO_ADDRESSES, unknowns: [unknownOf(text, place, read.why)] };
  }

  /** Protocol and ports of a rule. Null and undefined are not written. */
  public rule(protocol: Plain | undefined, from: Plain | undefined, to: Plain | undefined, at: { readonly place: Place }): Bounds<ConnectionSet> {
    if (typeof protocol === 'string' && typeof from === 'number' && typeof to === 'number' && from >= -1 && to >= -1 && from < 65536 && to < 65536 && Number.isInteger(from) && Number.isInteger(to)) {
      const known = this.ranges.get(protocol)?.get(from * 65537 + to);
      if (known !== undefined) return known;
    }
    if (isWritten(protocol) && isWritten(from) && isWritten(to)) {
      const key = `${protocol}|${from}|${to}`;
      let known = this.connections.get(key);
      if (known === undefined) this.connections.set(key, known = readRule(protocol, from ?? undefined, to ?? undefined));
      if ('must' in known) {
        if (typeof protocol === 'string' && typeof from === 'number' && typeof to === 'number') {
          const ranges = this.ranges.get(protocol) ?? new Map<number, Bounds<ConnectionSet>>();
          this.ranges.set(protocol, ranges.set(from * 65537 + to, known));
        }
        return known;
      }
      const { place } = at;
      return { may: known.may, must: NO_CONNECTIONS, unknowns: [{ token: known.token, template: place.template, pointer: place.pointer, why: known.why }] };
    }
    const text = asText(protocol);
    const whole = text === undefined ? ALL_CONNECTIONS : wholeProtocol(text);
    // Every port is in a rule of a protocol without ports, whatever the tokens are.
    if (text !== undefined && readsAlike(text)) return exactly(whole);
    const hidden = [protocol, from, to].filter((v) => !isWritten(v));
    return { may: whole, must: NO_CONNECTIONS, unknowns: hidden.map((v) => unknownOf(v, at.place, 'not a protocol or port')) };
  }
}

function isWritten(value: Plain | undefined): value is string | number | null | undefined {
  return typeof value === 'string' || typeof value === 'number' || value === undefined || value === null;
}

function readRule(protocol: string | number | null | undefined, from: string | number | undefined, to: string | number | undefined): Bounds<ConnectionSet> | { may: ConnectionSet; why: string; token: string } {
  const ipProtocol = protocol ?? '';
  const read = ruleToConnections({ ipProtocol, fromPort: from, toPort: to });
  if (read.ok) return exactly(read.value);
  return { may: wholeProtocol(String(ipProtocol)), why: `${read.error.what}: ${read.error.got}; expected ${read.error.expected}`, token: shown(`${ipProtocol} ${from ?? ''}-${to ?? ''}`) };
}

/** Everything that a rule of this protocol can let through at most. */
function wholeProtocol(text: string): ConnectionSet {
  for (const ports of [undefined, { fromPort: -1, toPort: -1 }, { fromPort: 0, toPort: 65535 }]) {
    const read = ruleToConnections({ ipProtocol: text, ...ports });
    if (read.ok) return read.value;
  }
  return ALL_CONNECTIONS;
}

/** Ports say nothing about rules of this protocol. */
function readsAlike(text: string): boolean {
  const [bare, odd] = [ruleToConnections({ ipProtocol: text }), ruleToConnections({ ipProtocol: text, fromPort: 1, toPort: 1 })];
  return bare.ok && odd.ok && bare.value.equals(odd.value);
}

/** A port of a listener or a target over tcp, udp or both. */
export function portOf(protocol: 'tcp' | 'udp' | 'both', value: Plain | undefined, place: Place): Bounds<ConnectionSet> {
  const number = asText(value);
  const port = number !== undefined && /^[1-9]\d{0,4}$/.test(number) && Number(number) <= 65535 ? Number(number) : undefined;
  const sets = (first?: number): ConnectionSet => {
    if (protocol === 'both') return ConnectionSet.tcp(first).union(ConnectionSet.udp(first));
    return protocol === 'tcp' ? ConnectionSet.tcp(first) : ConnectionSet.udp(first);
  };
  return port !== undefined ? exactly(sets(port)) : { may: sets(), must: NO_CONNECTIONS, unknowns: [unknownOf(value, place, 'not a port')] };
}

/** A fact under a guard. */
export interface Part<T> {
  readonly guard: Guard;
  readonly place: Place;
  readonly bounds: Bounds<T>;
}

/** The union of facts that hold under guards, seen from a whole that holds under `guard`: what not always holds is in MAY only. */
export function joined<T extends { union(other: T): T }>(none: T, guard: Guard, parts: readonly Part<T>[]): Bounds<T> {
  let { may, must } = { may: none, must: none };
  const unknowns: Unknown[] = [];
  for (const part of parts) {
    may = may.union(part.bounds.may);
    unknowns.push(...part.bounds.unknowns);
    if (guard.implies(part.guard)) must = must.union(part.bounds.must);
    else unknowns.push({ token: `condition ${part.guard.variables().join(', ') || 'of the template'}`, template: part.place.template, pointer: part.place.pointer, why: 'it is there under a condition only' });
  }
  return { may, must, unknowns };
}
