/** What CDK adds after the seal: found, named and dropped. */
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { dropStrayRule, ImportedMember, lostRules, resolveMember, sealedUsers, sealGroup, StrayRule, strayRules } from '../../../../lib/layers/network/members';
import { newFargateService, newFunction } from './cases';
import { at, dropStrays, ENV, Ground, ground, groupRef, importVpc, join, logicalId, openEgress, owned, resourcesOf } from './harness';

const newDatabase = ({ stack, vpc }: Ground, id = 'Db'): rds.DatabaseInstance => new rds.DatabaseInstance(stack, id, { vpc, engine: rds.DatabaseInstanceEngine.POSTGRES });

const inShort = (rules: readonly StrayRule[]): string[] => rules.map((r) => `${r.direction} ${r.group.node.path} ${r.peer} ${r.ports} ${r.sealed}`);

const rulesOf = (stack: Stack): string[] => Object.entries(resourcesOf(stack)).filter(([, r]) => /SecurityGroup(In|E)gress$/.test(r.Type)).map(([id]) => id);

describe('stray rules', () => {
  test('between two members: both ends are sealed, both rules go', () => {
    const g = ground();
    const [handler, database] = [newFunction(g), newDatabase(g)];
    const groups = [handler, database].flatMap((m) => join(m, g.segment).generatedGroups);
    handler.connections.allowTo(database, ec2.Port.POSTGRES, 'reads documents');
    const strays = strayRules(g.app, groups);
    expect(inShort(strays)).toEqual(['ingress S/Db/SecurityGroup/Resource S/Member/SecurityGroup/Resource tcp 5432 both']);
    expect(strays[0]).toMatchObject({ description: 'reads documents', peerGroup: handler.connections.securityGroups[0].node.defaultChild });
    strays.forEach(dropStrayRule);
    expect(strayRules(g.app, groups)).toEqual([]);
    expect(rulesOf(g.stack)).toEqual([]);
  });

  test('to a group that lives on: listed as `peer`, and not dropped unless asked for', () => {
    const g = ground();
    const handler = newFunction(g);
    const own = new ec2.SecurityGroup(g.stack, 'Own', { vpc: g.vpc, allowAllOutbound: false });
    const joined = join(handler, g.segment);
    own.connections.allowFrom(handler, ec2.Port.tcpRange(80, 90));
    own.connections.allowTo(handler, ec2.Port.allUdp());
    const strays = strayRules(g.app, joined.generatedGroups);
    expect(inShort(strays)).toEqual([
      'ingress S/Member/SecurityGroup/Resource S/Own/Resource udp 0-65535 group',
      'ingress S/Member/SecurityGroup/Resource S/Member/SecurityGroup/Resource tcp 80-90 peer',
      'egress S/Member/SecurityGroup/Resource S/Member/SecurityGroup/Resource udp 0-65535 peer',
    ]);
    dropStrays(joined);
    expect(rulesOf(g.stack)).toHaveLength(2);
  });

  test('across stacks, wherever CDK puts them', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env: ENV }));
    const segment = new ec2.SecurityGroup(one, 'Segment', { vpc: importVpc(one), allowAllOutbound: false });
    const handler = newFunction({ app, stack: two, vpc: importVpc(two), segment });
    const database = newDatabase({ app, stack: one, vpc: one.node.findChild('Vpc') as ec2.IVpc, segment });
    const joined = join(handler, segment);
    handler.connections.allowTo(database, ec2.Port.POSTGRES);
    const strays = strayRules(app, joined.generatedGroups);
    expect(strays.map((s) => [s.direction, s.sealed, s.peer, Stack.of(s.rule).node.id])).toEqual([['ingress', 'peer', 'Two/Member/SecurityGroup/Resource', 'Two']]);
    strays.forEach(dropStrayRule);
    expect(rulesOf(two)).toEqual([]);
  });

  test('with inline rules switched off, the open default egress is a rule of its own', () => {
    const g = ground({ '@aws-cdk/aws-ec2.securityGroupDisableInlineRules': true });
    const joined = join(newFunction(g), g.segment);
    expect(inShort(strayRules(g.app, joined.generatedGroups))).toEqual(['egress S/Member/SecurityGroup/Resource 0.0.0.0/0 all traffic group']);
    expect(openEgress(resourcesOf(g.stack))).not.toEqual([]);

    const h = ground({ '@aws-cdk/aws-ec2.securityGroupDisableInlineRules': true });
    const dropped = join(newFunction(h), h.segment);
    dropStrays(dropped);
    const open = openEgress(resourcesOf(h.stack));
    expect(open).not.toContain(logicalId(dropped.generatedGroups[0]));
    expect(open).toEqual([logicalId(h.segment.node.defaultChild!)]); // its placeholder is a rule of its own too: a segment must state it inline
  });

  test('a Lambda function with a file system depends on rules: dropping them leaves no dangling dependency', () => {
    const build = (g: Ground): lambda.Function => {
      const files = new efs.FileSystem(g.stack, 'Files', { vpc: g.vpc });
      return new lambda.Function(g.stack, 'Member', {
        vpc: g.vpc, runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x'), allowAllOutbound: false,
        filesystem: lambda.FileSystem.fromEfsAccessPoint(files.addAccessPoint('Ap'), '/mnt/f'),
      });
    };
    const untouched = ground();
    const id = logicalId(build(untouched).node.defaultChild!);
    expect(resourcesOf(untouched.stack)[id].DependsOn!.filter((d) => /SecurityGroup(from|to)/.test(d))).toHaveLength(2);

    const g = ground();
    const member = build(g);
    const groups = [member, g.stack.node.findChild('Files')].flatMap((m) => join(m, g.segment).generatedGroups);
    strayRules(g.app, groups).forEach(dropStrayRule);
    const resources = resourcesOf(g.stack);
    for (const d of Object.values(resources).flatMap((r) => r.DependsOn ?? [])) expect(Object.keys(resources)).toContain(d);
    expect(rulesOf(g.stack)).toEqual([]);
  });

  test('L2s that add rules by themselves, later than membership', () => {
    const g = ground();
    const database = newDatabase(g);
    const service = newFargateService(g, 'Service');
    const loadBalancer = new elbv2.ApplicationLoadBalancer(g.stack, 'Lb', { vpc: g.vpc });
    const groups = [database, service, loadBalancer].flatMap((m) => join(m, g.segment).generatedGroups);
    expect(strayRules(g.app, groups)).toEqual([]);
    database.addRotationSingleUser();
    database.addProxy('Proxy', { vpc: g.vpc, secrets: [database.secret!] });
    loadBalancer.addListener('Http', { port: 80 }).addTargets('To', { port: 80, targets: [service] });
    expect(inShort(strayRules(g.app, groups))).toEqual([
      'ingress S/Db/SecurityGroup/Resource S/Db/Proxy/ProxySecurityGroup/Resource S/Db/Resource.Endpoint.Port group',
      'ingress S/Db/SecurityGroup/Resource S/Db/RotationSingleUser/SecurityGroup/Resource S/Db/Resource.Endpoint.Port group',
      'egress S/Lb/SecurityGroup/Resource S/Service/SecurityGroup/Resource tcp 80 both',
      'ingress S/Service/SecurityGroup/Resource S/Lb/SecurityGroup/Resource tcp 80 both',
    ].map((line) => line.replace(' S/Db/Resource.Endpoint.Port', ' tcp S/Db/Resource.Endpoint.Port')));
    expect(lostRules(groups[2]).map((r) => `${r.direction} ${r.peer} ${r.ports}: ${r.description}`)).toEqual(['ingress 0.0.0.0/0 tcp 80: Allow from anyone on port 80']);
  });

  test('both parts of a load-balanced service in one segment', () => {
    const g = ground();
    const pattern = new patterns.ApplicationLoadBalancedFargateService(g.stack, 'X', { vpc: g.vpc, taskImageOptions: { image: ecs.ContainerImage.fromRegistry('a') } });
    const members = [pattern.service, pattern.loadBalancer].map((m) => join(m, g.segment));
    members.forEach(dropStrays);
    const resources = resourcesOf(g.stack);
    expect(rulesOf(g.stack)).toEqual([]);
    expect(openEgress(resources)).toEqual([]);
    members.forEach(({ resources: [{ resource, slots }] }) => expect(at(resources[logicalId(resource)].Properties, slots[0])).toEqual([groupRef(g.segment)]));
  });

  test('rules of others are not listed', () => {
    const g = ground();
    const joined = join(newFunction(g), g.segment);
    const [a, b] = ['A', 'B'].map((id) => new ec2.SecurityGroup(g.stack, id, { vpc: g.vpc, allowAllOutbound: false }));
    a.connections.allowTo(b, ec2.Port.HTTPS);
    expect(strayRules(g.app, joined.generatedGroups)).toEqual([]);
  });
});

