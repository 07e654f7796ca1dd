/** Guards: they see what comes later, change nothing, and can be answered closing by closing. */
import { App, Aspects, AspectPriority, CfnParameter, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ClosedStoresGuard, CloseStore, Posture, SealedGroupsGuard, SealSecurityGroup, ZeroTrust } from 'cdk-zero-trust';
import { codes, newStack, template, told } from './support';

const OPEN_BUCKET = ['s3.acls-off', 's3.public-access-block', 's3.tls', 's3.tls-version', 's3.versioning'];
const closings = (lines: readonly string[]): string[] => lines.map((line) => /\(`([\w.-]+)`\)/.exec(line)?.[1] ?? line).sort();

describe('of stores', () => {
  test('an open one that comes later fails, with every closing that is missing', () => {
    const stack = newStack();
    ClosedStoresGuard.enable(stack);
    new s3.Bucket(stack, 'Later');
    const { errors } = told(stack);
    expect([...new Set(codes(errors))]).toStrictEqual(['StoreOpen']);
    expect(closings(errors)).toStrictEqual(OPEN_BUCKET);
  });

  test('closed ones pass, whoever closes them and whenever', () => {
    for (const stable of [true, false]) {
      const stack = newStack({ context: { '@aws-cdk/core:aspectStabilization': stable, 'zero-trust:validate': false } });
      ClosedStoresGuard.enable(stack);
      new s3.Bucket(stack, 'Mixed').with(new CloseStore());
      const table = new dynamodb.Table(stack, 'Declared', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
      // It closes in an aspect of its own, behind the table in the tree.
      new ZeroTrust(stack, 'ZeroTrust', { vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'] }) }).addStore('documents', { resource: table });
      expect(told(stack).errors).toStrictEqual([]);
    }
  });

  test('it changes nothing', () => {
    const [guarded, plain] = [newStack(), newStack()];
    for (const s of [guarded, plain]) new s3.Bucket(s, 'Store').with(new CloseStore());
    ClosedStoresGuard.enable(guarded);
    expect(template(guarded)).toStrictEqual(template(plain));
  });

  test('accepted closing by closing, with a reason, where it stands', () => {
    const stack = newStack();
    ClosedStoresGuard.enable(stack);
    const bucket = new s3.Bucket(stack, 'Scratch');
    bucket.with(new CloseStore({ exceptClosings: ['s3.versioning'] }));
    expect(closings(told(stack).errors)).toStrictEqual(['s3.versioning']);
    Validations.of(bucket).acknowledge({ id: 'cdk-zero-trust:s3.versioning', reason: 'scratch space' });
    expect(told(stack)).toStrictEqual({ errors: [], warnings: [] });
    new s3.Bucket(stack, 'Other').with(new CloseStore({ exceptClosings: ['s3.versioning'] }));
    expect(told(stack).errors).toHaveLength(1);
  });

  test('what is imported or chosen at deployment is a warning', () => {
    const stack = newStack();
    ClosedStoresGuard.enable(stack);
    s3.Bucket.fromBucketName(stack, 'Theirs', 'their-bucket');
    new s3.CfnBucket(stack, 'Chosen', { versioningConfiguration: { status: new CfnParameter(stack, 'Status').valueAsString } }).with(new CloseStore({ exceptClosings: ['s3.versioning'] }));
    const { errors, warnings } = told(stack);
    expect([errors, codes(warnings).sort()]).toStrictEqual([[], ['ClosingUnknown', 'StoreImported']]);
  });

  test('the posture says what is asked', () => {
    const open = (posture: Posture): string[] => {
      const stack = newStack();
      ClosedStoresGuard.enable(stack, { posture });
      new s3.Bucket(stack, 'Store').with(new CloseStore());
      return codes(told(stack).errors);
    };
    expect([open(Posture.SANDBOX), open(Posture.STANDARD), open(Posture.HIGH)]).toStrictEqual([[], [], ['StoreNeedsAccessLogs']]);
  });

  test('added by hand it is the same; at two levels a store is told once', () => {
    const stack = newStack();
    const guard = new ClosedStoresGuard();
    Aspects.of(stack.node.root).add(guard, { priority: AspectPriority.READONLY });
    Aspects.of(stack).add(guard, { priority: AspectPriority.READONLY });
    new s3.Bucket(stack, 'Store');
    expect(closings(told(stack).errors)).toStrictEqual(OPEN_BUCKET);
  });

  test('synthesized again it says the same, not twice as much', () => {
    const stack = newStack();
    ClosedStoresGuard.enable(stack);
    s3.Bucket.fromBucketName(stack, 'Theirs', 'their-bucket');
    told(stack);
    expect(told(stack).warnings).toHaveLength(1);
  });
});

describe('stages, which aspects of an app do not reach', () => {
  const staged = (enable: 'before' | 'after'): App => {
    const app = new App({ analyticsReporting: false });
    if (enable === 'before') ClosedStoresGuard.enable(app);
    const stack = new Stack(new Stage(app, 'Prod'), 'App');
    new s3.Bucket(stack, 'Store');
    if (enable === 'after') ClosedStoresGuard.enable(app);
    return app;
  };

  test('those that are there are guarded', () => expect(() => staged('after').synth()).toThrow('StoreOpen: store `Prod/App/Store`'));
  test('each is told once, however deep it stands', () => {
    const app = new App({ analyticsReporting: false });
    ClosedStoresGuard.enable(app);
    new Stack(new Stage(new Construct(app, 'Pipeline'), 'Prod'), 'App');
    expect(codes(told(app).errors)).toStrictEqual(['GuardMissesStage']);
  });

  test('one that comes later is an error', () => expect(() => staged('before').synth()).toThrow(/GuardMissesStage: stage `Prod` is not guarded.*`ClosedStoresGuard.enable\(stage\)`/));
});

describe('of security groups', () => {
  const vpcOf = (stack: Stack): ec2.IVpc => (stack.node.tryFindChild('Vpc') as ec2.IVpc | undefined) ?? new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 });
  const guarded = (): Stack => {
    const stack = newStack();
    SealedGroupsGuard.enable(stack);
    return stack;
  };

  test('CDK\'s open egress, and what EC2 adds to an L1', () => {
    const stack = guarded();
    new ec2.SecurityGroup(stack, 'L2', { vpc: vpcOf(stack) });
    new ec2.CfnSecurityGroup(stack, 'L1', { groupDescription: 'g' });
    const { errors } = told(stack);
    expect(codes(errors)).toStrictEqual(['GroupEgressOpen', 'GroupEgressOpen']);
    expect(errors.find((e) => e.includes('`App/L1`'))).toContain('lets everything out');
    expect(errors.find((e) => e.includes('`App/L2/Resource`'))).toContain('all traffic to 0.0.0.0/0');
  });

  test('sealed ones pass, with rules that name their peers', () => {
    const stack = guarded();
    const vpc = vpcOf(stack);
    const [a, b] = ['A', 'B'].map((id) => new ec2.SecurityGroup(stack, id, { vpc }));
    for (const group of [a, b]) group.with(new SealSecurityGroup());
    a.connections.allowTo(b, ec2.Port.tcp(5432));
    b.addIngressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(22));
    b.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(23));
    b.addEgressRule(ec2.Peer.prefixList('pl-6da54004'), ec2.Port.HTTPS);
    expect(told(stack)).toStrictEqual({ errors: [], warnings: [] });
  });

  test.each([['0.0.0.0/0'], ['128.0.0.0/1'], ['::/0']])('a door for %s is told where it stands, and accepted there', (cidr) => {
    const stack = guarded();
    const group = new ec2.SecurityGroup(stack, 'Door', { vpc: vpcOf(stack), allowAllOutbound: false });
    group.addIngressRule(cidr.includes(':') ? ec2.Peer.ipv6(cidr) : ec2.Peer.ipv4(cidr), ec2.Port.HTTPS);
    const { errors } = told(stack);
    expect(codes(errors)).toStrictEqual(['GroupIngressOpen']);
    expect(errors[0]).toContain(`tcp 443 from ${cidr}`);
    Validations.of(group).acknowledge({ id: 'cdk-zero-trust:GroupIngressOpen', reason: 'the public door' });
    expect(told(stack).errors).toStrictEqual([]);
  });

  test('rules of their own count, on imported groups as well', () => {
    const stack = guarded();
    ec2.SecurityGroup.fromSecurityGroupId(stack, 'Theirs', 'sg-0123').addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.SSH);
    new ec2.CfnSecurityGroupEgress(stack, 'Out', { groupId: 'sg-0123', ipProtocol: '-1', cidrIp: '0.0.0.0/0' });
    expect(codes(told(stack).errors).sort()).toStrictEqual(['GroupEgressOpen', 'GroupIngressOpen']);
  });

  test('addresses that only the deployment knows are a warning', () => {
    const stack = guarded();
    const group = new ec2.SecurityGroup(stack, 'Door', { vpc: vpcOf(stack), allowAllOutbound: false });
    group.addIngressRule(ec2.Peer.ipv4(new CfnParameter(stack, 'From').valueAsString), ec2.Port.HTTPS);
    const { errors, warnings } = told(stack);
    expect([errors, codes(warnings)]).toStrictEqual([[], ['GroupUnknown']]);
  });

  test('beside the other guard neither takes the other for itself', () => {
    const app = new App({ analyticsReporting: false });
    SealedGroupsGuard.enable(app);
    const stage = new Stage(app, 'Prod');
    ClosedStoresGuard.enable(stage);
    new sqs.Queue(new Stack(stage, 'App'), 'Queue').with(new CloseStore());
    expect(() => app.synth()).toThrow('GuardMissesStage: stage `Prod` is not guarded: got no `SealedGroupsGuard`');
  });
});
