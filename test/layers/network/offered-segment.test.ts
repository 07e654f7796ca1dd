/** A segment of another repository: a claim opens the way out to its group, and nothing of its owner's. */
import { CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CrownJewel, Endpoint, FlowAuthentication, FlowEncryption, Guarantee, Microsegmentation, type OfferedSegment, type OfferedSegmentProps, type Segment, ZeroTrust } from 'cdk-zero-trust';
import { ground, HOW, instance } from '../../support/apps/ground';
import { type Json, mistakesOf, resourcesOf, resourcesOfType, type Synthesized, synthesize } from '../../support/apps/synthesize';

const GROUP = 'sg-0aaaaaaaaaaaaaaa1';
const SQL = { id: 'sql', port: ec2.Port.tcp(5432), authentication: FlowAuthentication.RDS_IAM, because: 'reports' };
const DOCS: OfferedSegmentProps = { scope: 'Docs/ZeroTrust', segmentId: 'docs', securityGroupId: GROUP, offers: [SQL] };

interface Parts extends ReturnType<typeof ground> {
  readonly zt: ZeroTrust;
  readonly reports: Segment;
}

function shop(build: (parts: Parts) => void): Parts['app'] {
  const { app, stack, vpc } = ground();
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
  build({ app, stack, vpc, zt, reports: zt.addSegment('reports', { members: [instance(stack, 'Machine')] }) });
  return app;
}

const claiming = (more: Partial<OfferedSegmentProps> | ((stack: Stack) => Partial<OfferedSegmentProps>) = {}): Synthesized => synthesize(shop(({ stack, zt, reports }) => {
  zt.addClaim({ source: reports, segment: zt.offeredSegment({ ...DOCS, ...(typeof more === 'function' ? more(stack) : more) }), offer: 'sql', because: 'monthly report' });
}));
const rules = ({ templates }: Synthesized): [string, Json][] => resourcesOf(templates).filter(([, r]) => /SecurityGroup(In|E)gress$/.test(r.Type));
const intentOf = (made: Synthesized): Json => JSON.parse(Object.values(made.intents)[0]) as Json;

test('a claim is one rule: out of its source, to that group, over the offer\'s port', () => {
  const made = claiming();
  expect(rules(made).map(([, r]) => [r.Type, r.Properties])).toEqual([['AWS::EC2::SecurityGroupEgress', {
    Description: 'reports-claims-docs-sql: monthly report', DestinationSecurityGroupId: GROUP, FromPort: 5432, ToPort: 5432, IpProtocol: 'tcp', GroupId: { 'Fn::GetAtt': [expect.stringContaining('reportsGroup'), 'GroupId'] },
  }]]);
  expect(resourcesOfType(made.templates, 'AWS::EC2::SecurityGroup')).toHaveLength(1);
});

test('the intent names its owner, the claim and the group', () => {
  const [flow] = intentOf(claiming({ accountId: '444455556666' })).flows as Json[];
  expect(flow).toMatchObject({
    id: 'reports-claims-docs-sql', source: { kind: 'segment', segment: 'reports' }, destination: { kind: 'offered', scope: 'Docs/ZeroTrust', segment: 'docs', securityGroupId: GROUP, accountId: '444455556666' },
    authentication: { method: 'rds-iam' }, encryption: { method: 'tls' }, claims: { scope: 'Docs/ZeroTrust', segment: 'docs', offer: 'sql' },
  });
});

test.each<[string, (stack: Stack) => string, unknown]>([
  ['a parameter', (stack) => new CfnParameter(stack, 'DocsGroup').valueAsString, { Ref: 'DocsGroup' }],
  ['an export of the owner', () => Fn.importValue('Docs:Group'), { 'Fn::ImportValue': 'Docs:Group' }],
])('the id may be %s, and the rule is called the same as with a literal one', (_, id, value) => {
  const made = claiming((stack) => ({ securityGroupId: id(stack) }));
  expect(rules(made).map(([name, r]) => [name, r.Properties.DestinationSecurityGroupId])).toEqual([[rules(claiming())[0][0], value]]);
  expect(intentOf(made).flows[0].destination.securityGroupId).toEqual(value);
});

