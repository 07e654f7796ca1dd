/** One flow, its rules: both sides, every kind of end, ids that hang on nothing but the permission. */
import * as fc from 'fast-check';
import { Findings } from '../../../../lib/intent';
import { cidrPeer, groupKeys, outsidePeers, peerKey, RuleBook, ruleDescription, ruleId } from '../../../../lib/layers/network/compiler/rules';
import { compile, flowOf, intentOf, OWN, SCOPE, sentences } from './plans';

describe('a flow between two segments', () => {
  test('is one egress rule on the source and one ingress rule on the destination', () => {
    const plan = compile({ flows: [{ id: 'calls', source: 'web', destination: 'api', over: 'tcp/443' }] });
    expect(sentences(plan)).toEqual(['egress web -> api tcp/443', 'ingress web -> api tcp/443']);
    expect(plan.rules.map(({ flows, implied, description }) => ({ flows, implied, description }))).toEqual(Array(2).fill({ flows: ['calls'], implied: false, description: 'calls: a reason' }));
  });

  test('lives in the shard of the segment that each rule is on', () => {
    const { rules } = compile({ flows: [{ source: 'web', destination: 'api', over: 'tcp/443' }] });
    expect(rules.map((r) => [r.direction, r.shard]).sort()).toEqual([['egress', 'web'], ['ingress', 'api']]);
  });

  test('within a segment both rules are on its one group', () => {
    expect(sentences(compile({ flows: [{ source: 'web', destination: 'web', withinSegment: true, over: 'udp/7000' }] })))
      .toEqual(['egress web -> web udp/7000', 'ingress web -> web udp/7000']);
  });

  test('has two rules for each of its connections', () => {
    expect(sentences(compile({ flows: [{ source: 'web', destination: 'api', over: ['tcp/443', 'udp/443'] }] }))).toHaveLength(4);
  });

  test('opens every imported group of the destination, and touches no egress of an imported source', () => {
    const facts = { docs: { hasOwnGroup: false, importedGroups: ['sg-1', 'sg-2'] } };
    expect(sentences(compile({ facts, flows: [{ source: 'web', destination: 'docs', over: 'tcp/1' }] }))).toEqual([
      'egress web -> imported:docs/sg-1 tcp/1', 'egress web -> imported:docs/sg-2 tcp/1', 'ingress web -> imported:docs/sg-1 tcp/1', 'ingress web -> imported:docs/sg-2 tcp/1',
    ]);
    expect(sentences(compile({ facts, flows: [{ source: 'docs', destination: 'web', over: 'tcp/1' }] }))).toEqual([
      'ingress imported:docs/sg-1 -> web tcp/1', 'ingress imported:docs/sg-2 -> web tcp/1',
    ]);
  });

  test('from imported members only opens nothing on their side, and says so where nothing is opened at all', () => {
    const facts = { web: { hasOwnGroup: false, importedGroups: ['sg-1'] } };
    expect(compile({ facts, flows: [{ source: 'web', destination: 'api', over: 'tcp/443' }] }).findings).toEqual([]);
    for (const destination of ['internet', 'service:s3']) {
      const { findings } = compile({ facts, flows: [{ id: 'out', source: 'web', destination, over: 'tcp/443' }] });
      expect(findings).toEqual([expect.objectContaining({ code: 'EgressNotManaged', level: 'warning', message: expect.stringContaining('flow `out`') })]);
    }
  });

  test('with own and imported members in one segment opens both', () => {
    const facts = { docs: { importedGroups: ['sg-1'] } };
    expect(sentences(compile({ facts, flows: [{ source: 'web', destination: 'docs', over: 'tcp/1' }] })).filter((s) => s.startsWith('ingress')))
      .toEqual(['ingress web -> docs tcp/1', 'ingress web -> imported:docs/sg-1 tcp/1']);
    expect(sentences(compile({ facts, flows: [{ source: 'docs', destination: 'web', over: 'tcp/1' }] })).filter((s) => s.startsWith('egress')))
      .toEqual(['egress docs -> web tcp/1']);
  });
});

