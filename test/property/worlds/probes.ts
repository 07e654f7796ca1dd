/**
 * Which packets are worth trying: addresses and ports at the borders of everything that a concrete network says, where a rule
 * that is one too wide or too narrow shows.
 */
import { type Address, address, addressText, type End, isPublic, type Network, type Probe, type Range, range, type Seat, within } from '../../support/world-simulator';
import type { Draw } from '../../support/worlds/draw';

export interface Borders {
  readonly network: Network;
  readonly addresses: readonly Address[];
  readonly ports: readonly number[];
  readonly sourcePorts: readonly number[];
}

const FAR = ['8.8.8.8', '200.1.1.1', '203.0.113.9', '198.51.100.7', '1.1.1.1', '2600:aaaa::1', '2a00::1'].map(address);

export function bordersOf(network: Network): Borders {
  const ranges: Range[] = [];
  const ports = new Set([0, 443, 65535]);
  const sourcePorts = new Set([1024, 32768, 40000, 65535]);
  for (const group of network.groups.values()) {
    for (const rule of [...group.ingress, ...group.egress]) {
      ranges.push(...rule.ranges ?? []);
      for (const port of [rule.from, rule.to]) if (port !== undefined) for (const p of [port - 1, port, port + 1]) if (p >= 0 && p <= 65535) ports.add(p);
    }
  }
  for (const subnet of network.subnets.values()) {
    ranges.push(...subnet.routes.map((r) => r.range));
    for (const { range: r, connections } of subnet.list) {
      ranges.push(r);
      for (const port of [connections.from, connections.to]) {
        if (port === undefined) continue;
        for (const p of [port - 1, port, port + 1]) if (p >= 1024 && p <= 65535) sourcePorts.add(p);
        ports.add(port);
      }
    }
  }
  for (const face of network.interfaces.values()) for (const c of face.accepts ?? []) ports.add(c.from!);
  const seen = new Map<string, Address>();
  for (const r of ranges) {
    for (const n of [r.low - 1n, r.low, r.high, r.high + 1n]) {
      if (n >= 0n && n < 1n << (r.version === 4 ? 32n : 128n)) seen.set(`${r.version} ${n}`, { version: r.version, n });
    }
  }
  return { network, addresses: [...seen.values()], ports: [...ports], sourcePorts: [...sourcePorts] };
}

/** Classes of several interfaces. */
const MANY = new Set(['AWS::ECS::Service', 'AWS::Lambda::Function']);

/** Where an interface may stand and with which address: every placement, the borders within each subnet. */
export function seatsOf({ network, addresses }: Borders, id: string): Seat[] {
  const face = network.interfaces.get(id);
  if (face === undefined) return [];
  const many = MANY.has(face.type) ? { many: true as const } : {};
  if (face.outside) {
    const own = BigInt([...network.interfaces.keys()].indexOf(id) + 9); // no two have one address
    return ['169.254.0.0', 'fd00::'].map((base) => ({ id, placement: 0, address: { ...address(base), n: address(base).n + own } }));
  }
  return face.placements.flatMap((place, placement) => {
    const ranges = network.subnets.get(place.subnet)!.ranges.filter((r) => (r.version === 4 ? place.fixed === undefined : place.has6));
    const fixed = (place.fixed ?? []).map((a) => ({ id, placement, address: a, ...many }));
    return fixed.concat(ranges.flatMap((r) => [{ version: r.version, n: r.low + 10n }, { version: r.version, n: r.low + 11n }, ...addresses.filter((a) => within(r, a))].map((a) => ({ id, placement, address: a, ...many }))));
  });
}

/** Addresses of the internet, outside of every VPC; or of a block, whoever has them. */
export function farOf({ network, addresses }: Borders, name: string): Address[] {
  const isOutside = (a: Address): boolean => ![...network.vpcs.values()].some((v) => v.ranges.some((r) => within(r, a)));
  if (name === 'internet') return [...FAR, ...addresses].filter((a) => isPublic(a) && isOutside(a));
  const block = range(name);
  return [{ version: block.version, n: block.low + 9n }, { version: block.version, n: block.low }, { version: block.version, n: block.high }, ...addresses]
    .filter((a) => within(block, a));
}

export function endsOf(borders: Borders, name: string): End[] {
  if (!isFar(name)) return seatsOf(borders, name);
  const far = farOf(borders, name);
  return name === 'internet' ? far : [...far, ...[...borders.network.interfaces.keys()].flatMap((id) => seatsOf(borders, id)).filter((s) => within(range(name), s.address))];
}

/** `internet` or a block; a member may stand in a nested stack, `App/Nest.Web`. */
export function isFar(name: string): boolean {
  return name === 'internet' || /\/\d+$/.test(name);
}

/** `tcp/443`, `icmp/8`, `all`. */
export function probesOf(borders: Borders, over: string, draw: Draw, clientPorts = 3): Probe[] {
  const ports = (protocol: number, list: readonly number[]): Probe[] => list.flatMap((port) => draw.some(borders.sourcePorts, clientPorts).map((sourcePort) => ({ protocol, port, sourcePort, natPort: draw.pick(borders.sourcePorts) })));
  if (over === 'all') {
    return [...ports(6, draw.some(borders.ports, 12)), ...ports(17, draw.some(borders.ports, 3)), { protocol: 1, type: 8, code: 0 }, { protocol: 58, type: 128, code: 0 }, { protocol: 47 }];
  }
  const [name, number] = over.split('/');
  if (name === 'icmp') return [0, 1].map((code) => ({ protocol: 1, type: Number(number), code }));
  const [from, to = from] = number.split('-').map(Number);
  return ports(name === 'tcp' ? 6 : 17, [...new Set([from, to, ...borders.ports.filter((p) => from < p && p < to).slice(0, 4)])]);
}

export const endText = (end: End): string => ('id' in end ? `${end.id}@${end.placement}[${addressText(end.address)}]` : addressText(end));
