import { normaliseIntent } from '../../lib/intent';
import { accepted, BASE, codesOf, expectFinding, expectStyle, FLOW, FOREIGN, intentOf, type Json, withFlows } from './support';

const NONE = { authentication: { none: 'reason' }, encryption: { none: 'reason' } };

describe('what a flow must say', () => {
  test.each<[string, Json, string, string, string[]]>([
    ['why', { because: undefined }, 'MissingField', '', ['no `because`', 'the reason']],
    ['why, in words', { because: ' ' }, 'EmptyText', '/because', ['`because`', 'empty']],
    ['why, and not leave it empty in a file', { because: null }, 'EmptyText', '/because', ['empty']],
    ['why, as text', { because: 5 }, 'WrongType', '/because', ['the number `5`', '`"5"`']],
    ['who', { source: undefined }, 'MissingField', '', ['no `source`', 'expected the id of a segment']],
    ['to whom', { destination: undefined }, 'MissingField', '', ['no `destination`']],
    ['how it is authenticated', { authentication: undefined, encryption: 'tls' }, 'AuthenticationMissing', '', ['proves nothing', "{ none: 'why' }"]],
    ['how it is encrypted', { authentication: 'token' }, 'EncryptionMissing', '', ['`encryption`', '`tls`']],
    ['why there is no authentication', { authentication: 'none', encryption: 'tls' }, 'NoneWithoutReason', '/authentication', ['without a reason']],
    ['why there is no encryption', { encryption: 'none' }, 'NoneWithoutReason', '/encryption', ['`encryption`']],
    ['why there is none, in words', { authentication: { none: '' }, encryption: 'tls' }, 'EmptyText', '/authentication/none', ['empty']],
    ['why there is none, at all', { authentication: {}, encryption: 'tls' }, 'MissingField', '/authentication', ['no `none`']],
    ['a method that is known', { authentication: 'rds_iam' }, 'UnknownValue', '/authentication', ['did you mean `rds-iam`?']],
    ['a method for encryption', { encryption: 'mtls' }, 'UnknownValue', '/encryption', ['did you mean `tls`?']],
    ['a method in words', { authentication: true }, 'WrongType', '/authentication', ['boolean', '`sigv4`']],
    ['a method and nothing beside it', { authentication: { none: 'x', method: 'mtls' }, encryption: 'tls' }, 'UnknownField', '/authentication/method', ['`method`']],
    ['when it ends, in ISO-8601', { until: '30.06.2027' }, 'UntilNotIso', '/until', ['`30.06.2027`', '`2027-06-30`']],
    ['when it ends, as text', { until: 2027 }, 'WrongType', '/until', ['the number `2027`', '`"2027"`']],
    ['when it ends, if it says so', { until: null }, 'EmptyText', '/until', ['empty']],
    ['how often, in a word', { cadence: 'hourly' }, 'UnknownValue', '/cadence', ['`continuous`, `daily`']],
    ['a usable id', { id: 'web to api' }, 'IdInvalid', '/id', ['`web to api`', 'write `web-to-api`']],
    ['an id and not several things', { withinSegment: 'yes' }, 'WrongType', '/withinSegment', ['`true` or `false`']],
    ['what is known', { protocol: 'tcp' }, 'UnknownField', '/protocol', ['did you mean `over`?', 'known fields']],
  ])('%s', (_, change, code, within, words) => expectFinding(withFlows(change), code, `/flows/0${within}`, words));

  test.each([['from', 'source'], ['to', 'destination'], ['port', 'over'], ['reason', 'because'], ['auth', 'authentication'], ['expires', 'until'], ['becuase', 'because']])(
    'a word from elsewhere, `%s`, is `%s` here', (word, meant) => expectFinding(withFlows({ [word]: 'x' }), 'UnknownField', `/flows/0/${word}`, [`did you mean \`${meant}\`?`]),
  );

  test.each([5, null, 'web -> api', ['web', 'api']])('an object: %j is none', (flow) => expectFinding(intentOf({ flows: [flow] }), 'WrongType', '/flows/0', ['expected an object with fields']));

  test('everything at once', () => {
    const { findings } = normaliseIntent(intentOf({ flows: [{ source: 'wbe', destination: 'api', over: 'tcp/70000', until: 'soon', cadence: 'never', port: 5 }] }));
    expect(codesOf(findings)).toEqual([
      'AuthenticationMissing /flows/0',
      'EncryptionMissing /flows/0',
      'MissingField /flows/0',
      'UnknownValue /flows/0/cadence',
      'PortOutOfRange /flows/0/over',
      'UnknownField /flows/0/port',
      'UnknownSegment /flows/0/source',
      'UntilNotIso /flows/0/until',
    ]);
    findings.forEach((f) => expectStyle(f.message));
  });

  test('is named in its own words', () => {
    const message = (flow: Json): string => normaliseIntent(withFlows({ ...flow, because: undefined })).findings[0].message;
    expect(message({ id: 'pages' })).toContain('flow `pages` has no `because`');
    expect(message({})).toContain('the flow from `web` to `api` has no `because`');
    expect(message({ source: { cidr: '10.0.0.0/8' }, destination: { segment: 'api' } })).toContain('the flow from `10.0.0.0/8` to `api`');
    expect(message({ source: { account: '111122223333', cidr: '10.0.0.0/8' } })).toContain('the flow from `10.0.0.0/8` to `api`');
  });
});

