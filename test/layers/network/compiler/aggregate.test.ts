/** Aggregation is exact: what the fewer rules permit is what the many permitted, counted packet by packet. */
import * as fc from 'fast-check';
import type { ConnectionData } from '../../../../lib/intent';
import { aggregate } from '../../../../lib/layers/network/compiler/aggregate';
import type { PeerPlan, RulePlan } from '../../../../lib/layers/network/compiler/plan';
import { cidrPeer, peerKey, ruleId } from '../../../../lib/layers/network/compiler/rules';
import { runs } from '../../../algebra/support';
import { compile, sentences } from './plans';

const rule = (direction: RulePlan['direction'], group: string, peer: PeerPlan, connection: ConnectionData, flows: string[], implied = false): RulePlan =>
  ({ id: ruleId(direction, group, peer, connection), direction, group, peer, connection, flows, description: '', shard: group, implied });
const tcp = (from: number, to = from): ConnectionData => ({ protocol: 'tcp', fromPort: from, toPort: to });

/** A small universe: two groups, 16 addresses of each family, a group and a list as peers, ports 0 to 7 of two protocols, ICMP. */
const four = fc.record({ length: fc.integer({ min: 28, max: 32 }), n: fc.nat(15) }).map(({ length, n }) => `10.0.0.${(n >> (32 - length)) << (32 - length)}/${length}`);
const six = fc.record({ length: fc.integer({ min: 124, max: 128 }), n: fc.nat(15) }).map(({ length, n }) => `2001:db8::${((n >> (128 - length)) << (128 - length)).toString(16)}/${length}`)
  .map((text) => text.replace('::0/', '::/'));
const peers: fc.Arbitrary<PeerPlan> = fc.oneof(
  { weight: 4, arbitrary: four.map(cidrPeer) }, { weight: 2, arbitrary: six.map(cidrPeer) },
  fc.constantFrom<PeerPlan>({ kind: 'group', group: 'segment:x' }, { kind: 'prefixList', name: 'offices', prefixListId: 'pl-1' }, cidrPeer('0.0.0.0/0')),
);
const ports = fc.tuple(fc.nat(7), fc.nat(7)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
const connections: fc.Arbitrary<ConnectionData> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom('tcp', 'udp'), ports).map(([protocol, [fromPort, toPort]]) => ({ protocol, fromPort, toPort })) },
  fc.constantFrom<ConnectionData>({ protocol: 'all' }, { protocol: 'icmp', fromPort: 3, toPort: 4 }, { protocol: 'icmp' }, { protocol: '50' }),
);
const books = fc.array(fc.record({ direction: fc.constantFrom('ingress' as const, 'egress' as const), group: fc.constantFrom('segment:a', 'segment:b'), peer: peers, connection: connections, flow: fc.constantFrom('f', 'g', 'h', 'i') }), { maxLength: 14 })
  .map((list) => {
    const book = new Map<string, RulePlan>();
    for (const { direction, group, peer, connection, flow } of list) {
      const made = rule(direction, group, peer, connection, [flow]);
      book.set(made.id, { ...made, flows: [...new Set([...book.get(made.id)?.flows ?? [], flow])].sort() });
    }
    return [...book.values()];
  });

/** Every packet of the universe that a rule permits, by enumeration. */
function packets({ direction, group, peer, connection }: RulePlan): string[] {
  const { protocol, fromPort, toPort } = connection;
  const over = fromPort === undefined || protocol === 'icmp' ? [`${protocol}/${fromPort ?? ''}`] : Array.from({ length: toPort! - fromPort + 1 }, (_, i) => `${protocol}/${fromPort + i}`);
  return addressesOf(peer).flatMap((address) => over.map((o) => `${direction} ${group} ${address} ${o}`));
}

function addressesOf(peer: PeerPlan): string[] {
  if (peer.kind !== 'cidr') return [peerKey(peer)];
  if (peer.cidr === '0.0.0.0/0') return ['elsewhere', ...Array.from({ length: 16 }, (_, i) => `v4 ${i}`)];
  const [base, length] = peer.cidr.split('/');
  const first = peer.ipVersion === 4 ? Number(base.split('.')[3]) : parseInt(base.split('::')[1] || '0', 16);
  return Array.from({ length: 2 ** ((peer.ipVersion === 4 ? 32 : 128) - Number(length)) }, (_, i) => `v${peer.ipVersion} ${first + i}`);
}

const sorted = (items: Iterable<string>): string[] => [...new Set(items)].sort();

