/** Groups that exist: CDK's open egress goes, every rule that somebody wrote stays, and nothing goes in silence. */
import { CfnParameter, CfnResource, Lazy, Mixins, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SealSecurityGroup } from 'cdk-zero-trust';
import { changed, codes, newStack, template, told } from './support';

const NO_TRAFFIC = { CidrIp: '255.255.255.255/32', Description: 'Disallow all traffic', FromPort: 252, IpProtocol: 'icmp', ToPort: 86 };
const vpcOf = (stack: Stack): ec2.IVpc => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-0a'] });
const egress = (stack: Stack, id = 'Group'): any => Object.entries<any>(template(stack).Resources).find(([name, r]) => name.startsWith(id) && r.Type === 'AWS::EC2::SecurityGroup')![1].Properties.SecurityGroupEgress;
const l2 = (stack: Stack, props: object = {}, id = 'Group'): ec2.SecurityGroup => new ec2.SecurityGroup(stack, id, { vpc: (stack.node.tryFindChild('Vpc') as ec2.IVpc | undefined) ?? vpcOf(stack), ...props });

describe('as L2', () => {
  test('CDK\'s open egress becomes none; the template is that of `allowAllOutbound: false`, and nothing beside it changes', () => {
    const [sealed, open, said] = [newStack(), newStack(), newStack()];
    l2(sealed).with(new SealSecurityGroup());
    l2(open);
    l2(said, { allowAllOutbound: false });
    expect(template(sealed)).toStrictEqual(template(said));
    expect(changed(template(open), template(sealed))).toStrictEqual([expect.stringMatching(/^Group\w+\/Properties\/SecurityGroupEgress$/)]);
    expect(told(sealed)).toStrictEqual({ errors: [], warnings: [] });
  });

  test('rules of the user stay, those of before and of after', () => {
    const stack = newStack();
    const group = l2(stack);
    group.addIngressRule(ec2.Peer.ipv4('10.0.0.0/24'), ec2.Port.tcp(443), 'mine');
    group.with(new SealSecurityGroup());
    group.addIngressRule(ec2.Peer.ipv4('10.0.1.0/24'), ec2.Port.tcp(443), 'later');
    group.addEgressRule(ec2.Peer.ipv4('10.0.2.0/24'), ec2.Port.tcp(5432), 'database');
    expect(egress(stack)).toStrictEqual([{ CidrIp: '10.0.2.0/24', Description: 'database', FromPort: 5432, IpProtocol: 'tcp', ToPort: 5432 }]);
    const { SecurityGroupIngress } = Object.values<any>(template(stack).Resources)[0].Properties;
    expect(SecurityGroupIngress.map((r: any) => r.Description)).toStrictEqual(['mine', 'later']);
  });

  test('egress for IPv6, which only the user can have asked for, stays and is told', () => {
    const stack = newStack();
    l2(stack, { allowAllIpv6Outbound: true }).with(new SealSecurityGroup());
    expect(egress(stack).map((r: any) => r.CidrIpv6)).toStrictEqual(['::/0']);
    const { errors, warnings } = told(stack);
    expect([errors, codes(warnings)]).toStrictEqual([[], ['GroupEgressOpen']]);
  });

  test('a sealed one is left as it is', () => {
    const [stack, twin] = [newStack(), newStack()];
    for (const s of [stack, twin]) l2(s, { allowAllOutbound: false }).addEgressRule(ec2.Peer.ipv4('10.0.0.0/24'), ec2.Port.tcp(443));
    (stack.node.findChild('Group') as ec2.SecurityGroup).with(new SealSecurityGroup());
    expect(template(stack)).toStrictEqual(template(twin));
  });

  test.each([[true], [false]])('without inline rules, allowAllOutbound %s', (allowAllOutbound) => {
    const stack = newStack();
    const group = l2(stack, { disableInlineRules: true, allowAllOutbound });
    group.with(new SealSecurityGroup());
    group.addEgressRule(ec2.Peer.ipv4('10.0.2.0/24'), ec2.Port.tcp(5432), 'database');
    const rules = Object.values<any>(template(stack).Resources).filter((r) => r.Type === 'AWS::EC2::SecurityGroupEgress').map((r) => r.Properties.CidrIp);
    expect(rules).toStrictEqual(['10.0.2.0/24']);
    expect(egress(stack)).toStrictEqual(allowAllOutbound ? [NO_TRAFFIC] : undefined);
  });

  test('what CDK dropped while it was open is told, until it is asked for once more', () => {
    const stack = newStack();
    const [app, db] = [l2(stack, {}, 'AppGroup'), l2(stack, { allowAllOutbound: false }, 'DbGroup')];
    app.connections.allowTo(db, ec2.Port.tcp(5432));
    app.with(new SealSecurityGroup());
    const { errors, warnings } = told(stack);
    expect([errors, codes(warnings)]).toStrictEqual([[], ['GroupEgressDropped']]);
    expect(warnings[0]).toContain('`App/DbGroup/Resource` on tcp 5432');
    app.connections.allowTo(db, ec2.Port.tcp(5432));
    const rules = Object.values<any>(template(stack).Resources).filter((r) => r.Type === 'AWS::EC2::SecurityGroupEgress');
    expect(rules.map((r) => r.Properties.FromPort)).toStrictEqual([5432]);
  });

  test('addresses that CDK dropped are told as well', () => {
    const stack = newStack();
    const group = l2(stack);
    group.addEgressRule(ec2.Peer.ipv4('10.0.0.0/24'), ec2.Port.tcp(22));
    group.with(new SealSecurityGroup());
    expect(codes(told(stack).warnings)).toStrictEqual(['GroupEgressDropped']);
  });

  test('the group that came with a function', () => {
    const stack = newStack();
    const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x'), vpc: vpcOf(stack) });
    fn.with(new SealSecurityGroup());
    expect(egress(stack, 'Fn')).toStrictEqual([NO_TRAFFIC]);
  });
});