describe('methods that imply TLS', () => {
  test.each(['sigv4', 'mtls', 'rds-iam', 'RDS-IAM'])('%s', (authentication) => {
    expect(accepted(withFlows({ authentication })).flows[0]).toMatchObject({ authentication: { method: authentication.toLowerCase() }, encryption: { method: 'tls' } });
  });

  test('reasons are kept', () => {
    expect(accepted(withFlows(NONE)).flows[0]).toMatchObject({ authentication: { method: 'none', because: 'reason' }, encryption: { method: 'none', because: 'reason' } });
  });
});

describe('members of one segment', () => {
  test('may not talk to each other unless it is meant', () => expectFinding(withFlows({ destination: 'web' }), 'SelfFlowNotMeant', '/flows/0', ['`web` to itself', '`withinSegment: true`']));
  test('may, where it is', () => expect(accepted(withFlows({ destination: 'web', withinSegment: true })).flows[0].withinSegment).toBe(true));
  test('the mark stands on no other flow', () => expectFinding(withFlows({ withinSegment: true }), 'SelfFlowNotMeant', '/flows/0/withinSegment', ['remove it']));
});

describe('a flow that no rule can express', () => {
  test.each<[string, Json, string[]]>([
    ['between two that are no segments', { source: 'internet', destination: '10.0.0.0/8' }, ['touches no segment']],
    ['from an enclave to the internet', { source: 'mainframe', destination: 'internet', ...NONE }, ['touches no segment', '`mainframe`']],
    ['from an account to a service', { source: 'account:111122223333/10.0.0.0/8', destination: 'service:s3' }, ['touches no segment']],
    ['from a service', { source: 'service:s3' }, ['starts at an AWS service']],
    ['between segments of others', { source: { segment: 'ledger', scope: 'Other' }, destination: { segment: 'books', scope: 'Other' } }, ['`Other#ledger`', 'no segment that is declared here']],
    ['ICMP of IPv4 with IPv6 addresses', { source: '2001:db8::/32', over: 'icmp/8' }, ['`icmp`', 'IPv6 addresses only', 'write `icmpv6`']],
    ['ICMP of IPv6 with IPv4 addresses', { source: '10.0.0.0/8', over: ['tcp/443', 'icmpv6'] }, ['write `icmp`']],
    ['ICMP of IPv6 from the internet over IPv4', { source: 'internet-ipv4', over: 'icmpv6' }, ['IPv4 addresses only']],
    ['ICMP of IPv4 to the internet over IPv6', { source: 'web', destination: 'internet-ipv6', over: 'icmp' }, ['write `icmpv6`']],
    ['ICMP of IPv6 with an enclave', { source: 'mainframe', over: 'icmpv6' }, ['write `icmp`']],
    ['ICMP of IPv6 with an account', { source: 'account:111122223333/10.0.0.0/8', over: 'icmpv6' }, ['write `icmp`']],
  ])('%s', (_, change, words) => expectFinding(withFlows(change), 'FlowInexpressible', '/flows/0', words, { foreign: [FOREIGN, { ...FOREIGN, id: 'books' }] }));

  test.each<Json>([
    { source: 'internet', over: ['icmp', 'icmpv6'] }, { source: '2001:db8::/32', over: 'icmpv6' }, { source: 'mainframe', over: 'icmp' },
    { source: 'account:111122223333/sg-0abc1234', over: 'icmpv6' }, { source: 'pl-63a5400a', over: 'icmpv6' }, { source: 'web', over: 'icmpv6' },
  ])('and one that can: %j', (change) => {
    accepted(withFlows(change));
  });
});