describe('exactness, against every packet of a small universe (150 runs)', () => {
  const check = (property: (before: readonly RulePlan[], after: readonly RulePlan[], sentences: readonly string[]) => void): void =>
    fc.assert(fc.property(books, (book) => {
      const { rules, sentences: said } = aggregate(book);
      property(book, rules, said);
    }), runs(150));

  test('permits what was permitted, no more and no less', () => check((before, after) => {
    expect(sorted(after.flatMap(packets))).toEqual(sorted(before.flatMap(packets)));
  }));

  test('never has more rules, says so exactly where it has fewer, and no two are the same', () => check((before, after, said) => {
    expect(after.length).toBeLessThanOrEqual(before.length);
    expect(said.length > 0).toBe(after.length < before.length);
    expect(new Set(after.map((r) => r.id)).size).toBe(after.length);
    expect(after.map((r) => r.id)).toEqual(after.map((r) => ruleId(r.direction, r.group, r.peer, r.connection)).sort());
  }));

  test('a rule names the flows that need it, and no others', () => check((before, after) => {
    const isWithin = (r: RulePlan, merged: RulePlan): boolean => {
      const own = new Set(packets(merged));
      return r.connection.protocol === merged.connection.protocol && packets(r).every((p) => own.has(p));
    };
    const forgotten = before.flatMap((r) => r.flows.filter((f) => !after.some((m) => isWithin(r, m) && m.flows.includes(f))));
    const imputed = after.flatMap((m) => m.flows.filter((f) => !before.some((r) => isWithin(r, m) && r.flows.includes(f))));
    expect({ forgotten, imputed }).toEqual({ forgotten: [], imputed: [] });
  }));

  test('the order of the rules is nothing to it', () => check((before, after, said) => {
    expect(aggregate([...before].reverse())).toEqual({ rules: after, sentences: said });
  }));
});

describe('in words', () => {
  const flows = (...overs: [id: string, source: string, over: string | string[]][]): object[] => overs.map(([id, source, over]) => ({ id, source, destination: 'web', over }));
  const merge = (...overs: [string, string, string | string[]][]): ReturnType<typeof compile> => compile({ aggregate: true, flows: flows(...overs) });

  test('neighbouring ports of one peer become a range', () => {
    const plan = merge(['a', '10.0.0.0/8', ['tcp/80', 'tcp/81']], ['b', '10.0.0.0/8', 'tcp/82-90']);
    expect(sentences(plan)).toEqual(['ingress cidr:10.0.0.0/8 -> web tcp/80-90']);
    expect(plan.rules[0]).toMatchObject({ flows: ['a', 'b'], description: 'a, b', shard: 'web' });
    expect(plan.aggregated).toEqual(['ingress on segment:Stack/ZeroTrust#web: 3 rules become 1 (cidr:10.0.0.0/8 tcp/80-90), for a, b']);
  });

  test('neighbouring CIDRs of one port become their block, and a CIDR inside another goes', () => {
    expect(sentences(merge(['a', '10.0.0.0/25', 'tcp/1'], ['b', '10.0.0.128/25', 'tcp/1'], ['c', '10.0.0.64/26', 'tcp/1']))).toEqual(['ingress cidr:10.0.0.0/24 -> web tcp/1']);
    expect(sentences(merge(['a', '2001:db8::/33', 'tcp/1'], ['b', '2001:db8:8000::/33', 'tcp/1']))).toEqual(['ingress cidr:2001:db8::/32 -> web tcp/1']);
  });

  test('a rule that nothing merged with keeps its id and its flows', () => {
    const alone = compile({ flows: flows(['c', '10.0.0.0/8', 'tcp/443']) }).rules;
    const plan = merge(['a', '10.0.0.0/8', 'tcp/80'], ['b', '10.0.0.0/8', 'tcp/81'], ['c', '10.0.0.0/8', 'tcp/443']);
    expect(plan.rules).toEqual(expect.arrayContaining(alone));
  });

  test.each<[string, [string, string, string][]]>([
    ['a gap of one port', [['a', '10.0.0.0/8', 'tcp/80'], ['b', '10.0.0.0/8', 'tcp/82']]],
    ['two protocols', [['a', '10.0.0.0/8', 'tcp/80'], ['b', '10.0.0.0/8', 'udp/81']]],
    ['CIDRs that are neighbours but no block', [['a', '10.0.1.0/24', 'tcp/1'], ['b', '10.0.2.0/24', 'tcp/1']]],
    ['two families', [['a', '10.0.0.0/8', 'tcp/1'], ['b', '2001:db8::/32', 'tcp/1']]],
    ['ICMP types', [['a', '10.0.0.0/8', 'icmp/3'], ['b', '10.0.0.0/8', 'icmp/4']]],
    ['protocol numbers', [['a', '10.0.0.0/8', 'ip/50'], ['b', '10.0.0.0/8', 'ip/51']]],
  ])('%s stay two rules', (_name, overs) => {
    expect(merge(...overs)).toMatchObject({ aggregated: [], rules: { length: 2 } });
  });

  test('is off unless asked for', () => {
    expect(compile({ flows: flows(['a', '10.0.0.0/8', 'tcp/80'], ['b', '10.0.0.0/8', 'tcp/81']) })).toMatchObject({ aggregated: [], rules: { length: 2 } });
  });

  test('implied only where all of it was', () => {
    const both = [rule('egress', 'segment:a', cidrPeer('10.0.0.0/8'), tcp(1), ['a'], true), rule('egress', 'segment:a', cidrPeer('10.0.0.0/8'), tcp(2), ['b'], false)];
    expect(aggregate(both).rules.map((r) => r.implied)).toEqual([false]);
    expect(aggregate(both.map((r) => ({ ...r, implied: true }))).rules.map((r) => r.implied)).toEqual([true]);
  });
});
