/**
 * The whole way: an app, its assembly, the prover, CDK's report, and what a unit test asks.
 */
import { newApp, OpenStack, rules, synth } from './support';
import { App, CfnOutput, Fn, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import { ClosedVpc, CrownJewel, Endpoint, FlowAuthentication, Guarantee, Posture, Proof, ProofScope, type Segment, ZeroTrust, type ZeroTrustProps, ZeroTrustValidator } from '../../lib';

const FLAT = { 'vpc-0123456789abcdef0': 'flat' };

/** A function that may reach a database, and another in no segment, which sends what it likes. */
class Documents extends Stack {
  public readonly zt: ZeroTrust;
  public readonly api: Segment;
  public readonly docs: Segment;
  public readonly vpc: ec2.IVpc;
  public readonly other: lambda.Function;
  public readonly database: rds.DatabaseInstance;

  constructor(scope: Construct, id: string, props: Partial<ZeroTrustProps> & { readonly imported?: boolean; readonly region?: string } = {}) {
    super(scope, id, { env: { region: props.region ?? 'eu-west-1' } });
    const { imported, region: _, ...more } = props;
    this.vpc = imported === true
      ? ec2.Vpc.fromVpcAttributes(this, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a', 'eu-west-1b'], isolatedSubnetIds: ['subnet-0a123456789abcdef', 'subnet-0b123456789abcdef'], isolatedSubnetRouteTableIds: ['rtb-0a', 'rtb-0b'] })
      : new ClosedVpc(this, 'Network').vpc;
    const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
    const code = { vpc: this.vpc, vpcSubnets, runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}') };
    const handler = new lambda.Function(this, 'Handler', code);
    this.other = new lambda.Function(this, 'Other', code);
    this.database = new rds.DatabaseInstance(this, 'Database', { vpc: this.vpc, vpcSubnets, engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_9 }), iamAuthentication: true });
    this.zt = new ZeroTrust(this, 'ZeroTrust', { vpc: this.vpc, ...more });
    this.api = this.zt.addSegment('api', { members: [handler] });
    this.docs = this.zt.addSegment('docs', { members: [this.database], crownJewel: CrownJewel.restricted() });
    this.zt.addFlow({ source: this.api, destination: this.docs, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'reads documents' });
    this.zt.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: this.docs }));
  }

  /** In a stack of its own, by an export: the constructs do not show whose group it is, the templates do. */
  public leak(scope: Construct = new Stack(this.node.scope!, `${this.node.id}Beside`, { env: { region: 'eu-west-1' } })): ec2.CfnSecurityGroupIngress {
    new CfnOutput(this, 'DocsGroup', { value: this.docs.securityGroupId, exportName: 'docs-group' });
    return new ec2.CfnSecurityGroupIngress(scope, 'Leak', { groupId: Fn.importValue('docs-group'), ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '10.0.0.0/8' });
  }
}

test('what was declared is proved, without a word', () => {
  const app = newApp();
  new Documents(app, 'App');
  expect(synth(app)).toStrictEqual({ error: undefined, stderr: '', stdout: '', report: undefined });
});

test('an undeclared rule fails, with the path, at its own line', () => {
  const app = newApp();
  new Documents(app, 'App').leak();
  const { error, report, stdout } = synth(app);
  expect(stdout).toBe('');
  expect(error).toContain('end-to-end.test.ts:');
  const found = report!.violations.filter((v) => v.ruleName.startsWith('nothing-more.') && v.ruleMetadata!.verdict === 'violated' && v.violatingConstructs[0].constructPath === 'AppBeside/Leak');
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ severity: 'error', violatingConstructs: [{ cloudFormationResource: { templatePath: 'AppBeside.template.json', logicalId: 'Leak' } }] });
  expect(found[0].description).toContain('docs');
  expect(found[0].description).toContain('tcp/22');
  expect(found[0].description).toContain('AppBeside.template.json#/Resources/Leak');
});

test('the acknowledgement that the report asks for is the one that helps', () => {
  const first = newApp();
  new Documents(first, 'App').leak();
  const ids = synth(first).report!.violations.map((v) => v.ruleName).filter((id) => id !== 'fails');
  const app = newApp();
  const leak = new Documents(app, 'App').leak();
  for (const id of ids) Validations.of(leak).acknowledge({ id: `ZeroTrust::${id}`, reason: 'the administrators come from there' });
  const { error, report } = synth(app);
  expect(error).toBeUndefined();
  expect(report!.violations).toStrictEqual([]);
  expect(report!.suppressedViolations!.map((v) => v.ruleName).sort()).toStrictEqual([...ids].sort());
});

