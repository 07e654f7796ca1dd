/** Verdicts, answers and differences as text: what stands first, what is drawn, and that no name does harm. */
import type { VerdictData } from '../../../lib/contract/verdicts';
import { answerText, diffText, proofText } from '../../../lib/evidence';
import { sectionOf } from '../support';
import { because, DIFF, edge, EMPTY, FILE, HOPS, HOSTILE, hostile, NOT_KNOWN, REACHABLE, STANDING, UNREACHABLE, verdict } from './support';

const LOOK = { width: 100, colour: false };

describe('proof', () => {
  const text = proofText(FILE, LOOK);

  test('opens with the figures, and says what is violated before anything else', () => {
    const [first, line, empty, heading, headline] = text.split('\n');
    expect(first).toBe('2 violated, 2 unknown, 3 proved, 1 implied, 1 warning, 1 accepted by the baseline');
    expect(line).toMatch(/^=+$/);
    expect([empty, heading, headline]).toEqual(['', 'Violated', '  internet => Db : tcp/5432 VIOLATED via Alb > web']);
  });

  test('draws the path hop by hop with a packet, the rules, their places and flows, the conditions and the fix', () => {
    expect(sectionOf(text, 'Violated').slice(2, 19)).toEqual([
      '      denies, pivot; denies.1a2b3c',
      '      1. internet => Alb : tcp/443',
      '         8.8.8.8:49152 -> 10.0.0.7:443',
      '         - ingress rule of App/Alb/SecurityGroup',
      '           App.template.json#/Resources/AlbSg/Properties/SecurityGroupIngress/0',
      '         - route of PublicRoute',
      '           App.template.json#/Resources/PublicRoute',
      '      2. Alb => web : tcp/8080 (Alb forwards)',
      '         10.0.0.7:49152 -> [2001:db8::7]:8080',
      '         - ingress rule of App/Web/SecurityGroup, flow alb-to-web',
      '           App.template.json#/Resources/WebSg/Properties/SecurityGroupIngress/0',
      '      3. web => Db : tcp/5432 (whoever controls web goes on)',
      '         10.0.1.9:49152 -> 10.0.2.4:5432',
      '         - ingress rule of App/Db/SecurityGroup, flows web-to-db, web-to-db-admin',
      '           App.template.json#/Resources/DbSg/Properties/SecurityGroupIngress/0',
      '      when IsProd is true, App.Stage is `prod`',
      '      fix: narrow the rule of `WebSg`',
    ]);
  });

  test('says what blocks a declared edge, and what settles an unknown one', () => {
    expect(text).toContain('      blocked: no ingress rule of `ApiSg` covers tcp/8443 (ENI_SG_RULES_MISMATCH)');
    expect(sectionOf(text, 'Unknown, and not a pass').slice(1)).toEqual([
      '  10.0.0.0/8 => Db : any protocol and port UNKNOWN',
      '      denies, pivot; denies.99',
      '      not known: Ref ClientCidr: it may be any address',
      '        App.template.json#/Resources/DbSg/Properties/SecurityGroupIngress/1/CidrIp',
      '        settled by --assume \'ClientCidr=<CIDR>\'',
    ]);
  });

  test('puts every verdict in one section; what is proved is one line', () => {
    for (const { id } of FILE.verdicts) expect(text.split(id).length - 1).toBe(id === 'permits.44' ? 2 : 1); // its own assumption names it
    expect(sectionOf(text, 'Proved')).toHaveLength(5);
    expect(sectionOf(text, 'Proved')[2]).toMatch(/^ {2}every edge of web +nothing more, packet +nothing-more\.88$/);
    expect(sectionOf(text, 'Implied')[2]).toContain('web => service:s3 : tcp/443');
    expect(sectionOf(text, 'Accepted by the baseline')[1]).toContain('internet => Old : tcp/21');
    expect(sectionOf(text, 'Warnings')[1]).toContain('Bastion => Legacy : tcp/22');
  });

  test('gathers what somebody has to say, what settles most first, ready for a shell', () => {
    const waits = (id: string, ...assumes: string[]): VerdictData => verdict({ id, verdict: 'unknown', unknowns: assumes.map((assume, i) => ({ token: `t${i}`, pointer: '', assume })) });
    const page = proofText({ ...EMPTY, verdicts: [waits('a.1', "It's=<x>", 'AWS::Region=eu-west-1', 'C=1', 'D=1', 'E=1'), waits('a.2', 'AWS::Region=eu-west-1'), { ...waits('a.3', 'F=1'), baselined: true }] }, LOOK);
    expect(sectionOf(page, 'What somebody has to say').slice(1)).toEqual(['  --assume AWS::Region=eu-west-1 (2 verdicts)', '  --assume C=1 (1 verdict)', '  --assume D=1 (1 verdict)', '  --assume E=1 (1 verdict)', "  --assume 'It'\\''s=<x>' (1 verdict)"]);
    expect(page.match(/not known[:,] /g)).toHaveLength(4); // three of five, and one that was said already
    expect(page).toContain('      and 2 more; all are in --format json\n');
  });

  test('lists what is not modelled, the dangerous first, and each assumption once', () => {
    expect(sectionOf(text, 'Coverage')).toEqual(['Coverage of the network: 71 of 89 resources are modelled', '  AWS::NetworkFirewall::Firewall (2) could open a path, and is not modelled', '  no effect on the network: AWS::SNS::Topic (16)']);
    expect(sectionOf(text, 'Assumptions').slice(1)).toEqual(['  1. nothing changes these resources from outside of the templates', '  2. the group of account 111122223333 is as it was (permits.44)']);
  });

  test('groups the standing questions', () => {
    const standing = proofText(STANDING, LOOK);
    expect(standing).not.toMatch(/VIOLATED|Violated/);
    expect(sectionOf(standing, 'What the internet reaches')).toEqual([
      'What the internet reaches', '  internet => Alb : tcp/443 REACHABLE', '      standing.internet.1', '      - ingress rule of App/Alb/SecurityGroup', '        App.template.json#/Resources/AlbSg/Properties/SecurityGroupIngress/0',
      '      - route of PublicRoute', '        App.template.json#/Resources/PublicRoute', '      fix: narrow the rule of `WebSg`',
    ]);
    const stores = sectionOf(standing, 'What reaches each data store');
    expect(stores.filter((l) => /^ {2}\S/.test(l))).toEqual(['  internet => Db : any protocol and port out of reach in one hop', '  internet => Db : any protocol and port REACHABLE over any number of hops via Alb > web']);
    expect(stores).toContain('      3. web => Db : tcp/5432 (whoever controls web goes on)');
    expect(sectionOf(standing, 'The widest rules').filter((l) => /^ {2}\S/.test(l))).toEqual(['  0.0.0.0/0 => Alb : tcp/443 OPEN, as standing.internet.1 above', '  0.0.0.0/0 => Db : any protocol and port OPEN, accepted by the baseline', '  10.0.0.0/8 => Old : tcp/22 nothing outside gets to it']);
  });

  test('says once what stands in several verdicts', () => {
    const unknown = { token: 'Ref ClientCidr', template: 'a.json', pointer: '/Resources/A', assume: 'ClientCidr=<CIDR>', why: 'it may be any address' };
    const of = (id: string, destination: string, more: Partial<VerdictData>): VerdictData => verdict({ id, kind: 'standing', level: 'packet', severity: 'error', strict: false, question: `internet reaches data store ${destination}`, subject: { source: 'internet', destination, over: 'all' }, ...more });
    const [rule, inner] = [because({ pointer: '/Resources/Subnet', what: 'public address' }), because({ pointer: '/Resources/Subnet/Properties/MapPublicIpOnLaunch', what: 'public address' })];
    const text = proofText({
      ...EMPTY, verdicts: [
        of('standing.1', 'Db', { verdict: 'proved' }), of('standing.2', 'Db', { verdict: 'proved', level: 'pivot' }),
        of('standing.3', 'Cache', { verdict: 'unknown', unknowns: [unknown] }), of('standing.4', 'Cache', { verdict: 'unknown', level: 'pivot', unknowns: [unknown] }),
        of('standing.5', 'Open', { witness: { hops: [{ ...HOPS[0], because: [rule, inner, inner] }], conditions: {} }, fix: `narrow it (${inner.pointer})` }),
      ],
    }, LOOK);
    expect(text.match(/internet => Db .*/g)).toEqual(['internet => Db : any protocol and port out of reach over any number of hops']);
    expect(text.match(/not known.*/g)).toEqual(['not known: Ref ClientCidr: it may be any address', 'not known, as said above: Ref ClientCidr']);
    expect(text.match(/public address/g)).toHaveLength(1);
    expect(text).toContain('fix: narrow it\n');
  });

  test('counts what is implied with one piece of advice in one line, without a table of its own', () => {
    const fn = (source: string, fix?: string): VerdictData => verdict({ id: `nothing-more.${source}`, kind: 'nothing-more', level: 'packet', verdict: 'proved', implied: true, witness: undefined, fix, subject: { source, destination: 'internet', over: 'all' } });
    const advice = 'a function outside a VPC reaches the internet: put it into a segment to say where it may go';
    const many = proofText({ ...EMPTY, verdicts: ['C', 'B', 'A'].map((s) => fn(s, advice)) }, LOOK);
    expect(sectionOf(many, 'Implied')).toEqual(['Implied: what compute needs to boot and nobody wrote; proved to work', '  3 functions (A, B, C): a function outside a VPC reaches the internet: put it into a segment to say', '    where it may go']);
    const both = sectionOf(proofText({ ...EMPTY, verdicts: [fn('Hook'), fn('A', advice)] }, LOOK), 'Implied');
    expect(both.filter((l) => /Hook|A\b/.test(l))).toEqual([expect.stringMatching(/^ {2}Hook => internet/), expect.stringMatching(/^ {2}1 function \(A\): a function/)]);
  });

  test('of nothing is short', () => {
    expect(proofText(EMPTY, LOOK)).toMatch(/^0 violated, 0 unknown, 0 proved, 0 implied\n=+\n\nNothing to judge: [^]*\n\nCoverage of the network: 0 of 0 resources are modelled\n$/);
  });
});