describe('an end outside', () => {
  test.each<[string, unknown, string[]]>([
    ['the internet is both versions', 'internet', ['cidr:0.0.0.0/0', 'cidr:::/0']],
    ['over IPv4', 'internet-ipv4', ['cidr:0.0.0.0/0']],
    ['over IPv6', 'internet-ipv6', ['cidr:::/0']],
    ['an IPv4 CIDR', '10.20.0.0/16', ['cidr:10.20.0.0/16']],
    ['an IPv6 CIDR, as it is written canonically', '2001:DB8:0::/48', ['cidr:2001:db8::/48']],
    ['every range of an enclave', 'mainframe', ['cidr:10.200.7.0/28', 'cidr:2001:db8:7::/64']],
    ['a prefix list by its name', { prefixList: 'pl-0123456789abcdef0', name: 'offices' }, ['prefix-list:offices']],
    ['a prefix list by its id', 'pl-0123456789abcdef0', ['prefix-list:pl-0123456789abcdef0']],
    ['a group of another account', 'account:444455556666/sg-0fedcba9876543210', ['account:444455556666/sg-0fedcba9876543210']],
    ['addresses of another account', 'account:444455556666/10.80.0.0/16', ['cidr:10.80.0.0/16']],
    ['the same, as an object', { account: '444455556666', cidr: '10.80.0.0/16' }, ['cidr:10.80.0.0/16']],
  ])('%s', (_name, end, peers) => {
    const enclaves = [{ id: 'mainframe', cidrs: ['2001:db8:7::/64', '10.200.7.0/28'], owner: 'o', until: '2028-01-01', compensation: 'c' }];
    const { rules } = compile({ enclaves, flows: [{ source: 'web', destination: end, over: 'tcp/1' }] });
    expect(rules.map((r) => peerKey(r.peer)).sort()).toEqual(peers);
    expect(rules.every((r) => r.direction === 'egress')).toBe(true);
    const back = compile({ enclaves, flows: [{ source: end, destination: 'web', over: 'tcp/1' }] });
    expect(back.rules.map((r) => [r.direction, peerKey(r.peer)]).sort()).toEqual(peers.map((p) => ['ingress', p]));
  });

  test.each([
    ['internet', '0.0.0.0/0', '::/0'],
    ['mainframe', '10.200.7.0/28', '2001:db8:7::/64'],
  ])('icmp goes to the IPv4 addresses of %s and icmpv6 to its IPv6 addresses', (source, four, six) => {
    const enclaves = [{ id: 'mainframe', cidrs: ['2001:db8:7::/64', '10.200.7.0/28'], owner: 'o', until: '2028-01-01', compensation: 'c' }];
    const over = (connection: string): string[] => sentences(compile({ enclaves, flows: [{ source, destination: 'web', over: connection }] }));
    expect(over('icmp/8')).toEqual([`ingress cidr:${four} -> web icmp/8--1`]);
    expect(over('icmpv6/128')).toEqual([`ingress cidr:${six} -> web icmpv6/128--1`]);
  });

  // The intent refuses these first; the compiler does not rely on it.
  test.each([
    ['2001:db8::/32', 'icmp', '`icmpv6`'], ['10.0.0.0/8', 'icmpv6', '`icmp`'],
    ['internet-ipv6', 'icmp', '`icmpv6`'], ['internet-ipv4', 'icmpv6', '`icmp`'],
  ])('%s over %s is a flow that no rule can express', (end, protocol, instead) => {
    const plan = compile({ flows: [{ id: 'ping', source: end, destination: 'web', over: 'all' }], connections: [{ protocol }] });
    expect(plan.findings).toEqual([expect.objectContaining({ code: 'FlowInexpressible', level: 'error', message: expect.stringContaining(`use ${instead}`) })]);
    expect(plan.findings[0].message).toContain('flow `ping`');
    expect(plan.rules).toEqual([]);
  });
});

