/** What was set up wrongly is said once, all of it, with a stable code, and nothing half is built. */
import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Endpoint, FlowAuthentication, FlowEncryption, type Segment, ZeroTrust, type ZeroTrustProps } from 'cdk-zero-trust';
import { ground, type Ground, HOW, importVpc, instance } from '../../support/apps/ground';
import { mistakesOf, newStack, resourcesOfType, synthesize } from '../../support/apps/synthesize';

type Declare = (zt: ZeroTrust, on: Ground) => void;

function mistakes(declare: Declare, props: Partial<ZeroTrustProps> = {}): string[] {
  const on = ground();
  declare(new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc, ...props }), on);
  return mistakesOf(on.app);
}

function warnings(declare: Declare, props: Partial<ZeroTrustProps> = {}): readonly string[] {
  const on = ground();
  declare(new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc, ...props }), on);
  return synthesize(on.app).warnings;
}

const api = (zt: ZeroTrust, { stack }: Ground): Segment => zt.addSegment('api', { members: [instance(stack, 'Api')] });

describe('a mistake', () => {
  test.each<[string, RegExp, Declare]>([
    ['MemberInTwoSegments', /`App\/Member`.*is in another segment already/, (zt, { stack }) => {
      const member = instance(stack, 'Member');
      zt.addSegment('a', { members: [member] });
      zt.addSegment('b', { members: [member] });
    }],
    ['ImportedGroupImmutable', /`App\/Fixed`.*`mutable: false`/, (zt, { stack }) => zt.addSegment('a', { members: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Fixed', 'sg-0bbbbbbbbbbbbbbb1', { mutable: false })] })],
    ['MemberTypeUnknown', /`AWS::S3::Bucket`/, (zt, { stack }) => zt.addSegment('a', { members: [new s3.Bucket(stack, 'Bucket')] })],
    ['NameTaken', /`a`/, (zt) => { zt.addSegment('a'); zt.addSegment('a'); }],
    ['NameTaken', /`a`/, (zt) => { zt.addSegment('a'); zt.addLegacyEnclave('a', { cidrs: ['10.0.0.0/8'], owner: 'o', until: '2030-01-01', compensation: 'c' }); }],
    ['IdInvalid', /`a b`/, (zt) => { zt.addSegment('a b'); }],
    ['SelfFlowNotMeant', /`api`/, (zt, on) => { const a = api(zt, on); zt.addFlow({ source: a, destination: a, port: ec2.Port.tcp(1), ...HOW }); }],
    ['DuplicateFlow', /`tcp\/443`/, (zt, on) => {
      const a = api(zt, on);
      for (const id of ['one', 'two']) zt.addFlow({ id, source: Endpoint.INTERNET, destination: a, port: ec2.Port.tcp(443), ...HOW });
    }],
    ['FlowIdTaken', /`one`/, (zt, on) => {
      const a = api(zt, on);
      for (const port of [1, 3]) zt.addFlow({ id: 'one', source: Endpoint.INTERNET, destination: a, port: ec2.Port.tcp(port), ...HOW });
    }],
    ['FlowInexpressible', /touches no segment/, (zt) => zt.addFlow({ source: Endpoint.cidr('10.0.0.0/8'), destination: Endpoint.INTERNET, port: ec2.Port.tcp(1), ...HOW })],
    ['AuthenticationMissing', /does not say how/, (zt, on) => zt.addFlow({ source: Endpoint.INTERNET, destination: api(zt, on), port: ec2.Port.tcp(1), because: 'x', encryption: FlowEncryption.TLS })],
    ['EncryptionMissing', /does not say how/, (zt, on) => zt.addFlow({ source: Endpoint.INTERNET, destination: api(zt, on), port: ec2.Port.tcp(1), because: 'x', authentication: FlowAuthentication.TOKEN })],
    ['UntilNotIso', /`next year`/, (zt, on) => zt.addFlow({ source: Endpoint.INTERNET, destination: api(zt, on), port: ec2.Port.tcp(1), ...HOW, until: 'next year' })],
    ['CidrMaskMissing', /`10\.0\.0\.1`/, (zt, on) => zt.addFlow({ source: Endpoint.cidr('10.0.0.1'), destination: api(zt, on), port: ec2.Port.tcp(1), ...HOW })],
    ['CidrHostBitsSet', /`10\.0\.0\.1\/8`/, (zt, on) => zt.addFlow({ source: Endpoint.cidr('10.0.0.1/8'), destination: api(zt, on), port: ec2.Port.tcp(1), ...HOW })],
    ['PortOutOfRange', /70000/, (zt, on) => zt.addFlow({ source: Endpoint.INTERNET, destination: api(zt, on), port: ec2.Port.tcp(70000), ...HOW })],
    ['PortNotLiteral', /./, (zt, on) => zt.addFlow({ source: Endpoint.INTERNET, destination: api(zt, on), port: ec2.Port.tcp(Token.asNumber({ Ref: 'Port' })), ...HOW })],
    ['ServiceUnknown', /`ecr`.*did you mean `ecr\.api`/, (zt, on) => zt.addFlow({ source: api(zt, on), destination: Endpoint.awsService('ecr'), because: 'x' })],
    ['ImpliedUnknown', /`image-pul`/, (zt, { stack }) => zt.addSegment('a', { members: [instance(stack, 'I')], withoutImplied: ['image-pul'] })],
  ])('%s: %s', (code, words, declare) => {
    const said = mistakes(declare);
    expect(said).toHaveLength(1);
    expect(said[0].split(':')[0]).toBe(code);
    expect(said[0]).toMatch(words);
    expect(said[0].slice(code.length + 2)).toMatch(/^[a-z`].*[^.]$/);
  });

  test('all of them come together, each with the place where it was written', () => {
    const on = ground();
    const zt = new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc, serviceAccess: {} });
    zt.addSegment('a', { members: [new s3.Bucket(on.stack, 'Bucket')] });
    zt.addFlow({ source: Endpoint.cidr('10.0.0.1/8'), destination: zt.addSegment('b', { members: [instance(on.stack, 'B')] }), port: ec2.Port.tcp(70000), because: 'x' });
    let message = '';
    try {
      synthesize(on.app);
    } catch (error) {
      ({ message } = error as Error);
    }
    for (const code of ['MemberTypeUnknown', 'CidrHostBitsSet', 'PortOutOfRange', 'AuthenticationMissing', 'EncryptionMissing']) expect(message).toContain(`[App/ZeroTrust/Network] ${code}: `);
    expect(message.match(/\(mistakes\.test\.ts:\d+\)/g)).toHaveLength(5);
    expect(message).not.toContain(__dirname);
  });

  test('in the intent leaves nothing half built', () => {
    const on = ground();
    const zt = new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc });
    const a = api(zt, on);
    zt.addFlow({ source: a, destination: Endpoint.awsService('logs'), because: 'x' });
    zt.addFlow({ source: Endpoint.INTERNET, destination: a, port: ec2.Port.tcp(70000), ...HOW });
    expect(mistakesOf(on.app)).toHaveLength(1);
    expect(on.stack.node.findAll().filter((c) => /Endpoints|Rules/.test(c.node.path))).toEqual([]);
  });

  test('in one façade does not hide those of the other', () => {
    const on = ground();
    const other = newStack(on.app, 'Other');
    for (const [stack, vpc] of [[on.stack, on.vpc], [other, importVpc(other)]] as const) new ZeroTrust(stack, 'ZeroTrust', { vpc }).addSegment('a b');
    expect(mistakesOf(on.app)).toHaveLength(2);
  });
});

describe('at once, where it can be seen at once', () => {
  test('a segment that nobody declared', () => {
    const on = ground();
    const zt = new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc });
    zt.addSegment('api');
    expect(() => zt.segment('apy')).toThrow(/^UnknownSegment: there is no segment `apy`.*`api`/);
    expect(zt.segment('api').segmentId).toBe('api');
  });
});

describe('a warning', () => {
  test('a segment without members opens nothing', () => {
    expect(warnings((zt, on) => zt.addFlow({ source: zt.addSegment('empty'), destination: api(zt, on), port: ec2.Port.tcp(1), ...HOW })))
      .toEqual([expect.stringMatching(/^SegmentWithoutMembers: segment `empty` has no members/)]);
  });

  test('a look-up of the VPC that has not been made: synth goes on, so that it can be made', () => {
    const on = ground();
    const vpc = ec2.Vpc.fromLookup(on.stack, 'Looked', { isDefault: true });
    const zt = new ZeroTrust(on.stack, 'ZeroTrust', { vpc });
    const a = api(zt, on);
    for (const service of ['s3', 'logs']) zt.addFlow({ source: a, destination: Endpoint.awsService(service), because: 'x' });
    const made = synthesize(on.app);
    expect(made.warnings).toEqual([expect.stringMatching(/^DummyLookup: .*`vpc-12345`.*`cdk\.context\.json`/)]); // nothing is said of the placeholder's neighbours
    expect(resourcesOfType(made.templates, 'AWS::EC2::VPCEndpoint')).toHaveLength(2);
  });

  test('a look-up of a group that has not been made', () => {
    expect(warnings((zt, { stack }) => zt.addSegment('a', { members: [ec2.SecurityGroup.fromLookupById(stack, 'Looked', 'sg-0bbbbbbbbbbbbbbb1')] })))
      .toEqual([expect.stringMatching(/^DummyLookup: /)]);
  });

  test('a group of one\'s own as a member gets ingress only', () => {
    const said = warnings((zt, { stack, vpc }) => zt.addSegment('a', { members: [new ec2.SecurityGroup(stack, 'Own', { vpc })] }));
    expect(said).toEqual([expect.stringMatching(/^UserOwnedGroup: member `App\/Own` is a security group of your own/)]);
  });

  test('is in the network file too, by its code', () => {
    const on = ground();
    new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc }).addSegment('empty');
    expect(JSON.parse(synthesize(on.app).networks[''])).toMatchObject({ scopes: [{ warnings: [{ code: 'SegmentWithoutMembers', message: expect.any(String) }] }] });
  });

  test('can be acknowledged as CDK\'s own', () => {
    const on = ground();
    const zt = new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc });
    zt.addSegment('empty');
    Annotations.of(zt).acknowledgeWarning('cdk-zero-trust:SegmentWithoutMembers', 'members come with the next release');
    expect(synthesize(on.app).warnings).toEqual([]);
  });
});

test('a Stack without an account or region is no mistake', () => {
  const on = ground();
  const stack = new Stack(on.app, 'Agnostic');
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc: importVpc(stack) });
  zt.addFlow({ source: zt.addSegment('api', { members: [instance(stack, 'Api')] }), destination: Endpoint.awsService('s3'), because: 'x' });
  expect(mistakesOf(on.app)).toEqual([]);
});