test('an icmp hop, a hop without addresses and one end outside are drawn as well', () => {
  const hop = { source: 'a', destination: 'b', because: [] };
  const text = proofText({ ...EMPTY, verdicts: [verdict({ witness: { conditions: {}, hops: [{ ...hop, protocol: 'icmp', icmpType: 8, icmpCode: 0 }, { ...hop, protocol: 'protocol/50', sourceAddress: '10.0.0.1' }, { ...hop, protocol: 'tcp', port: 22, destinationAddress: '10.0.0.2' }] } })] }, LOOK);
  for (const line of ['1. a => b : icmp type 8 code 0', '2. a => b : protocol/50', '10.0.0.1 -> an unknown address', 'an unknown address -> 10.0.0.2:22']) expect(text).toContain(line);
});

test('answers', () => {
  expect(answerText(REACHABLE, LOOK)).toMatch(/^reach internet -> Db tcp\/5432 pivot: REACHABLE\n=+\n\nPath, the shortest there is\n {2}1\. internet => Alb : tcp\/443\n/);
  expect(answerText(UNREACHABLE, LOOK)).toContain('What stands in the way\n  blocked: no ingress rule of `DbSg` covers tcp/5432 (SECURITY_GROUP_RULES_MISMATCH)\n');
  expect(answerText(NOT_KNOWN, LOOK)).toContain('    settled by --assume \'ClientCidr=<CIDR>\'\n');
});