test('the network layer alone has it as well, and of several offers each is claimed for itself', () => {
  const { app, stack, vpc } = ground();
  const network = new Microsegmentation(stack, 'Network', { vpc });
  const docs = network.offeredSegment({ ...DOCS, offers: [SQL, { ...SQL, id: 'web', port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS }] });
  network.addClaim({ source: network.addSegment('reports', { members: [instance(stack, 'Machine')] }), segment: docs, offer: 'web', because: 'x' });
  expect(rules(synthesize(app)).map(([, r]) => r.Properties.FromPort as number)).toEqual([443]);
  expect([docs.segmentId, docs.segmentScope]).toEqual(['docs', 'Docs/ZeroTrust']);
});

test('a segment of this app says who it is in the same way', () => {
  shop(({ reports }) => { expect([reports.segmentId, reports.segmentScope]).toEqual(['reports', 'App/ZeroTrust']); });
});

describe('what is refused', () => {
  const told = (build: (parts: Parts) => void): string[] => mistakesOf(shop(build));
  const offered = (more: Partial<OfferedSegmentProps>): string[] => told(({ zt, reports }) => { zt.addClaim({ source: reports, segment: zt.offeredSegment({ ...DOCS, ...more }), offer: 'sql', because: 'x' }); });
  const with_ = (use: (parts: Parts & { readonly docs: OfferedSegment }) => void): string[] => told((parts) => use({ ...parts, docs: parts.zt.offeredSegment(DOCS) }));

  test.each<[string, Partial<OfferedSegmentProps>, RegExp]>([
    ['a group that is no id', { securityGroupId: 'docs-group' }, /^OfferedGroupInvalid: .*`docs` is `docs-group`; expected `sg-`/],
    ['an account that is none', { accountId: '1234' }, /^AccountInvalid: account `1234` of the offered segment `docs`/],
    ['an offer without a reason', { offers: [{ ...SQL, because: '' }] }, /^EmptyText: `because` of offer `sql` of segment `docs`/],
    ['a jewel with an offer that nobody has to authenticate for', { crownJewel: CrownJewel.restricted(), offers: [{ ...SQL, authentication: FlowAuthentication.none('x'), encryption: FlowEncryption.TLS }] }, /^JewelNeedsAuthentication: crown jewel `docs` \(restricted\) refuses its own offer `sql`/],
    ['an id that is none', { segmentId: 'the docs' }, /`the docs`/],
    ['an offer that is not among them', { offers: [{ ...SQL, id: 'sqll' }] }, /^ClaimNotOffered: segment `docs` does not offer `sql` that `reports` claims; did you mean `sqll`\?/],
  ])('%s', (_, more, words) => {
    expect(offered(more)[0]).toMatch(words);
  });

  test('the façade itself', () => {
    expect(offered({ scope: 'App/ZeroTrust' })[0]).toMatch(/^OfferedIsOwn: segment `docs` is offered by `App\/ZeroTrust`, which is this façade itself/);
  });

  test('a flow to it or from it, and a guarantee about it: its owner alone can open it', () => {
    const needsClaim = (use: (parts: Parts & { readonly docs: OfferedSegment }) => void): void => expect(with_(use)).toEqual([expect.stringMatching(/^OfferedNeedsClaim: .*`?(docs|Docs\/ZeroTrust#docs)`/)]);
    needsClaim(({ zt, reports, docs }) => zt.addFlow({ source: reports, destination: docs, port: ec2.Port.tcp(5432), ...HOW }));
    needsClaim(({ zt, reports, docs }) => zt.addFlow({ source: docs, destination: reports, port: ec2.Port.tcp(5432), ...HOW }));
    needsClaim(({ zt, docs }) => zt.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: docs })));
  });

  test('two names for one group', () => {
    expect(told(({ zt, reports }) => {
      for (const segmentId of ['docs', 'books']) zt.addClaim({ source: reports, segment: zt.offeredSegment({ ...DOCS, segmentId }), offer: 'sql', because: 'x' });
    })).toEqual([expect.stringMatching(/^RuleTwice: .*`offered:Docs\/ZeroTrust#books` and `offered:Docs\/ZeroTrust#docs`|^RuleTwice: /)]);
  });

  test('the same claim twice', () => {
    expect(with_(({ zt, reports, docs }) => { for (const id of ['a', 'b']) zt.addClaim({ id, source: reports, segment: docs, offer: 'sql', because: 'x' }); })).toEqual([expect.stringMatching(/^DuplicateFlow: flow `b` permits `tcp\/5432` from `reports` to `Docs\/ZeroTrust#docs`, as flow `a`/)]);
  });
});
