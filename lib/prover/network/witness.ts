/**
 * From a chain of terms to one concrete packet per hop: a valuation, addresses, ports, and what lets each through.
 *
 *   const path = pathOf(names, found);         // for the replay
 *   const witness = witnessOf(names, path);    // for people
 *
 * Any choice within the terms is a counterexample; the one that is made is the one that reads best: 8.8.8.8 on the internet, port
 * 443 where it is open, the eleventh address of a subnet.
 */
import { AddressSet } from '../../algebra/address-set';
import { formatAddress } from '../../algebra/address-text';
import { PortSet } from '../../algebra/port-set';
import { protocolName, protocolShape } from '../../algebra/protocol';
import type { BecauseData, HopData, WitnessData } from '../../contract/verdicts';
import type { Place } from '../../world/facts';
import type { Guard } from '../../world/guard';
import type { HopEnd, Path, PathHop } from '../path';
import { reasons } from './because';
import type { Names } from './names';
import type { Found } from './reach';
import type { Step } from './term';
import { ALL_IPV4, ALL_IPV6, meetAddresses, PUBLIC } from './sets';
import type { Prepared } from './prepare';

const FAMILIAR = ['8.8.8.8', '1.1.1.1', '2001:4860:4860::8888'];
const SOURCE_PORTS = [49152, 32768, 1024];

export function pathOf(names: Names, found: Found): Path {
  const { world } = names;
  const valuation = valuationOf(world, found.guard);
  const families = found.steps.map((s) => (s.source.ipv4.length > 0 && s.destination.ipv4.length > 0 ? 4 : 6));
  const hops: PathHop[] = [];
  let last: HopEnd | undefined;
  found.steps.forEach((step, i) => {
    const family = families[i] === 4 ? ALL_IPV4 : ALL_IPV6;
    const next = found.steps[i + 1];
    const source = last !== undefined && (!('address' in last) || last.address === undefined || last.address === '' || last.address.includes(':') === (families[i] === 6)) ? last : endOf(world, step, 'from', apart(meetAddresses(step.source, family), [meetAddresses(step.destination, family)]), i);
    const shared = next !== undefined && families[i + 1] === families[i] ? meetAddresses(step.destination, next.source) : step.destination;
    const taken = [...hops.flatMap((h) => [h.source, h.destination]), source].flatMap((e) => (e.kind === 'interface' && e.address !== '' ? [AddressSet.address(e.address)] : []));
    const destination = endOf(world, step, 'to', apart(meetAddresses(shared, family), taken), i + 1);
    const connection = step.over.witness()!;
    const ported = protocolShape(connection.protocol) === 'ports';
    const hop = {
      source, destination, connection,
      ...ported ? { sourcePort: sourcePortOf(step.term.ports) } : {},
      ...step.via === undefined ? {} : { via: step.via },
      ...step.via === 'proxy' ? { forward: step.term.forward!.index } : {},
    };
    hops.push({ ...hop, because: reasons(world, step.term, hop, valuation) });
    last = destination;
  });
  return { hops, valuation };
}

function endOf(world: Prepared, { term }: Step, side: 'from' | 'to', addresses: AddressSet, offset: number): HopEnd {
  const end = term[side];
  if (end.kind === 'group') return { kind: 'group', id: end.id };
  if (end.kind === 'outside') return { kind: 'outside', address: outsideAddress(world, addresses), ...end.list === undefined ? {} : { list: end.list } };
  return { kind: 'interface', id: end.node.id, placement: end.spot?.index ?? 0, address: end.spot === undefined ? '' : insideAddress(addresses, offset) };
}

function outsideAddress(world: Prepared, addresses: AddressSet): string {
  const ours = world.insideMay.union(world.insideMust);
  const free = addresses.difference(ours);
  const candidates = free.isEmpty() ? addresses : free;
  const familiar = FAMILIAR.find((a) => candidates.contains(a));
  if (familiar !== undefined) return familiar;
  const open = candidates.intersection(PUBLIC);
  return pick(open.isEmpty() ? candidates : open, 0);
}

/** Two interfaces do not have one address: without those that are the only ones of others, as far as something is left. */
function apart(addresses: AddressSet, others: readonly AddressSet[]): AddressSet {
  return others.reduce((rest, other) => {
    const [only, more] = other.toCidrs();
    const left = more === undefined && /\/(32|128)$/.test(only ?? '') ? rest.difference(other) : rest;
    return left.isEmpty() ? rest : left;
  }, addresses);
}

