import * as fc from 'fast-check';
import { runs } from '../algebra/support';
import { type FlowData, type Intent, normaliseIntent, type Threat, type ThreatFacts, threatTable } from '../../lib/intent';
import { validIntents } from './generate';
import { accepted, type Json, withFlows } from './support';

const FACTS: ThreatFacts = { flowLogs: true, serviceAccess: { s3: 'create' } };
const NONE = { none: 'it knows none' };

const table = (flow: Json, facts: ThreatFacts = FACTS): Threat[] => threatTable(accepted(withFlows(flow)), facts);
const row = (flow: Json, kind: string, facts?: ThreatFacts): Threat => {
  const rows = table(flow, facts).filter((t) => t.kind === kind);
  expect(rows).toHaveLength(1);
  return rows[0];
};

test('a row says who, what stops them and what watches them', () => {
  expect(table({})).toEqual([
    { scope: '', flow: 'web-to-api-tcp-443', edge: 'web -> api tcp/443', kind: 'impersonation', abuser: 'whoever runs code in `web`', stoppedBy: 'both sides show a certificate (mTLS)', watchedBy: 'flow logs (accepted and rejected connections)' },
    { scope: '', flow: 'web-to-api-tcp-443', edge: 'web -> api tcp/443', kind: 'interception', abuser: 'whoever can read or change traffic between `web` and `api`', stoppedBy: 'TLS', watchedBy: 'flow logs (accepted and rejected connections)' },
    { scope: '', flow: 'web-to-api-tcp-443', edge: 'web -> api tcp/443', kind: 'lateral-movement', abuser: 'a compromised member of `web` attacks `api` over tcp/443', stoppedBy: 'only what is declared is open; on tcp/443 the destination\'s own checks', watchedBy: 'flow logs (accepted and rejected connections)' },
  ]);
});

describe('what stops nobody, in so many words', () => {
  test.each<[string, Json, string, string]>([
    ['no authentication', { authentication: NONE, encryption: 'tls' }, 'impersonation', 'nothing: not authenticated, because it knows none'],
    ['no encryption', { encryption: NONE }, 'interception', 'nothing: not encrypted, because it knows none'],
    ['everybody may come', { source: 'internet' }, 'exposure', 'nothing but the destination\'s own checks on tcp/443'],
    ['anywhere may be reached', { destination: 'internet' }, 'exfiltration', 'nothing: every address is permitted'],
  ])('%s', (_, flow, kind, stoppedBy) => expect(row(flow, kind).stoppedBy).toBe(stoppedBy));

  test('no flow log', () => expect(row({}, 'interception', { ...FACTS, flowLogs: false }).watchedBy).toMatch(/^nothing: no flow log/));
});

describe('what stops somebody', () => {
  test.each<[string, Json, string, string]>([
    ['a signature', { authentication: 'sigv4' }, 'impersonation', 'every request is signed with a role (SigV4)'],
    ['a token', { authentication: 'token', encryption: 'tls' }, 'impersonation', 'every request carries a token that the destination verifies'],
    ['a token of IAM', { authentication: 'rds-iam' }, 'impersonation', 'the database asks for a short-lived IAM token'],
    ['what makes up for an enclave', { source: 'mainframe', authentication: NONE, encryption: NONE }, 'impersonation', 'a firewall (owner finance, until 2027-12-31); no authentication, because it knows none'],
    ['few addresses that may come', { source: '10.0.0.0/8' }, 'exposure', 'nobody else is permitted; of `10.0.0.0/8`, the destination\'s own checks on tcp/443'],
    ['few addresses to go to', { destination: '10.0.0.0/8' }, 'exfiltration', 'only these addresses are permitted'],
    ['an enclave to go to', { destination: 'mainframe' }, 'exfiltration', 'only these addresses are permitted'],
    ['a prefix list to go to', { destination: 'pl-63a5400a' }, 'exfiltration', 'only the addresses of the prefix list are permitted'],
    ['a group of another account', { destination: 'account:111122223333/sg-0abc1234' }, 'exfiltration', 'only the named group or addresses are permitted'],
  ])('%s', (_, flow, kind, stoppedBy) => expect(row(flow, kind).stoppedBy).toBe(stoppedBy));

  test('a jewel is called one', () => expect(row({ destination: 'docs' }, 'lateral-movement').abuser).toBe('a compromised member of `web` attacks the crown jewel `docs` over tcp/443'));
  test('everything is spelled out', () => expect(row({ over: 'all' }, 'lateral-movement').abuser).toContain('over every port and protocol'));
});