describe('one permission is one rule', () => {
  test('which names every flow that needs it, in their own order', () => {
    const flows = [{ id: 'b', source: 'internet', destination: 'web', over: 'tcp/443' }, { id: 'a', source: 'internet-ipv4', destination: 'web', over: 'tcp/443' }];
    for (const order of [flows, [...flows].reverse()]) {
      const { rules } = compile({ flows: order });
      expect(rules.map((r) => [peerKey(r.peer), r.flows, r.description]).sort()).toEqual([
        ['cidr:0.0.0.0/0', ['a', 'b'], 'a, b'], ['cidr:::/0', ['b'], 'b: a reason'],
      ]);
    }
  });

  test('whichever is added first', () => {
    const [b, a] = compile({ flows: ['b', 'a'].map((id) => ({ id, source: id === 'a' ? '10.0.0.0/8' : '10.0.0.0/9', destination: 'web', over: 'tcp/443' })) }).flows;
    const edge = { groups: ['segment:x'], peers: [cidrPeer('10.0.0.0/8')], direction: 'ingress', shard: 'x' } as const;
    for (const order of [[a, b], [b, a]]) {
      const book = new RuleBook();
      order.forEach((flow) => book.add(flow, edge, flow.connections, new Findings()));
      expect(book.all().map((r) => [r.flows, r.description])).toEqual([[['a', 'b'], 'a, b']]);
    }
  });

  test('EC2 sees each of them once, however it is written', () => {
    const flows = [
      { id: 'a', source: 'internet', destination: 'web', over: ['icmp', 'icmp/-1', 'tcp', 'tcp/0-65535', 'ip/6', 'icmp/8', 'icmp/8/-1', 'ip/50', 'protocol/50'] },
      { id: 'b', source: 'internet-ipv4', destination: 'web', over: [{ protocol: 'icmp', fromPort: -1, toPort: -1 }, { protocol: '-1' }] },
      { id: 'c', source: '0.0.0.0/0', destination: 'api', over: 'icmp/-1' },
    ];
    const { rules } = compile({ flows });
    const asEc2 = rules.map(({ direction, group, peer, connection: { protocol, fromPort, toPort } }) => {
      const icmp = protocol.startsWith('icmp');
      return [direction, group, peerKey(peer), protocol, fromPort ?? (icmp ? -1 : ''), toPort ?? (icmp ? -1 : '')].join(' ');
    });
    expect(asEc2.filter((text, i) => asEc2.indexOf(text) !== i)).toEqual([]);
  });

  test('implied only where nobody wrote it', () => {
    const facts = { web: { bootProfiles: [{ profile: 'ecs-fargate', uses: [] }] as const } };
    const implied = compile({ facts }).rules.filter((r) => peerKey(r.peer) === 'endpoint:ecr.dkr');
    expect(implied.map((r) => r.implied)).toEqual([true]);
    const declared = compile({ facts, flows: [{ source: 'web', destination: 'service:ecr.dkr' }] }).rules.filter((r) => peerKey(r.peer) === 'endpoint:ecr.dkr');
    expect(declared.map((r) => r.implied)).toEqual([false]);
  });
});