describe('lost rules', () => {
  test('inline rules that somebody asked for, not the default egress', () => {
    const g = ground();
    const handler = newFunction(g);
    const [group] = join(handler, g.segment).generatedGroups;
    expect(lostRules(group)).toEqual([]);
    handler.connections.allowFromAnyIpv4(ec2.Port.HTTPS);
    handler.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.allTraffic(), 'office');
    expect(lostRules(group).map((r) => `${r.direction} ${r.peer} ${r.ports}: ${r.description}`)).toEqual(['ingress 0.0.0.0/0 tcp 443: from 0.0.0.0/0:443', 'ingress 10.0.0.0/8 all traffic: office']);
  });

  test('an interface endpoint opens 443 to its VPC by default: said, and gone', () => {
    const g = ground();
    const vpc = new ec2.Vpc(g.stack, 'New');
    const endpoint = vpc.addInterfaceEndpoint('Sqs', { service: ec2.InterfaceVpcEndpointAwsService.SQS });
    const [group] = join(endpoint, g.segment).generatedGroups;
    expect(lostRules(group).map((r) => `${r.direction} ${r.peer} ${r.ports}`)).toEqual(['ingress S/New/Resource.CidrBlock tcp 443']);
    expect(resourcesOf(g.stack)[logicalId(group)].Properties.SecurityGroupIngress).toBeUndefined();
  });

  test('egress rules and rules of an L1', () => {
    const g = ground();
    const l1 = new ec2.CfnSecurityGroup(g.stack, 'L1', { groupDescription: 'd', securityGroupEgress: [{ ipProtocol: 'udp', fromPort: 53, toPort: 53, cidrIpv6: '::/0' }] });
    sealGroup(l1);
    expect(lostRules(l1).map((r) => `${r.direction} ${r.peer} ${r.ports}`)).toEqual(['egress ::/0 udp 53']);
    expect(openEgress(resourcesOf(g.stack))).toEqual([]);
  });
});