describe('a way out through an AWS service', () => {
  const way = (destination: unknown, facts: ThreatFacts): string => row({ destination, over: undefined, authentication: undefined }, 'exfiltration', facts).stoppedBy;
  const by = (access: string): ThreatFacts => ({ flowLogs: true, serviceAccess: { s3: access } });

  test.each<[unknown, ThreatFacts, string | RegExp]>([
    ['service:s3', by('create'), 'the endpoint policy permits only calls by principals of this account on resources of this account'],
    [{ service: 's3', actions: ['s3:GetObject'] }, by('create'), 'the endpoint policy permits only the declared actions by principals of this account on resources of this account'],
    [{ service: 's3', resources: ['arn:aws:s3:::b/*'] }, by('create'), 'the endpoint policy permits only calls by principals of this account on the declared resources'],
    ['service:s3', by('existing'), /that this intent does not own$/],
    ['service:s3', by('sharedHub'), /that this intent does not own$/],
    ['service:s3', by('nat'), /^nothing: through a NAT gateway/],
    ['service:s3', by('a way that is not known here'), /^nothing: through a NAT gateway/],
    ['service:s3', { flowLogs: true, serviceAccess: {} }, /^nothing: through a NAT gateway/],
    ['service:constructor', { flowLogs: true, serviceAccess: {} }, /^nothing: through a NAT gateway/],
    ['service:s3', { ...by('create'), withoutPolicy: ['s3'] }, /^nothing but IAM/],
  ])('%j %j', (destination, facts, expected) => expect(way(destination, facts)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected)));

  test('of what a compute type needs to boot, whose buckets are not ours', () => {
    const flow = accepted(withFlows({ destination: 'service:s3' })).flows[0];
    const implied = (anonymous?: true): string => threatTable({ ...accepted(withFlows()), flows: [{ ...flow, implied: { segment: 'web', profile: 'ecs-fargate', name: 'image-pull', ...(anonymous ? { anonymous } : {}) } }] }, FACTS).find((t) => t.kind === 'exfiltration')?.stoppedBy ?? '';
    expect(implied()).toBe('the endpoint policy permits only calls by principals of this account on resources of anybody');
    expect(implied(true)).toBe('the endpoint policy permits only calls on resources of anybody');
  });
});

/** A second reading of the same claims, from the flow alone. */
test('every row is true of its flow, and every flow has its rows', () => {
  fc.assert(fc.property(validIntents, fc.boolean(), fc.constantFrom('create', 'existing', 'sharedHub', 'nat'), (input, flowLogs, access) => {
    const { intent } = normaliseIntent(input);
    const rows = threatTable(intent, { flowLogs, serviceAccess: { s3: access } });
    const kindsOf = (flow: FlowData): string[] => [
      ...(['internet', 'cidr', 'enclave', 'prefixList', 'account', 'service'].includes(flow.destination.kind) ? ['exfiltration'] : []),
      ...(flow.source.kind === 'segment' ? [] : ['exposure']),
      'impersonation', 'interception',
      ...(flow.source.kind === 'segment' && flow.destination.kind === 'segment' ? ['lateral-movement'] : []),
    ];
    expect(rows.map((r) => `${r.flow} ${r.kind}`)).toEqual(intent.flows.flatMap((f) => kindsOf(f).map((k) => `${f.id} ${k}`)));
    for (const r of rows) judge(r, intent.flows.find((f) => f.id === r.flow) as FlowData, intent, flowLogs, access);
  }), runs(150));
});

function judge(r: Threat, flow: FlowData, intent: Intent, flowLogs: boolean, access: string): void {
  const open = r.stoppedBy.startsWith('nothing');
  const none = flow.authentication.method === 'none';
  const enclave = [flow.source, flow.destination].some((e) => e.kind === 'enclave');
  expect(r.watchedBy.startsWith('nothing')).toBe(!flowLogs);
  switch (r.kind) {
    case 'impersonation': return expect(open).toBe(none && !enclave);
    case 'interception': return expect(open).toBe(flow.encryption.method === 'none');
    case 'exposure': return expect(open).toBe(flow.source.kind === 'internet');
    case 'lateral-movement': {
      const jewel = intent.segments.some((s) => flow.destination.kind === 'segment' && s.id === flow.destination.segment && s.crownJewel !== undefined);
      return expect(r.abuser.includes('the crown jewel')).toBe(jewel);
    }
    case 'exfiltration': {
      const way = flow.destination.kind === 'service' ? (flow.destination.service === 's3' ? access : 'nat') : flow.destination.kind;
      return expect(open).toBe(way === 'internet' || way === 'nat');
    }
  }
}
