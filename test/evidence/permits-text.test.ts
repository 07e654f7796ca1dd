/** What the text says of one intent, line by line. */
import { impliedFlow, intentOf, reportOf, SCOPE, sectionOf, stageOf, textOf, render } from './support';
import { joinPermits } from '../../lib/evidence';
import { mergeIntents } from '../../lib/intent';

const flow = (over: object) => ({ source: 'web', destination: 'api', over: 'tcp/8443', authentication: 'mtls', because: 'forwards requests', ...over });
const withFlow = (over: object, more: object = {}) => ({ segments: [{ id: 'web' }, { id: 'api' }, { id: 'docs', crownJewel: { classification: 'restricted', because: 'customers\' papers' } }], flows: [flow(over)], ...more });
const flows = (input: object, network = {}, width = 100) => sectionOf(textOf(input, network, { width }), 'Flows');

describe('a flow', () => {
  test('says who, what, on which port, how, and its id on one line; why below it', () => {
    expect(flows(withFlow({}))).toEqual([
      'Flows: who may reach what',
      '  WHO  MAY REACH  ON        HOW        FLOW',
      '  web  api        tcp/8443  mTLS, TLS  web-to-api-tcp-8443',
      '      forwards requests',
    ]);
  });

  test('has its id below where the page is too narrow for every row', () => {
    const narrow = flows(withFlow({ id: 'x'.repeat(40) }), {}, 60);
    expect(narrow[1]).toBe('  WHO  MAY REACH  ON        HOW');
    expect(narrow).toContain(`      flow ${'x'.repeat(40)}`);
  });

  test.each([
    ['an end', { until: '2027-06-30' }, '      until 2027-06-30'],
    ['a rhythm', { cadence: 'monthly' }, '      used monthly'],
    ['a rhythm of emergencies', { cadence: 'disaster-recovery' }, '      used in disaster recovery only'],
    ['a purpose', { purpose: 'documents service' }, '      purpose: documents service'],
    ['all of them', { until: '2027-06-30T18:00:00Z', cadence: 'weekly', purpose: 'audit' }, '      until 2027-06-30T18:00:00Z; used weekly; purpose: audit'],
    ['a segment to itself', { source: 'api', withinSegment: true }, '      among members of the segment itself'],
    ['actions of a service', { destination: { service: 's3', actions: ['s3:PutObject', 's3:GetObject'] }, over: undefined, authentication: undefined }, '      for s3:GetObject, s3:PutObject'],
    ['resources of a service', { destination: { service: 's3', resources: [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Docs1A2B', 'Arn'] }, '/*']] }] }, over: undefined, authentication: undefined }, '      for any action on ${Docs1A2B.Arn}/*'],
    ['no authentication', { authentication: { none: 'it is old' }, encryption: 'tls' }, '      not authenticated, because it is old'],
    ['no encryption', { authentication: 'token', encryption: { none: 'it is old' } }, '      not encrypted, because it is old'],
  ])('with %s says so', (_, over, line) => {
    expect(flows(withFlow(over))).toContain(line);
  });

  test('that is continuous, without end and purpose says nothing of these', () => {
    expect(textOf(withFlow({}))).not.toMatch(/until|used |purpose/);
  });

  test('to a crown jewel, of a legacy enclave, and without assurance is marked', () => {
    const rows = flows({
      ...withFlow({}),
      enclaves: [{ id: 'mainframe', cidrs: ['10.90.0.0/24'], owner: 'records', until: '2027-06-30', compensation: 'a firewall' }],
      flows: [flow({ destination: 'docs' }), flow({ source: 'mainframe', authentication: { none: 'old' }, encryption: { none: 'old' } })],
    });
    expect(rows.filter((l) => l.includes('web ')).join()).toContain('docs (crown jewel)');
    expect(rows.filter((l) => l.includes('mainframe')).join()).toMatch(/mainframe \(legacy\) +api +tcp\/8443 +NOT AUTHENTICATED, NOT ENCRYPTED/);
  });

  test.each([
    ['nat', 'goes through NAT: its rule opens tcp/443 to every IPv4 address'],
    ['existing', 'goes through an endpoint that this intent does not own: its policy may permit more'],
    ['sharedHub', 'goes through an endpoint that this intent does not own: its policy may permit more'],
  ])('to a service by %s says what is wider than it reads', (access, line) => {
    const endpoints = [{ service: 's3', kind: 'gateway', access, zones: 0, flows: ['web-to-s3'] }];
    expect(flows(withFlow({ destination: 'service:s3', over: undefined, authentication: undefined }), { endpoints })).toContain(`      ${line}`);
  });

  test('to a service by an endpoint of its own is as wide as it reads', () => {
    const endpoints = [{ service: 's3', kind: 'gateway', access: 'create', zones: 0, flows: ['web-to-s3'] }];
    expect(flows(withFlow({ destination: 'service:s3', over: undefined, authentication: undefined }), { endpoints }).join()).not.toContain('goes through');
  });

  test('rows stand by source and destination, not by id', () => {
    const rows = flows({ ...withFlow({}), flows: [flow({ id: 'a', source: 'web' }), flow({ id: 'b', source: 'api', destination: 'web' })] });
    expect(rows.filter((l) => /^ {2}(web|api)/.test(l)).map((l) => l.trim().split(' ')[0])).toEqual(['api', 'web']);
  });

  test('rows of one edge stand by id', () => {
    const intent = intentOf({ ...withFlow({}), flows: [flow({ id: 'b' }), flow({ id: 'a', over: 'tcp/9443' })] });
    expect(flows({ ...intent, flows: [...intent.flows].reverse() }).filter((l) => l.startsWith('  web')).map((l) => l.slice(-1))).toEqual(['a', 'b']);
  });

  test('none at all is said in words', () => {
    expect(textOf({ segments: [{ id: 'web' }] })).toContain('Flows: none is declared; nobody reaches anything');
  });
});

test('a segment that no flow names is closed; imported members are not', () => {
  const imported = [{ path: 'Docs/Old', type: 'imported', groups: ['sg-1'] }];
  const intent = intentOf({ segments: [{ id: 'alone' }, { id: 'old', displayName: 'Old one' }, { id: 'web' }], flows: [flow({ destination: 'old' })] });
  const lines = sectionOf(textOf({ ...intent, segments: intent.segments.map((s) => (s.id === 'old' ? { ...s, members: imported } : s)) }), 'Segments');
  expect(lines).toEqual([
    'Segments',
    '  SEGMENT        MEMBERS',
    '  alone          none',
    '      closed in both directions: no flow names it',
    '  old (Old one)  Docs/Old (imported)',
    '      imported members keep their groups: what other rules of these permit is not listed here',
    '  web            none',
  ]);
});

test('a crown jewel says how bad its loss would be, and why', () => {
  expect(textOf(withFlow({}))).toContain('      crown jewel: restricted, because customers\' papers\n');
});

test('an enclave has owner, end and compensation', () => {
  const text = textOf(withFlow({}, { enclaves: [{ id: 'mainframe', cidrs: ['10.90.0.0/24', '10.91.0.0/24'], owner: 'records', until: '2027-06-30', compensation: 'a firewall that records' }] }));
  expect(sectionOf(text, 'Legacy')).toEqual([
    'Legacy enclaves: systems that can authenticate nothing',
    '  ENCLAVE    ADDRESSES                   OWNER    UNTIL',
    '  mainframe  10.90.0.0/24, 10.91.0.0/24  records  2027-06-30',
    '      compensation: a firewall that records',
  ]);
});

test('an offer says who claims it, across façades', () => {
  const offer = { id: 'read', over: 'tcp/5432', authentication: 'rds-iam', because: 'reports' };
  const owner = intentOf({ segments: [{ id: 'docs', offers: [offer, { ...offer, id: 'write' }] }] }, 'Owner');
  const { segments } = owner;
  const claim = { ...intentOf({ segments: [{ id: 'job' }], flows: [flow({ source: 'job', destination: 'internet', id: 'x' })] }, 'User') };
  const claimed = { ...claim, flows: claim.flows.map((f) => ({ ...f, destination: { kind: 'segment' as const, scope: 'Owner', segment: 'docs' }, claims: { scope: 'Owner', segment: 'docs', offer: 'read' } })) };
  const text = textOf(mergeIntents([{ ...owner, segments }, claimed]));
  expect(sectionOf(text, 'Offers').filter((l) => l.startsWith('  docs'))).toEqual([
    '  docs     read   tcp/5432  RDS IAM, TLS  User#job',
    '  docs     write  tcp/5432  RDS IAM, TLS  nobody in this assembly',
  ]);
  expect(text).toContain('claims the offer read of Owner#docs');
});

test('guarantees are recorded and not judged', () => {
  const text = textOf(withFlow({}, { guarantees: [
    { denies: { source: 'internet', destination: 'docs', over: 'tcp/5432' } },
    { permits: { source: 'web', destination: 'api' } },
    { onlyVia: { source: 'internet', destination: 'docs', via: ['api', 'web'] } },
    { only: { principals: ['A', 'B'], resource: 'Table', actions: ['dynamodb:Query'] } },
    { identified: { target: 'Handler' } },
  ] }));
  expect(sectionOf(text, 'Guarantees').sort()).toEqual([
    '  every entry to Handler checks an identity',
    '  internet never reaches docs over tcp/5432 (pivot)',
    '  internet reaches docs over any protocol and port by way of api or web only (pivot)',
    '  only A and B may dynamodb:Query on Table',
    '  web reaches api over any protocol and port (packet)',
    'Guarantees: as they were written; `zero-trust prove` judges them',
  ]);
});

test('implied flows stand apart, by segment and name, dated, with the way to leave them out', () => {
  const intent = intentOf({ segments: [{ id: 'web', implied: { leaveOut: ['exec'] } }, { id: 'api' }] }, SCOPE, [impliedFlow('web', 'logs', 'logs'), impliedFlow('web', 'image-pull', 's3'), impliedFlow('api', 'logs', 'logs')]);
  const text = textOf(intent);
  expect(sectionOf(text, 'Implied')).toEqual([
    'Implied flows: what compute needs to boot, by the table of 2026-11-22; nobody wrote them',
    '  SEGMENT  NAME        MAY REACH     ON       FLOW',
    '  api      logs        service:logs  tcp/443  api.logs.logs',
    '      api needs logs to boot',
    '  web      image-pull  service:s3    tcp/443  web.image-pull.s3',
    '      web needs s3 to boot',
    '  web      logs        service:logs  tcp/443  web.logs.logs',
    '      web needs logs to boot',
    '  Leave out by name: addSegment(\'api\', { withoutImplied: [\'logs\'] })',
    '  in an intent file: implied: { leaveOut: [logs] }',
    '  left out of web: exec',
  ]);
  expect(sectionOf(text, 'Flows').join()).not.toContain('boot');
});

describe('budgets', () => {
  const budget = (subject: string, used: number, name = 'rules per security group') => ({ name, subject, used, limit: 60, relief: 'split the segment', flows: [{ flow: 'a-to-b', cost: used }] });
  const budgets = [budget('one', 1), budget('five', 5), budget('three', 3), budget('four', 4), budget('near', 48), budget('whole', 12, 'parameters of a template')];
  const section = (allBudgets: boolean, from = budgets) => sectionOf(textOf({}, { budgets: from }, { allBudgets }), 'Budgets');

  test('are the three tightest of each kind, with their margin', () => {
    expect(section(false)).toEqual([
      'Budgets: limits of AWS, the 3 tightest of each kind; `--budgets` shows all 6',
      '           USED  LIMIT  LEFT',
      '  parameters of a template',
      '    whole    12     60    48',
      '  rules per security group',
      '    near     48     60    12',
      '      dearest: a-to-b (48)',
      '      split the segment',
      '    five      5     60    55',
      '    four      4     60    56',
    ]);
  });

  test('are all there where they are asked for, with the flows that cost most', () => {
    const lines = section(true);
    expect(lines[0]).toBe('Budgets: limits of AWS');
    expect(lines.filter((l) => l.includes('dearest')).length).toBe(6);
    expect(lines.join()).toContain('three');
  });

  test('name what relieves them from 80 % on, not before', () => {
    expect(section(false, [budget('x', 47)]).join()).not.toContain('split the segment');
    expect(section(false, [budget('x', 48)]).join()).toContain('split the segment');
  });
});

describe('idle cost', () => {
  const line = { item: 'interface-endpoint', quantity: 2, why: 'logs, for web', monthlyUsd: 14.6, belief: false, source: 'AWS price files' };
  const cost = (over: object) => sectionOf(textOf({}, { idleCost: { monthlyUsd: 14.6, lines: [line], belief: false, pricesAsOf: '2026-08', region: 'us-east-1', ...over } }), 'Idle');

  test('has its lines, the date of its prices and its region', () => {
    expect(cost({})).toEqual([
      'Idle cost: 14.60 USD a month for what this scope adds; no maximum is set (`maxIdleCost`)',
      '    USD  QUANTITY  WHAT                FOR',
      '  14.60         2  interface-endpoint  logs, for web',
      '  List prices of us-east-1, 2026-08, for 730 hours, without traffic.',
    ]);
  });

  test('has its margin to the maximum', () => {
    expect(cost({ maximumUsd: 20 })[0]).toContain('at most 20.00 by `maxIdleCost`: 5.40 left');
    expect(cost({ maximumUsd: 0 })[0]).toContain('at most 0.00 by `maxIdleCost`: 14.60 too much');
  });

  test('marks what is a belief', () => {
    const lines = cost({ belief: true, lines: [{ ...line, belief: true }] });
    expect(lines[0]).toContain('~14.60 USD');
    expect(lines[2]).toMatch(/^ +~14\.60 /);
    expect(lines[3]).toContain('~ is a belief');
    expect(cost({}).join()).not.toContain('~');
  });

  test('says that NAT gateways are not in it', () => {
    expect(textOf({}, { endpoints: [{ service: 's3', kind: 'gateway', access: 'nat', zones: 0, flows: [] }] })).toContain('NAT gateways belong to the VPC and are not counted.');
  });
});

test('endpoints say how a service is reached', () => {
  const endpoint = (service: string, access: string, zones: number, kind = 'interface') => ({ service, kind, access, zones, flows: ['a', 'b', 'c', 'd'] });
  const lines = sectionOf(textOf({}, { endpoints: [endpoint('logs', 'create', 2), endpoint('s3', 'create', 0, 'gateway'), endpoint('sqs', 'nat', 0), endpoint('ssm', 'existing', 0)] }), 'Endpoints');
  expect(lines.slice(2)).toEqual([
    '  logs     interface, 2 zones  made here                               a, b, c and 1 more',
    '  s3       gateway             made here                               a, b, c and 1 more',
    '  sqs      none                NAT: open to every IPv4 address         a, b, c and 1 more',
    '  ssm      interface           existing: its policy belongs to others  a, b, c and 1 more',
  ]);
});

test('aggregation has its plan, and warnings their codes', () => {
  const text = textOf({}, { aggregated: ['ingress on segment:X#api: 2 rules become 1'], warnings: [{ code: 'DummyLookup', message: 'the VPC is a placeholder' }] });
  expect(sectionOf(text, 'Aggregation')).toEqual(['Aggregation: 1 merger of rules, none of them wider than what it stands for', '  ingress on segment:X#api: 2 rules become 1']);
  expect(sectionOf(text, 'Warnings (1)')).toContain('  DummyLookup: the VPC is a placeholder');
  expect(textOf({})).not.toMatch(/Aggregation|Warnings/);
});

test('threats stand per edge, and only where they are asked for', () => {
  const text = textOf(withFlow({}), {}, { threats: true });
  const lines = sectionOf(text, 'Threats');
  expect(lines).toContain('  web -> api tcp/8443 (web-to-api-tcp-8443)');
  expect(lines).toContain('  Watched by flow logs (accepted and rejected connections).');
  expect(lines.filter((l) => /^ {4}(impersonation|interception|lateral-movement) /.test(l)).length).toBe(3);
  expect(textOf(withFlow({}))).not.toContain('Threats');
  expect(textOf({}, {}, { threats: true })).toContain('Threats: no edge, so none');
});

test('threats of declared edges stand before those of implied ones', () => {
  const intent = intentOf(withFlow({ id: 'zebra' }), SCOPE, [impliedFlow('api', 'logs', 'logs')]);
  const edges = sectionOf(textOf(intent, {}, { threats: true }), 'Threats').filter((l) => / -> /.test(l));
  expect(edges).toEqual(['  web -> api tcp/8443 (zebra)', '  api -> service:logs tcp/443 (implied: api.logs.logs)']);
});

test('a VPC without flow logs is said at the top', () => {
  expect(textOf({}, { flowLogs: false }).split('\n')[3]).toMatch(/^NO FLOW LOG/);
  expect(textOf({}, { flowLogs: true }).split('\n').slice(2, 4)).toEqual(['posture standard, 0 segments, 0 flows, 0 implied, 4 rules in one stack, flow logs recorded', '']);
  expect(textOf({}, { rulesPlacement: 'perSegment' })).toContain('4 rules in a nested stack per segment');
});

test('scopes are told apart by their stage', () => {
  const one = intentOf({});
  const text = render(joinPermits([stageOf(one, {}, 'Prod'), { stage: '', intent: one, network: { schema: 'zero-trust/network/1', scopes: [reportOf()] } }], { threats: false }));
  expect(text.split('\n').filter((l) => l.startsWith('Docs'))).toEqual(['Docs/ZeroTrust', 'Docs/ZeroTrust in stage Prod']);
});