test('a difference: what nobody declared first', () => {
  const lines = diffText(DIFF, LOOK).split('\n');
  expect(lines[0]).toBe('opens 3 edges (1 not declared) and closes 2 edges');
  expect(lines.filter((l) => /^ {2}[+-] /.test(l))).toEqual([
    '  + internet => web : tcp/443 NOT DECLARED',
    '  + web => api : tcp/8443 declared by web-to-api',
    '  + api => service:s3 : tcp/443 implied, possible: a token decides',
    '  - web => Old : any protocol and port declared by web-to-old',
    '  - web => Older : tcp/8443 declared, possible: a token decides',
  ]);
  expect(diffText({ ...DIFF, summary: { added: 0, removed: 0, undeclared: 0 }, added: [], removed: [], unknowns: [] }, LOOK)).toBe(`no network edge and no way in is opened or closed\n${'='.repeat(49)}\n`);
});

test('ways in stand beside edges, and are counted apart', () => {
  const way = { ...edge({ source: 'anybody', destination: 'Read', over: 'GET /docs of Api at the execute-api host', declared: false, flows: [] }), plane: 'exposure' as const };
  const lines = diffText({ ...DIFF, added: [...DIFF.added, way], removed: [way], summary: { added: 4, removed: 1, undeclared: 2 } }, LOOK).split('\n');
  expect(lines[0]).toBe('opens 3 edges and 1 way in (2 not declared) and closes 1 way in');
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('+ anybody => Read : GET /docs of Api at the execute-api host NOT DECLARED');
});

const render: Readonly<Record<string, (name: string, look: typeof LOOK) => string>> = {
  proof: (name, look) => proofText(hostile(FILE, name), look),
  standing: (name, look) => proofText(hostile(STANDING, name), look),
  reachable: (name, look) => answerText(hostile(REACHABLE, name), look),
  blocked: (name, look) => answerText(hostile(UNREACHABLE, name), look),
  unknown: (name, look) => answerText(hostile(NOT_KNOWN, name), look),
  diff: (name, look) => diffText(hostile(DIFF, name), look),
};

describe.each(Object.entries(render))('%s', (_, of) => {
  test.each(HOSTILE)('no control or direction character of %j reaches a terminal, and no line is too long', (name) => {
    for (const width of [60, 100]) {
      const text = of(name, { width, colour: false });
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/);
      expect(text).not.toMatch(/\p{Surrogate}/u);
      expect(Math.max(...text.split('\n').map((l) => l.length))).toBeLessThanOrEqual(width);
    }
  });

  test('colour changes no word', () => {
    const coloured = of('web', { width: 100, colour: true });
    expect(coloured).toContain('\u001b[');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(of('web', LOOK));
  });
});