describe('duplicates', () => {
  test.each<[string, Json, string]>([
    ['the same twice', {}, '`tcp/443`'],
    ['under another id', { id: 'other' }, '`tcp/443`'],
    ['with another reason and method', { because: 'again', authentication: 'sigv4' }, '`tcp/443`'],
    ['a range that holds it', { over: 'tcp/400-500' }, '`tcp/443`'],
    ['everything', { over: 'all' }, '`tcp/443`'],
    ['one of a list', { over: ['udp/53', 'tcp/443'] }, '`tcp/443`'],
    ['the same end in other words', { source: { segment: 'web' } }, '`tcp/443`'],
  ])('%s', (_, change, word) => expectFinding(withFlows({}, change), 'DuplicateFlow', '/flows/1', [word, '`web-to-api-tcp-443` does already', 'one `because`']));

  test.each<[Json, Json, string]>([
    [{ over: 'icmp/8' }, { over: 'icmp' }, '`icmp/8`'],
    [{ over: 'icmp/8' }, { over: 'icmp/8/0' }, '`icmp/8/0`'],
    [{ over: 'tcp/1-100' }, { over: 'tcp/100-200' }, '`tcp/100`'],
    [{ over: 'ip/50' }, { over: 'ip/50' }, '`ip/50`'],
  ])('%j and %j', (one, other, word) => expectFinding(withFlows({ id: 'a', ...one }, { id: 'b', ...other }), 'DuplicateFlow', '/flows/1', [word]));

  test.each<[string, Json]>([
    ['the other way', { source: 'api', destination: 'web' }], ['another port', { over: 'tcp/444' }], ['another protocol', { over: 'udp/443' }],
    ['another source', { source: 'docs' }], ['other actions of a service', { destination: 'service:s3' }],
  ])('are not: %s', (_, change) => {
    accepted(withFlows({}, change));
  });

  test('say where the first one stands', () => {
    const { findings } = normaliseIntent(withFlows({}, {}), { locate: (p) => `app.ts${p.replace(/\D+/g, ':')}` });
    expect(findings[0].message).toContain('as flow `web-to-api-tcp-443` (app.ts:0) does already');
    expect(findings[0].where).toBe('app.ts:1');
  });

  test('of ids', () => {
    expectFinding(withFlows({ id: 'pages' }, { id: 'pages', over: 'tcp/80' }), 'FlowIdTaken', '/flows/1', ['`pages` is taken', 'its own `id`']);
    expectFinding(withFlows({ destination: { service: 's3', actions: ['s3:GetObject'] } }, { destination: { service: 's3', actions: ['s3:PutObject'] } }), 'FlowIdTaken', '/flows/1', ['`web-to-s3`']);
  });

  test('three times are two mistakes', () => {
    expect(codesOf(normaliseIntent(withFlows({}, {}, {})).findings)).toEqual(['DuplicateFlow /flows/1', 'DuplicateFlow /flows/2']);
  });
});

