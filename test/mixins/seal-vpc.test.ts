/** VPCs that exist: the default group without rules, no public addresses on launch, and a word about flow logs. */
import { CfnParameter, Fn, type Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Posture, SealVpc } from 'cdk-zero-trust';
import { changed, codes, newStack, only, template, told } from './support';

const all = (text: any, type: string): any[] => Object.values<any>(text.Resources).filter((r) => r.Type === type);
const onLaunch = (text: any): any[] => all(text, 'AWS::EC2::Subnet').map((s) => s.Properties.MapPublicIpOnLaunch ?? false);

function l2(stack: Stack, props: Partial<ec2.VpcProps> = {}): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, flowLogs: { Log: {} }, ...props });
}

function l1(stack: Stack): ec2.CfnVPC {
  const vpc = new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  new ec2.CfnSubnet(stack, 'Open', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24', mapPublicIpOnLaunch: true });
  new ec2.CfnSubnet(stack, 'Closed', { vpcId: vpc.ref, cidrBlock: '10.0.1.0/24' });
  new ec2.CfnSubnet(stack, 'Other', { vpcId: 'vpc-other', cidrBlock: '10.0.1.0/24', mapPublicIpOnLaunch: true });
  new ec2.CfnFlowLog(stack, 'Log', { resourceId: vpc.ref, resourceType: 'VPC', trafficType: 'ALL', logDestination: 'arn:aws:s3:::flow-logs-bucket', logDestinationType: 's3' });
  return vpc;
}

test('as L2: the default group as CDK\'s own property closes it, subnets without public addresses, nothing else', () => {
  const [open, sealed, said] = [newStack(), newStack(), newStack()];
  l2(open);
  l2(sealed).with(new SealVpc());
  l2(said, { restrictDefaultSecurityGroup: true });
  expect(onLaunch(template(open))).toContain(true);
  expect(onLaunch(template(sealed))).toStrictEqual([false, false, false, false]);
  expect(changed(template(said), template(sealed)).every((path) => path.endsWith('/Properties/MapPublicIpOnLaunch'))).toBe(true);
  expect(all(template(sealed), 'Custom::VpcRestrictDefaultSG')).toHaveLength(1);
  expect(told(sealed)).toStrictEqual({ errors: [], warnings: [] });
});

test('as L1: a custom resource beside it, and its own subnets only', () => {
  const [stack, twin] = [newStack(), newStack()];
  l1(stack).with(new SealVpc());
  l1(twin);
  const custom = only(template(stack), 'Custom::VpcRestrictDefaultSG');
  expect(custom.Properties.DefaultSecurityGroupId).toStrictEqual({ 'Fn::GetAtt': ['Vpc', 'DefaultSecurityGroup'] });
  const role = only(template(stack), 'AWS::IAM::Role');
  expect(JSON.stringify(role.Properties.Policies[0].PolicyDocument.Statement[0].Resource)).toContain('"Fn::GetAtt":["Vpc","DefaultSecurityGroup"]');
  expect(changed(template(twin), template(stack)).filter((path) => !/Custom|DefaultGroup/.test(path))).toStrictEqual(['Open/Properties/MapPublicIpOnLaunch']);
  expect(told(stack)).toStrictEqual({ errors: [], warnings: [] });
});

test('twice is the same as once; one that CDK closed already gets no second', () => {
  const [once, twice] = [newStack(), newStack()];
  l2(once).with(new SealVpc());
  l2(twice, { restrictDefaultSecurityGroup: true }).with(new SealVpc()).with(new SealVpc(), new SealVpc());
  expect(template(twice)).toStrictEqual(template(once));
});

test('public addresses may stay', () => {
  const stack = newStack();
  l2(stack).with(new SealVpc({ publicAddresses: true }));
  expect(onLaunch(template(stack))).toContain(true);
  expect(told(stack).errors).toStrictEqual([]);
});

test('a subnet that comes later, or whose value only the deployment knows, is told', () => {
  const stack = newStack();
  const vpc = l1(stack);
  vpc.with(new SealVpc());
  new ec2.CfnSubnet(stack, 'Later', { vpcId: vpc.ref, cidrBlock: '10.0.2.0/24', mapPublicIpOnLaunch: true });
  const isPublic = new CfnParameter(stack, 'IsPublic');
  const chosen = new ec2.CfnSubnet(stack, 'Chosen', { vpcId: vpc.ref, cidrBlock: '10.0.3.0/24' });
  chosen.addPropertyOverride('MapPublicIpOnLaunch', Fn.ref(isPublic.logicalId));
  const { errors } = told(stack);
  expect(codes(errors)).toStrictEqual(['SubnetGivesAddresses', 'SubnetGivesAddresses']);
  expect(errors.join()).toMatch(/`App\/Later`.*`App\/Chosen`/s);
});

test('whoever takes the custom resource away is told', () => {
  const stack = newStack();
  const vpc = l2(stack);
  vpc.with(new SealVpc());
  vpc.node.tryRemoveChild('RestrictDefaultSecurityGroupCustomResource');
  expect(codes(told(stack).errors)).toStrictEqual(['DefaultGroupOpen']);
});

describe('flow logs', () => {
  const said = (posture: Posture | undefined, flowLogs: ec2.VpcProps['flowLogs']): ReturnType<typeof told> => {
    const stack = newStack();
    l2(stack, { flowLogs }).with(new SealVpc({ posture }));
    return told(stack);
  };

  test('none is a warning; with posture high an error; with sandbox nothing', () => {
    expect(codes(said(undefined, {}).warnings)).toStrictEqual(['VpcWithoutFlowLog']);
    expect(codes(said(Posture.HIGH, {}).errors)).toStrictEqual(['VpcWithoutFlowLog']);
    expect(said(Posture.SANDBOX, {})).toStrictEqual({ errors: [], warnings: [] });
  });

  test('one of rejected traffic alone is not enough', () => {
    const { warnings } = said(undefined, { Log: { trafficType: ec2.FlowLogTrafficType.REJECT } });
    expect(warnings[0]).toContain('`REJECT` traffic');
  });

  test('one that the account keeps is accepted', () => {
    const stack = newStack();
    const vpc = l2(stack, { flowLogs: {} });
    vpc.with(new SealVpc({ posture: Posture.HIGH }));
    Validations.of(vpc).acknowledge({ id: 'cdk-zero-trust:VpcWithoutFlowLog', reason: 'the landing zone logs every VPC' });
    expect(told(stack)).toStrictEqual({ errors: [], warnings: [] });
  });
});

test('an imported VPC is told', () => {
  for (const make of [(s: Stack) => ec2.Vpc.fromVpcAttributes(s, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'] }), (s: Stack) => ec2.Vpc.fromLookup(s, 'Vpc', { vpcId: 'vpc-1' })]) {
    const stack = newStack();
    make(stack).with(new SealVpc());
    expect(codes(told(stack).errors)).toStrictEqual(['VpcImported']);
  }
});