describe('as L1', () => {
  const l1 = (stack: Stack, props: Partial<ec2.CfnSecurityGroupProps> = {}): ec2.CfnSecurityGroup => new ec2.CfnSecurityGroup(stack, 'Group', { groupDescription: 'g', vpcId: 'vpc-1', ...props });

  test.each([[undefined], [[]]])('without egress rules (%j) EC2 would let everything out', (securityGroupEgress) => {
    const stack = newStack();
    l1(stack, { securityGroupEgress }).with(new SealSecurityGroup());
    expect(egress(stack)).toStrictEqual([NO_TRAFFIC]);
  });

  test('a rule that was written stays, however wide, and is told', () => {
    const stack = newStack();
    l1(stack, { securityGroupEgress: [{ ipProtocol: '-1', cidrIp: '0.0.0.0/0', description: 'to everybody, says team' }] }).with(new SealSecurityGroup());
    expect(egress(stack)).toHaveLength(1);
    expect(codes(told(stack).warnings)).toStrictEqual(['GroupEgressOpen']);
  });

  test('one that was written over the property stays', () => {
    const stack = newStack();
    const group = l1(stack);
    group.addPropertyOverride('SecurityGroupEgress', [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/24' }]);
    group.with(new SealSecurityGroup());
    expect(egress(stack)).toStrictEqual([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/24' }]);
  });

  test('CDK\'s rule in a list that was written over the property goes, the others of that list stay', () => {
    const stack = newStack();
    const group = l1(stack);
    group.addPropertyOverride('SecurityGroupEgress', [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0', Description: 'Allow all outbound traffic by default' }, { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/24' }]);
    group.with(new SealSecurityGroup());
    expect(egress(stack)).toStrictEqual([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/24' }]);
  });

  test('raw', () => {
    const stack = newStack();
    const group = new CfnResource(stack, 'Group', { type: 'AWS::EC2::SecurityGroup', properties: { GroupDescription: 'g', SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 2, CidrIp: '10.0.0.0/24' }] } });
    group.with(new SealSecurityGroup());
    expect(egress(stack)).toStrictEqual([NO_TRAFFIC]);
    expect(Object.values<any>(template(stack).Resources)[0].Properties.SecurityGroupIngress).toHaveLength(1);
  });

  test('rules that only the deployment knows cannot be sealed', () => {
    const stack = newStack();
    const rules = new CfnParameter(stack, 'Rules', { type: 'CommaDelimitedList' });
    l1(stack, { securityGroupEgress: Lazy.any({ produce: () => ({ Ref: stack.resolve(rules.logicalId) }) }) }).with(new SealSecurityGroup());
    expect(codes(told(stack).errors)).toStrictEqual(['GroupUnknown']);
  });
});

test('twice is the same as once, also over the whole stack', () => {
  const [once, twice] = [newStack(), newStack()];
  for (const [stack, times] of [[once, 1], [twice, 3]] as const) {
    l2(stack).addIngressRule(ec2.Peer.ipv4('10.0.0.0/24'), ec2.Port.tcp(443));
    for (let i = 0; i < times; i++) Mixins.of(stack).apply(new SealSecurityGroup());
  }
  expect(template(twice)).toStrictEqual(template(once));
});

test('an imported group is told', () => {
  for (const make of [(s: Stack) => ec2.SecurityGroup.fromSecurityGroupId(s, 'Group', 'sg-0123'), (s: Stack) => ec2.SecurityGroup.fromSecurityGroupId(s, 'Group', 'sg-0123', { mutable: false }), (s: Stack) => ec2.SecurityGroup.fromLookupById(s, 'Group', 'sg-0123')]) {
    const stack = newStack();
    make(stack).with(new SealSecurityGroup());
    const { errors } = told(stack);
    expect(codes(errors)).toStrictEqual(['GroupImported']);
    expect(errors[0]).toContain('`App/Group`');
  }
});
