/**
 * What a proof says of web firewalls beside its verdicts: one that counts in time, and entries that nothing stands before beside an intent. Information: no verdict, no figure and no exit code of it.
 */
import { proofText } from '../../../lib/evidence';
import { proofMarkdown } from '../../../lib/evidence/verdicts/markdown/proof';
import { proofSarif } from '../../../lib/evidence/verdicts/sarif/proof';
import type { VerdictFile } from '../../../lib/contract/verdicts';
import { exitCodeOf } from '../../../lib/prover/summary';
import { acl, behind, cdn, edge, executeApi, fileOf, managed, ours, own, stageArn } from './firewalls-support';
import { api, att, httpApi, intentOf, ref, type Resources, type } from './support';

const COUNTS = 'firewall before stage prod of Api: counts until 2027-01-31, stops nothing yet';
const POOL = { PoolAcl: type('WAFv2::WebACLAssociation', { ResourceArn: att('Pool'), WebACLArn: att('Acl') }) };
const observing = (Rules: unknown = [managed({}, { OverrideAction: { Count: {} } }), own('Count')], more: object = {}, rest: Resources = {}): Resources => behind(api(), acl(Rules, {}, ours({ mode: 'observe', until: '2027-01-31', ...more })), undefined, rest);
const notes = ({ firewalls = [] }: VerdictFile): string[] => firewalls.flatMap((f) => f.note ?? []);
const look = { width: 250, colour: false };
const sarif = (file: VerdictFile): string => JSON.stringify(proofSarif(file, { version: '1', informationUri: 'https://example.com', locate: (name: string) => ({ file: name, line: 1 }), fallback: 'app.json' } as never));

describe('a firewall that counts within its date', () => {
  test('is told in JSON, text and Markdown, and is no verdict', () => {
    const file = fileOf(observing(), { now: '2027-01-15' });
    expect(notes(file)).toEqual([COUNTS]);
    expect(proofText(file, look)).toMatch(new RegExp(`Web firewalls, and what they stop\\n(?:.*\\n)*  ${COUNTS}\\n`));
    expect(proofMarkdown(file)).toContain('firewall before stage prod of Api: counts until 2027-01-31, stops nothing yet');
    expect(file.verdicts.filter((v) => v.question.includes('counts until'))).toEqual([]);
    expect(sarif(file)).not.toContain('counts until');
  });

  test('where nothing else is to be told, too, and it passes', () => {
    const pool = { Users: type('Cognito::UserPool') };
    const file = fileOf(behind(pool, acl([own('Count')], {}, ours({ mode: 'observe', until: '2027-01-31' })), att('Users')), { now: '2027-01-15' });
    expect([file.verdicts, exitCodeOf(file)]).toEqual([[], 0]);
    expect(proofText(file, look)).toContain('firewall before user pool Users: counts until 2027-01-31, stops nothing yet');
    expect(proofText(file, look)).not.toContain('Nothing to judge');
  });

  test('beside an intent as well', () => {
    expect(notes(fileOf(observing(undefined, {}, POOL), { now: '2027-01-15', intent: intentOf() }))).toEqual([COUNTS.replace('stage prod of Api', 'user pool Pool'), COUNTS]);
  });

  test.each<[string, Resources, string | undefined]>([
    ['past its date: a violation, as ever', observing(), '2027-02-01'], ['nobody says the time: unknown', observing(), undefined], ['one rule stops', observing([managed(), own('Count')]), '2027-01-15'],
    ['one rule is past its date', observing(undefined, { rules: { Own: '2026-12-31' } }), '2027-01-15'], ['nobody promised a day', observing([own('Count')], { mode: 'enforce', until: undefined }), '2027-01-15'],
  ])('%s: nothing is said twice', (_, resources, now) => {
    const file = fileOf(resources, { now });
    expect(notes(file)).toEqual([]);
    expect(file.verdicts.some((v) => /stage prod/.test(v.question) && v.question.includes('firewall'))).toBe(true);
  });

  test('days of several rules', () => {
    expect(notes(fileOf(observing(undefined, { rules: { Own: '2027-03-01' } }), { now: '2027-01-15' }))).toEqual([COUNTS.replace('2027-01-31', '2027-01-31 and 2027-03-01')]);
  });

  test('a rule that nobody can read may stop something', () => {
    const part = { Parameters: { P: { Type: 'String' } } };
    expect(notes(fileOf(observing([own('Count'), ref('P')]), { part, now: '2027-01-15' }))).toEqual([COUNTS.replace('stops nothing yet', 'and whether it stops anything yet is not known')]);
  });
});