describe('a flow that another one covers', () => {
  const covered = (narrow: Json, wide: Json, pointer = '/flows/0'): void => expectFinding(withFlows({ id: 'narrow', ...narrow }, { id: 'wide', ...wide }), 'FlowCovered', pointer, ['flow `narrow` permits nothing that flow `wide`', 'narrow the wider one']);

  test('is mentioned', () => {
    covered({ source: '10.1.0.0/16' }, { source: '10.0.0.0/8' });
    covered({ source: '10.1.0.0/16' }, { source: 'internet' });
    covered({ source: 'internet-ipv6' }, { source: 'internet' });
    covered({ source: 'mainframe' }, { source: '10.9.0.0/16', over: 'tcp/400-500' });
    covered({ source: 'account:111122223333/10.1.0.0/16' }, { source: '10.0.0.0/8', over: ['udp/53', 'tcp/443'] });
    covered({ destination: '10.1.0.0/16' }, { destination: 'internet', over: 'all' });
  });

  test('once, where both are the same addresses in other words, in whatever order', () => {
    const [cidr, enclave] = [{ id: 'b', source: '10.9.0.0/24' }, { id: 'a', source: 'mainframe' }];
    expectFinding(withFlows(cidr, enclave), 'FlowCovered', '/flows/0', ['flow `b` permits nothing that flow `a`']);
    expectFinding(withFlows(enclave, cidr), 'FlowCovered', '/flows/1', ['flow `b` permits nothing that flow `a`']);
  });

  test.each<[string, Json, Json]>([
    ['other addresses', { source: '10.1.0.0/16' }, { source: '10.2.0.0/16' }],
    ['other ports', { source: '10.1.0.0/16' }, { source: '10.0.0.0/8', over: 'tcp/80' }],
    ['more ports', { source: '10.1.0.0/16', over: 'tcp/440-450' }, { source: '10.0.0.0/8' }],
    ['another segment', { source: '10.1.0.0/16' }, { source: '10.0.0.0/8', destination: 'docs' }],
    ['the other way', { source: '10.1.0.0/16' }, { source: 'api', destination: '10.0.0.0/8' }],
    ['a group that nobody can look into', { source: 'account:111122223333/sg-0abc1234' }, { source: 'internet' }],
  ])('is not one with %s', (_, narrow, wide) => {
    accepted(withFlows({ id: 'narrow', ...narrow }, { id: 'wide', ...wide }));
  });
});

describe('one name of a prefix list is one list', () => {
  test.each<[Json, Json, string[]]>([
    [{ prefixList: 'pl-63a5400a' }, { prefixList: 'pl-63a5400b' }, ['`pl-63a5400b` here', '`pl-63a5400a` in another flow']],
    [{ prefixList: 'pl-63a5400a', maxEntries: 4 }, { prefixList: 'pl-63a5400a', maxEntries: 5 }, ['`maxEntries` 5 here', '4 in another']],
  ])('%j and %j', (one, other, words) => expectFinding(withFlows({ source: { name: 'offices', ...one } }, { source: { name: 'offices', ...other }, over: 'tcp/80' }), 'PrefixListConflict', '/flows/1', words));

  test('tokens are not compared', () => {
    accepted(withFlows({ source: { name: 'offices', prefixList: '${Token[A.1]}' } }, { source: { name: 'offices', prefixList: '${Token[A.2]}' }, over: 'tcp/80' }));
  });
});

test('ids of flows are made from both ends and the ports', () => {
  const ids = (...flows: Json[]): string[] => accepted(withFlows(...flows)).flows.map((f) => f.id);
  expect(ids({}, { over: ['tcp/80', 'udp/53'] }, { destination: 'service:s3' }, { source: 'internet', over: 'tcp/8000-8100' }, { source: 'pl-63a5400a', destination: 'web', id: 'given' })).toEqual([
    'given', 'internet-to-api-tcp-8000to8100', 'web-to-api-tcp-443', 'web-to-api-tcp-80-udp-53', 'web-to-s3',
  ]);
});

test('every default id can be written', () => {
  const [{ id }] = accepted(withFlows({ source: '2001:db8::/32', over: ['tcp/80', 'icmpv6/128', 'ip/50'] })).flows;
  expect(accepted(withFlows({ id })).flows[0].id).toBe('2001-db8-32-to-api-protocol50-icmpv6-type128-tcp-80');
  expectFinding(withFlows({ id: 'x'.repeat(201) }), 'IdInvalid', '/flows/0/id', ['200 letters']);
});

test('flows that stand beside a broken one are judged all the same', () => {
  const { findings } = normaliseIntent({ ...BASE, flows: [5, FLOW, { ...FLOW, source: 'nobody' }, FLOW] });
  expect(codesOf(findings)).toEqual(['WrongType /flows/0', 'UnknownSegment /flows/2/source', 'DuplicateFlow /flows/3']);
});