describe('the id of a rule', () => {
  const base = { flows: [{ id: 'a', source: 'web', destination: 'api', over: 'tcp/443' }] };
  const ids = (given: Parameters<typeof compile>[0]): string[] => compile(given).rules.map((r) => r.id);

  test('is pinned: a change here replaces every live rule of every user', () => {
    expect(ids(base)).toEqual(['Egressbba42ca558e76ef9', 'Ingressea70ab8b1dc071ec']);
  });

  test('does not hang on the flow\'s id, its reason, its authentication, its place or its neighbours', () => {
    const renamed = { flows: [
      { source: 'docs', destination: 'web', over: 'tcp/1' },
      { id: 'z', source: 'web', destination: 'api', over: ['tcp/443', 'tcp/80'], because: 'another', authentication: 'token', encryption: 'tls', until: '2030-01-01' },
    ] };
    expect(ids(renamed)).toEqual(expect.arrayContaining(ids(base)));
  });

  test('differs where any part of the permission differs', () => {
    const peer = { kind: 'cidr', cidr: '10.0.0.0/8', ipVersion: 4 } as const;
    const tcp = { protocol: 'tcp', fromPort: 1, toPort: 2 };
    const all = [
      ruleId('egress', 'segment:a', peer, tcp), ruleId('ingress', 'segment:a', peer, tcp), ruleId('egress', 'segment:b', peer, tcp), ruleId('egress', 'segment:a', { ...peer, cidr: '10.0.0.0/9' }, tcp),
      ruleId('egress', 'segment:a', peer, { ...tcp, protocol: 'udp' }), ruleId('egress', 'segment:a', peer, { ...tcp, fromPort: 2 }), ruleId('egress', 'segment:a', peer, { ...tcp, toPort: 3 }),
      ruleId('egress', 'segment:a', peer, { protocol: 'tcp' }), ruleId('egress', 'segment:a', { kind: 'group', group: '10.0.0.0/8' }, tcp),
      ruleId('egress', 'segment:a', { kind: 'prefixList', name: 's3', prefixListId: 'x' }, tcp), ruleId('egress', 'segment:a', { kind: 'servicePrefixList', service: 's3' }, tcp),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((id) => /^(Egress|Ingress)[0-9a-f]{16}$/.test(id))).toBe(true);
  });

  test('hangs on the name of a prefix list, not on its id, which may be a token', () => {
    const named = (prefixListId: string, maxEntries: number): string => ruleId('egress', 'g', { kind: 'prefixList', name: 'offices', prefixListId, maxEntries }, { protocol: 'all' });
    expect(named('pl-1', 1)).toBe(named('${Token[1]}', 9));
  });
});

describe('small parts', () => {
  test('a description holds only what EC2 accepts, 255 characters at most', () => {
    expect(ruleDescription('reads «documents» & more, 100 % of them? yes')).toBe('reads -documents- - more, 100 - of them- yes');
    fc.assert(fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => /^[a-zA-Z0-9. _\-:/()#,@[\]+=;{}!$*]{0,255}$/.test(ruleDescription(text))), { numRuns: 200 });
    expect(ruleDescription('x'.repeat(256))).toBe(`${'x'.repeat(252)}...`);
    expect(ruleDescription('x'.repeat(255))).toBe('x'.repeat(255));
  });

  test('a segment of nobody has a group of its own', () => {
    const facts = { scope: SCOPE, segments: new Map(), access: () => 'create' as const, hubCidrs: () => [], aggregate: false };
    expect(groupKeys({ scope: SCOPE, segment: 'x' }, facts, 'ingress')).toEqual([`segment:${SCOPE}#x`]);
    expect(groupKeys({ scope: SCOPE, segment: 'x' }, { ...facts, segments: new Map([[`${SCOPE}#x`, { ...OWN, hasOwnGroup: false }]]) }, 'egress')).toEqual([]);
  });

  test('a service has no peers of its own, and a book without flows is empty', () => {
    const end = flowOf({ flows: [{ source: 'web', destination: 'service:logs' }] }).destination;
    expect(() => outsidePeers(end, {} as never)).toThrow('service logs');
    expect(new RuleBook().all()).toEqual([]);
    expect(new Findings().all()).toEqual([]);
  });

  test('flows of another façade are not compiled here', () => {
    const intent = intentOf({ flows: [{ source: 'web', destination: 'api', over: 'tcp/1' }] });
    expect(intent.flows.every((f) => f.scope === SCOPE)).toBe(true);
  });
});