describe('users of a sealed group', () => {
  test('whoever was given the group of another member would be cut off', () => {
    const g = ground();
    const first = newFunction(g);
    const second = new lambda.Function(g.stack, 'Second', { vpc: g.vpc, securityGroups: first.connections.securityGroups, runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    new ec2.CfnInstance(g.stack, 'Box', { networkInterfaces: [{ deviceIndex: '0', groupSet: [first.connections.securityGroups[0].securityGroupId] }] });
    const { generatedGroups } = join(first, g.segment);
    expect(sealedUsers(g.app, generatedGroups).map((u) => u.user.node.path)).toEqual(['S/Second/Resource', 'S/Box']);
    join(second, g.segment);
    expect(sealedUsers(g.app, generatedGroups).map((u) => u.user.node.path)).toEqual(['S/Box']);
  });
});

describe('imported members', () => {
  const idsOf = (member: Parameters<typeof resolveMember>[0]): string[] => {
    const result = resolveMember(member);
    if (result.kind !== 'imported') throw new Error(result.kind === 'problem' ? result.message : result.kind);
    return result.groups.map((m) => m.path);
  };

  test('keep their groups', () => {
    const { stack } = ground();
    const known = (id: string): ec2.ISecurityGroup => ec2.SecurityGroup.fromSecurityGroupId(stack, `G${id}`, id);
    expect(idsOf(known('sg-1a'))).toEqual(['sg-1a']);
    expect(idsOf(lambda.Function.fromFunctionAttributes(stack, 'F', { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', securityGroup: known('sg-1b') }))).toEqual(['sg-1b']);
    expect(idsOf(rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'D', { instanceEndpointAddress: 'a', instanceIdentifier: 'i', port: 5432, securityGroups: [known('sg-1c'), known('sg-1d')] }))).toEqual(['sg-1c', 'sg-1d']);
    expect(idsOf(rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'C', { clusterIdentifier: 'c', securityGroups: [known('sg-1e')] }))).toEqual(['sg-1e']);
    const proxy = rds.DatabaseProxy.fromDatabaseProxyAttributes(stack, 'P', { dbProxyArn: 'a', dbProxyName: 'n', endpoint: 'e', securityGroups: [known('sg-1f')] });
    expect(resolveMember(proxy)).toMatchObject({ code: 'ImportedWithoutGroups' }); // CDK takes the groups and forgets them: pass the group itself
    expect(idsOf(efs.FileSystem.fromFileSystemAttributes(stack, 'E', { fileSystemId: 'fs-1', securityGroup: known('sg-2a') }))).toEqual(['sg-2a']);
    expect(idsOf(elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'L', { loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/a/b', securityGroupId: 'sg-2b' }))).toEqual(['sg-2b']);
    expect(idsOf(ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'V', { vpcEndpointId: 'vpce-1', port: 443, securityGroups: [known('sg-2c')] }))).toEqual(['sg-2c']);
    const version = lambda.Version.fromVersionArn(stack, 'W', 'arn:aws:lambda:eu-west-1:111122223333:function:f:1');
    expect(resolveMember(version)).toMatchObject({ code: 'ImportedWithoutGroups' });
    const alias = new lambda.Alias(stack, 'A', { aliasName: 'a', version: { lambda: stack.node.findChild('F'), version: '1' } as unknown as lambda.IVersion });
    expect(idsOf(alias)).toEqual(['sg-1b']);
  });

  test('a security group of the user keeps its rules; its id is the group id, not its name', () => {
    const { stack, vpc } = ground();
    const own = new ec2.SecurityGroup(stack, 'Own', { vpc });
    for (const member of [own, own.node.defaultChild!]) {
      const result = resolveMember(member);
      expect(result).toMatchObject({ kind: 'imported', groups: [{ construct: member, path: member.node.path }], notes: [{ code: 'UserOwnedGroup' }] });
      expect(stack.resolve((result as ImportedMember).groups[0].id)).toEqual(groupRef(own));
    }
    expect(openEgress(resourcesOf(stack))).toEqual([logicalId(own.node.defaultChild!)]);
  });
});

test('the segment that joined itself is not a generated group of anybody', () => {
  const g = ground();
  const handler = newFunction(g);
  join(handler, g.segment);
  expect(owned(resolveMember(handler)).generatedGroups.map((c) => c.node.path)).toEqual(['S/Member/SecurityGroup/Resource']);
});