test('whatever stacks the CDK CLI is asked for, it does not take an app that fails for one that does not', () => {
  const app = newApp();
  new Stack(app, 'Pipeline');
  new Documents(new Stage(app, 'Prod'), 'App').leak();
  const { report } = synth(app);
  // As the CLI does it (aws-cdk 2.1148.1, `filterReportsByStacks`): nothing left is a success. A plain `cdk synth` asks for `Pipeline`.
  const shown = (stack: string): string[] => report!.violations.filter((v) => v.violatingConstructs.some(({ constructPath: at }) => at === '' || at === stack || at.startsWith(`${stack}/`))).map((v) => `${v.severity} ${v.ruleName}`);
  expect(shown('Pipeline')).toStrictEqual(['fatal fails']);
  expect(shown('Prod/App')).toContain('fatal fails');
  expect(shown('Prod/AppBeside').length).toBeGreaterThan(1);
});

test('a flow that cannot work fails, and says what blocks it', () => {
  const app = newApp();
  const stack = new Documents(app, 'App');
  const acl = new ec2.NetworkAcl(stack, 'Acl', { vpc: stack.vpc, subnetSelection: { subnets: stack.vpc.isolatedSubnets } });
  acl.addEntry('Nothing', { ruleNumber: 100, cidr: ec2.AclCidr.anyIpv4(), traffic: ec2.AclTraffic.tcpPort(443), direction: ec2.TrafficDirection.INGRESS, ruleAction: ec2.Action.ALLOW });
  const { error, report } = synth(app);
  expect(error).toBeDefined();
  expect(rules(report!.violations).filter((r) => r.startsWith('error nothing-less.'))).toHaveLength(1);
});

test('a jewel in an imported VPC is unknown and fails; the assumption that the finding names settles it', () => {
  const app = newApp();
  new Documents(app, 'App', { imported: true });
  const { error, report } = synth(app);
  expect(error).toBeDefined();
  expect(report!.violations.filter((v) => v.severity === 'error').every((v) => v.ruleMetadata!.verdict === 'unknown')).toBe(true);
  expect(report!.violations.map((v) => v.suggestedFix).join('\n')).toContain("'vpc-0123456789abcdef0': 'flat'");

  const assumed = newApp();
  new Documents(assumed, 'App', { imported: true, assume: FLAT });
  expect(rules(synth(assumed).report?.violations)).toStrictEqual([]);
});

test('in the sandbox all of it warns', () => {
  const app = newApp();
  new Documents(app, 'App', { posture: Posture.SANDBOX }).leak();
  const { error, report } = synth(app);
  expect(error).toBeUndefined();
  expect(report!.violations.length).toBeGreaterThan(0);
  expect(new Set(report!.violations.map((v) => v.severity))).toStrictEqual(new Set(['warning']));
});

test('stacks in nested stacks, stages and other regions are judged', () => {
  const app = newApp();
  const stage = new Stage(app, 'Prod');
  const near = new Documents(stage, 'App');
  new Documents(stage, 'Far', { region: 'us-east-1' });
  near.leak(new NestedStack(new Stack(stage, 'Beside', { env: { region: 'eu-west-1' } }), 'Nested'));
  const { error, report } = synth(app);
  expect(error).toBeDefined();
  const found = report!.violations.find((v) => v.violatingConstructs[0].constructPath === 'Prod/Beside/Nested/Leak');
  expect(found).toMatchObject({ severity: 'error' });
  expect(rules(report!.violations).filter((r) => r.includes('Far'))).toStrictEqual([]);
});

test('an app without a façade is asked the standing questions, and passes', () => {
  const app = newApp();
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  const { error, report } = synth(app);
  expect(error).toBeUndefined();
  expect(new Set((report?.violations ?? []).map((v) => v.severity))).not.toContain('error');
});

test('other excess of the assembly fails only where that is asked for', () => {
  const build = (scope: ProofScope): App => {
    const app = newApp();
    const { vpc } = new Documents(app, 'App', { proof: { scope } });
    const stack = new Stack(app, 'Beside', { env: { region: 'eu-west-1' } });
    const group = new ec2.SecurityGroup(stack, 'Group', { vpc });
    group.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.SSH);
    new ec2.Instance(stack, 'Host', { vpc, vpcSubnets: { subnets: vpc.isolatedSubnets }, securityGroup: group, instanceType: new ec2.InstanceType('t4g.micro'), machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-0123456789abcdef0' }) });
    return app;
  };
  expect(synth(build(ProofScope.DECLARED)).error).toBeUndefined();
  expect(synth(build(ProofScope.ASSEMBLY)).error).toBeDefined();
});

describe('a flow to S3 through a gateway endpoint', () => {
  const build = (region: string | undefined, props: Partial<ZeroTrustProps> = {}): Stack => {
    const stack = new Stack(newApp(), 'App', region === undefined ? {} : { env: { region } });
    const { vpc } = new ClosedVpc(stack, 'Network');
    const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc, ...props });
    const reader = new lambda.Function(stack, 'Reader', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}') });
    zt.addFlow({ source: zt.addSegment('reader', { members: [reader] }), destination: Endpoint.awsService('s3'), because: 'reads objects' });
    return stack;
  };

  test.each<[string, string | undefined, Partial<ZeroTrustProps>]>([
    ['where the region is known', 'eu-west-1', {}],
    ['where it is assumed', undefined, { assume: { 'AWS::Region': 'eu-west-1' } }],
    ['where the table has no list, and the user gives its id', 'me-central-1', { prefixListIds: { s3: 'pl-0123456789abcdef0' } }],
  ])('is proved %s', (_, region, props) => {
    expect(Proof.of(build(region, props)).exactly().violations).toStrictEqual([]);
  });

  test('is not known, and not violated, in a stack for any region; the finding says how to settle it', () => {
    const stack = build(undefined);
    expect(Proof.of(stack).exactly().violations.map((v) => v.verdict)).toStrictEqual(['unknown', 'unknown']);
    const { error, report } = synth(stack.node.root as App);
    expect(error).toBeUndefined();
    expect(report!.violations.map((v) => v.suggestedFix)).toContain("say what is known: `assume: { 'AWS::Region': '<REGION>' }`");
  });
});