/** The first four and the last address of a subnet are AWS's. */
function insideAddress(addresses: AddressSet, offset: number): string {
  return pick(addresses, 10 + offset);
}

function pick({ ipv4, ipv6 }: AddressSet, offset: number): string {
  if (ipv4.length > 0) return formatAddress({ family: 4, value: within(BigInt(ipv4[0]), BigInt(ipv4[1]), offset, Number) });
  if (ipv6.length > 0) return formatAddress({ family: 6, value: within(ipv6[0], ipv6[1], offset, (n) => n) });
  throw new Error('a term without addresses');
}

function within<T>(first: bigint, end: bigint, offset: number, to: (n: bigint) => T): T {
  for (const wanted of [BigInt(offset), 4n, 0n]) if (first + wanted < end - (wanted === 0n ? 0n : 1n)) return to(first + wanted);
  return to(first);
}

function sourcePortOf(ports: PortSet): number {
  const usual = SOURCE_PORTS.find((p) => ports.contains(p));
  if (usual !== undefined) return usual;
  const ephemeral = ports.intersection(PortSet.range(1024, 65535));
  return (ephemeral.isEmpty() ? ports : ephemeral).boundaries[0];
}

/** The guard's own witness, with every condition of the templates decided, so that whoever replays it decides them alike. */
export function valuationOf(world: Prepared, guard: Guard): ReadonlyMap<string, string> {
  let decided = guard;
  for (const [, condition] of [...world.network.conditions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!condition.isSure) continue;
    const holds = decided.and(condition);
    const fails = decided.and(condition.not());
    const next = !holds.isNever() ? holds : fails;
    if (!next.isNever() && next.isSure) decided = next;
  }
  return decided.witness() ?? new Map();
}

/** The same path in names, with the conditions that it rests on. */
export function witnessOf(names: Names, path: Path, guard: Guard): WitnessData {
  const parameters = new Map([...path.valuation].filter(([name]) => guard.variables().includes(name)));
  const conditions: Record<string, boolean> = {};
  for (const [name, condition] of [...names.world.network.conditions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!condition.isSure || !condition.variables().some((v) => parameters.has(v))) continue;
    if (guard.implies(condition)) conditions[name] = true;
    else if (guard.implies(condition.not())) conditions[name] = false;
  }
  return {
    hops: path.hops.map((hop) => hopData(names, hop)),
    conditions,
    ...parameters.size === 0 ? {} : { parameters: Object.fromEntries(parameters) },
  };
}

function hopData(names: Names, hop: PathHop): HopData {
  const { connection: c } = hop;
  return {
    source: nameOf(names, hop.source),
    destination: nameOf(names, hop.destination),
    protocol: protocolName(c.protocol) ?? `ip/${c.protocol}`,
    ...c.port === undefined ? {} : { port: c.port },
    ...c.type === undefined ? {} : { icmpType: c.type },
    ...c.code === undefined ? {} : { icmpCode: c.code },
    ...addressOf('sourceAddress', hop.source),
    ...addressOf('destinationAddress', hop.destination),
    ...hop.sourcePort === undefined ? {} : { sourcePort: hop.sourcePort },
    ...hop.via === undefined ? {} : { via: hop.via },
    because: hop.because,
  };
}

function addressOf(field: 'sourceAddress' | 'destinationAddress', end: HopEnd): Partial<Record<typeof field, string>> {
  return end.address === undefined || end.address === '' ? {} : { [field]: end.address };
}

function nameOf(names: Names, end: HopEnd): string {
  if (end.kind === 'group') return names.ofGroup(end.id).label;
  if (end.kind === 'interface') {
    const node = names.world.byId.get(end.id);
    return node === undefined ? end.id : names.of(node).label;
  }
  if (end.list !== undefined) return names.ofList(end.list).label;
  return PUBLIC.contains(end.address) ? 'internet' : `${end.address}/${end.address.includes(':') ? 128 : 32}`;
}

export function becauseOf(place: Place, what: string): BecauseData {
  const { template, pointer, resource, constructPath, flows } = place;
  return { template, pointer, resource, ...constructPath === undefined ? {} : { constructPath }, ...flows === undefined || flows.length === 0 ? {} : { flows }, what };
}
