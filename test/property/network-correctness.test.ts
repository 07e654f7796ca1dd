/**
 * For every intent and every packet: the templates permit exactly what the intent says.
 *
 *   simulate(synthesize(intent)) = oracle(intent)
 *
 * The simulator reads templates and knows nothing of intents; the oracle reads the intent and knows nothing of templates.
 * Half of the packets stand at the borders of the world's own flows, where a rule that is one port or one address too
 * wide shows. Runs: 60 worlds with 60 packets each.
 */
import * as fc from 'fast-check';
import { runs } from '../algebra/support';
import type { PlainFlow } from '../support/apps/declare';
import { type OraclePacket, permits } from '../support/apps/oracle';
import { actorsOf, ENCLAVE, foreignGroups, HUB, oracleOf, PREFIX_LISTS, type RandomWorld, randomWorlds, synthesizeWorld, whereIs } from '../support/apps/random-app';
import { simulate } from '../support/apps/synthesize';
import type { PacketSimulator } from '../support/packet-simulator';

const CIDRS = ['10.0.0.0/14', '198.51.100.0/24', '198.51.100.128/25', '10.80.0.0/16', '2001:db8:5::/48', ...ENCLAVE.cidrs, ...HUB, ...Object.values(PREFIX_LISTS).flat()];
const ADDRESSES = ['8.8.8.8', '2600::1', ...CIDRS.flatMap(borders)];

/** First and last address, and one beyond each. */
function borders(cidr: string): string[] {
  const [base, length] = cidr.split('/');
  const isSix = base.includes(':');
  const width = isSix ? 128 : 32;
  const first = isSix ? sixToNumber(base) : base.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const last = first + (1n << BigInt(width - Number(length))) - 1n;
  return [first - 1n, first, last, last + 1n].map(isSix ? numberToSix : numberToFour);
}

function sixToNumber(base: string): bigint {
  const head = base.replace(/::$/, '').split(':');
  return [...head, ...Array<string>(8 - head.length).fill('0')].reduce((sum, part) => sum * 65536n + BigInt(`0x${part}`), 0n);
}

function numberToSix(n: bigint): string {
  return Array.from({ length: 8 }, (_, i) => ((n >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(':');
}

function numberToFour(n: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((n >> shift) & 255n)).join('.');
}

/** Numbers that pick from what a world has: the same numbers mean other packets in another world. */
interface Draw {
  readonly flow: number;
  readonly source: number;
  readonly destination: number;
  readonly over: number;
  readonly border: number;
  readonly six: boolean;
  readonly atFlow: boolean;
}
const draws: fc.Arbitrary<Draw> = fc.record({ flow: fc.nat(), source: fc.nat(), destination: fc.nat(), over: fc.nat(), border: fc.nat(), six: fc.boolean(), atFlow: fc.boolean() });

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length];

function packetOf(world: RandomWorld, draw: Draw): OraclePacket | undefined {
  const actors = Object.keys(actorsOf(world));
  const flow = pick(world.intent.flows, draw.flow);
  const members = (end: unknown): string[] | undefined => (typeof end === 'string' ? world.members[end]?.map((m) => m.name) : undefined);
  const outsiders = [...ADDRESSES, ...actors];
  const [source, destination] = draw.atFlow
    ? [pick(members(flow.source) ?? outsiders, draw.source), pick(members(flow.destination) ?? outsiders, draw.destination)]
    : [pick(outsiders, draw.source), pick(outsiders, draw.destination)];
  const addresses = [source, destination].filter((name) => !actors.includes(name));
  if (addresses.length === 2 || source === destination) return undefined;
  const version = addresses.length === 0 ? (draw.six ? 6 : 4) : addresses[0].includes(':') ? 6 : 4;
  return { source, destination, ipVersion: version, ...how(draw.atFlow ? flow : undefined, draw, version) };
}

function how(flow: PlainFlow | undefined, { over, border }: Draw, version: 4 | 6): Pick<OraclePacket, 'protocol' | 'port' | 'icmpType' | 'icmpCode'> {
  const text = flow === undefined ? pick(['tcp/443', 'tcp/22', 'udp/80', 'udp/53', 'icmp/8', 'ip/50', 'ip/51', 'tcp/8005'], over) : pick([flow.over ?? 'tcp/443'].flat(), over);
  const [name, numbers, code] = text.split('/');
  if (name === 'ip') return { protocol: Number(numbers) + (border % 2) };
  if (name.startsWith('icmp')) return { protocol: version === 4 ? 'icmp' : 'icmpv6', icmpType: Number(numbers ?? 8) + (border % 2), icmpCode: Number(code ?? 0) + ((border >> 1) % 2) };
  const [from, to = from] = (numbers ?? '1').split('-').map(Number);
  const port = Math.min(65535, Math.max(0, pick([from - 1, from, to, to + 1], border)));
  return { protocol: name === 'all' ? pick(['tcp', 'udp'], over) : name, port };
}

function simulatorOf(world: RandomWorld): PacketSimulator {
  const simulator = simulate(synthesizeWorld(world), { prefixLists: PREFIX_LISTS, groups: foreignGroups(world) });
  for (const [name, { groups, addresses }] of Object.entries(actorsOf(world))) {
    if (groups === undefined) simulator.place(whereIs(world, name), addresses);
    else simulator.attach(name, groups, addresses);
  }
  return simulator;
}

test('templates permit exactly what the intent says (60 worlds, 60 packets each)', () => {
  let [allowed, denied] = [0, 0];
  fc.assert(fc.property(randomWorlds, fc.array(draws, { minLength: 60, maxLength: 60 }), (world, list) => {
    const [simulator, oracle] = [simulatorOf(world), oracleOf(world)];
    for (const draw of list) {
      const packet = packetOf(world, draw);
      if (packet === undefined) continue;
      const expected = permits(oracle, packet);
      const verdict = simulator.permits({ ...packet, source: whereIs(world, packet.source), destination: whereIs(world, packet.destination) });
      if (verdict.allowed !== expected) throw new Error(`the intent ${expected ? 'permits' : 'denies'} ${JSON.stringify(packet)}; the templates: ${verdict.reason}`);
      if (expected) allowed += 1;
      else denied += 1;
    }
  }), runs(60));
  // Otherwise the property says little.
  expect(Math.min(allowed, denied)).toBeGreaterThan(200);
});