describe('beside an intent, where nobody uses a firewall', () => {
  const file = (resources: Resources): VerdictFile => fileOf(resources, { intent: intentOf(), now: '2027-01-15' });
  const TOLD = 'no web firewall of these templates stands before stage prod of Api and user pool Pool';

  test('entries that could have one are told once', () => {
    const bare = file(api());
    expect(bare.firewalls?.map((f) => [f.entry, f.state, f.note])).toEqual(['user pool Pool', 'stage prod of Api'].map((entry) => [entry, 'absent', `no web firewall of these templates stands before ${entry}`]));
    expect(proofText(bare, look).split(TOLD)).toHaveLength(2);
    expect(proofMarkdown(bare).split(TOLD)).toHaveLength(2);
    expect(sarif(bare)).not.toContain('no web firewall');
  });

  test('no verdict is about it, and the exit code is 0', () => {
    const bare = file(api());
    expect(bare.verdicts.filter((v) => v.question.includes('firewall'))).toEqual([]);
    expect([bare.summary.violated, bare.summary.unknown, exitCodeOf(bare), exitCodeOf(bare, 'unknown')]).toEqual([0, 0, 0, 0]);
  });

  test('what takes none, and what is private, is not told', () => {
    expect(file(httpApi()).firewalls).toBeUndefined();
    expect(file({ Alb: type('ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' }) }).firewalls).toBeUndefined();
    expect(notes(file({ Alb: type('ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing' }) }))).toEqual(['no web firewall of these templates stands before balancer Alb']);
    expect(notes(file({ Cdn: cdn('a.example.com', { WebACLId: '' }) }))).toEqual(['no web firewall of these templates stands before distribution Cdn']);
  });

  test('what a token hides is said to be hidden', () => {
    const hidden = fileOf({ Alb: type('ElasticLoadBalancingV2::LoadBalancer', { Scheme: ref('P') }) }, { part: { Parameters: { P: { Type: 'String' } } }, intent: intentOf() });
    expect(notes(hidden)).toEqual(['no web firewall of these templates stands before balancer Alb, if the internet reaches it']);
  });

  test('without an intent, and where somebody uses one, verdicts say it', () => {
    expect(fileOf(api()).firewalls).toBeUndefined();
    expect(notes(file(behind(api())))).toEqual([]);
    expect(notes(file({ ...api(), ...edge(executeApi()) }))).toEqual([]);
  });
});

describe('lines read as sentences', () => {
  const second = { Test: type('ApiGateway::Stage', { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'test' }) };
  const text = (resources: Resources, now = '2027-01-15', part = {}): string => proofText(fileOf(resources, { now, part }), look);
  test.each<[string, string, string]>([
    ['it stops', text(behind(api())), '  firewall before stage prod of Api: it stops, and no host leads round it\n'],
    ['none', text(api()), '  stage prod of Api has NO FIREWALL\n'],
    ['bypassed', text(behind(api({}, second))), '  firewall BYPASSED: stage test of Api leads round Acl of stage prod of Api\n'],
    ['past its date', text(observing(), '2027-02-01'), '  firewall Acl before stage prod of Api COUNTS PAST ITS DATE\n'],
    ['idle', text(behind(api(), acl([own('Count')]))), '  firewall Acl before stage prod of Api STOPS NOTHING\n'],
    ['no log', text(behind(api(), undefined, undefined, { Log: type('SNS::Topic') })), '  firewall Acl is NOT LOGGED\n'],
    ['unknown', text(behind(api(), acl(ref('P'))), undefined, { Parameters: { P: { Type: 'String' } } }), '  UNKNOWN whether firewall Acl before stage prod of Api stops nothing\n'],
    ['unknown, whether one stands there', text({ Cdn: cdn('a.example.com', { WebACLId: ref('P') }) }, undefined, { Parameters: { P: { Type: 'String' } } }), '  UNKNOWN whether distribution Cdn has no firewall\n'],
    ['unknown, whether it holds', text(behind(api()), undefined, { Transform: 'Mine' }), '  UNKNOWN whether the firewall before stage prod of Api stops, and no host leads round it\n'],
  ])('%s', (_, page, line) => {
    expect(page).toContain(line);
  });

  test('the same in Markdown, and in SARIF no question is its own answer', () => {
    const file = fileOf(behind(api({}, second), undefined, stageArn(), { Log: type('SNS::Topic') }));
    expect(proofMarkdown(file)).toContain('firewall BYPASSED: stage test of Api leads round Acl of stage prod of Api');
    const said = sarif(file);
    expect(said).toContain('firewall without a log: Acl: Acl logs nothing of what it stops.');
    expect(said).not.toContain('firewall without a log: Acl: firewall without a log');
  });
});

describe('a balancer that the internet reaches', () => {
  const NET: Resources = {
    Vpc: type('EC2::VPC', { CidrBlock: '10.0.0.0/16' }), Igw: type('EC2::InternetGateway'), Attach: type('EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Igw') }),
    Table: type('EC2::RouteTable', { VpcId: ref('Vpc') }), Route: type('EC2::Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Igw') }),
    Sn: type('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24' }), Assoc: type('EC2::SubnetRouteTableAssociation', { SubnetId: ref('Sn'), RouteTableId: ref('Table') }),
    Sg: type('EC2::SecurityGroup', { GroupDescription: 'x', VpcId: ref('Vpc'), SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }] }),
    Alb: type('ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing', Subnets: [ref('Sn')], SecurityGroups: [att('Sg', 'GroupId')] }),
    Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, Protocol: 'HTTPS', DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }] }),
  };
  const text = (resources: Resources): string => proofText(fileOf(resources, { now: '2027-01-15' }), look);

  test('is told with what stands before it', () => {
    expect(text(behind(NET, undefined, ref('Alb')))).toMatch(/internet => Alb : tcp\/443 REACHABLE\n(?: {6,}.*\n)*? {6}before it: the web ACL Acl: 1 rule stops, allows by default, logged\n/);
    expect(text({ ...NET, Acl: acl() })).toMatch(/internet => Alb : tcp\/443 REACHABLE\n(?: {6,}.*\n)*? {6}before it: no web ACL\n/);
    expect(text(NET)).not.toMatch(/internet => Alb : tcp\/443 REACHABLE\n(?: {6,}.*\n)*? {6}before it/);
  });
});