describe('Proof', () => {
  const stack = new Documents(newApp(), 'App');
  const proof = Proof.of(stack);
  const { api, docs, other, database } = stack;

  test('what was declared, no more and no less', () => {
    expect(proof.exactly().violations).toStrictEqual([]);
    expect(proof.exactly([{ source: api, destination: docs, port: ec2.Port.POSTGRES }]).violations).toStrictEqual([]);
    expect(proof.edges()).toStrictEqual([expect.stringMatching(/^CustomVpcRestrictDefaultSG\w+ => internet : all \(implied\)$/), 'api => docs : tcp/5432']);
  });

  test.each<[string, () => ReturnType<Proof['permits']>, boolean]>([
    ['permits what was declared', () => proof.permits({ source: api, destination: docs, port: ec2.Port.POSTGRES }), true],
    ['by construct', () => proof.permits({ source: api, destination: database, port: ec2.Port.POSTGRES }), true],
    ['not on another port', () => proof.permits({ source: api, destination: docs, port: ec2.Port.SSH }), false],
    ['not back', () => proof.permits({ source: docs, destination: api, port: ec2.Port.POSTGRES }), false],
    ['denies the internet', () => proof.denies({ source: Endpoint.INTERNET, destination: docs }), true],
    ['denies another function', () => proof.denies({ source: other, destination: docs }), true],
    ['does not deny what is permitted', () => proof.denies({ source: 'api', destination: 'docs' }), false],
    ['only via', () => proof.onlyVia({ source: other, destination: docs, via: [api] }), true],
  ])('%s', (_, ask, holds) => {
    const result = ask();
    expect({ holds: result.holds, text: holds ? '' : result.text }).toStrictEqual({ holds, text: holds ? '' : expect.stringMatching(/^not proved: .*\n\n/) });
  });

  test('says whether something is reachable', () => {
    expect(proof.reaches({ source: api, destination: docs, port: ec2.Port.POSTGRES }).answer).toBe('reachable');
    expect(proof.reaches({ source: Endpoint.INTERNET, destination: docs })).toMatchObject({ answer: 'unreachable', text: expect.stringContaining('blocked: ') });
  });

  test('a name that names nothing is refused, with the nearest', () => {
    expect(() => proof.denies({ source: 'internet', destination: 'dosc' })).toThrow('`docs`');
  });

  test('of a stack in a stage, where no plugin runs', () => {
    const inStage = new Documents(new Stage(newApp(), 'Prod'), 'App');
    inStage.leak();
    const { violations } = Proof.of(inStage).exactly();
    expect(violations.map((v) => v.verdict)).toContain('violated');
    expect(violations.map((v) => v.text).join('\n')).toContain('Leak');
  });

  test('of a stack with an account, whose zones nobody looked up; of one whose VPC nobody did nothing is known', () => {
    const env = { account: '111122223333', region: 'eu-west-1' };
    const zones = new Stack(newApp(), 'App', { env });
    new ZeroTrust(zones, 'ZeroTrust', { vpc: new ClosedVpc(zones, 'Network').vpc }).addSegment('empty', { members: [] });
    expect(Proof.of(zones).exactly().violations).toStrictEqual([]);
    const app = newApp();
    const lookup = new Stack(app, 'App', { env });
    new ZeroTrust(lookup, 'ZeroTrust', { vpc: ec2.Vpc.fromLookup(lookup, 'Vpc', { vpcName: 'shared' }) }).addSegment('empty', { members: [] });
    expect(new Set(Proof.of(lookup).exactly().violations.map((v) => v.verdict))).toStrictEqual(new Set(['unknown']));
    expect(rules(synth(app).report?.violations)).toStrictEqual(['warning pending @ ']);
  });

  test('a list that misses an edge, or has one too many', () => {
    expect(proof.exactly([]).violations.map((v) => v.text.split('\n')[0])).toStrictEqual(['api => docs : tcp/5432 is permitted, and not listed']);
    expect(proof.exactly([{ source: api, destination: docs, port: ec2.Port.POSTGRES }, { source: docs, destination: api, port: ec2.Port.HTTPS }]).violations.map((v) => v.text)).toStrictEqual(['docs => api : tcp/443 is listed, and not permitted']);
  });
});
