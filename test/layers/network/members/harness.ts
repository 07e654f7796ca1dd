/** Builds a stack twice, without and with membership, and looks at the resource itself in both templates. */
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { attach, dropStrayRule, MemberProblem, OwnedMember, resolveMember, ResolvedMember, sealGroup, strayRules } from '../../../../lib/layers/network/members';

export const ENV = { account: '111122223333', region: 'eu-west-1' };
export const OLD = 'sg-0123456789abcdef0';

export interface Ground {
  readonly app: App;
  readonly stack: Stack;
  readonly vpc: ec2.IVpc;
  readonly segment: ec2.SecurityGroup;
}

export type Build = (ground: Ground) => IConstruct;
export type Resources = Record<string, { Type: string; Properties?: any; DependsOn?: string[] }>;

export function ground(context: Record<string, unknown> = {}): Ground {
  const app = new App({ context });
  const stack = new Stack(app, 'S', { env: ENV });
  const vpc = importVpc(stack);
  const segment = new ec2.SecurityGroup(stack, 'Segment', { vpc, allowAllOutbound: false, description: 'segment' });
  return { app, stack, vpc, segment };
}

export function importVpc(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1', vpcCidrBlock: '10.0.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ['subnet-a', 'subnet-b'], privateSubnetIds: ['subnet-c', 'subnet-d'], isolatedSubnetIds: ['subnet-e', 'subnet-f'],
  });
}

export function resourcesOf(stack: Stack): Resources {
  return Template.fromStack(stack).toJSON().Resources ?? {};
}

export function owned(result: ResolvedMember | MemberProblem): OwnedMember {
  if (result.kind !== 'owned') throw new Error(result.kind === 'problem' ? result.message : `got ${result.kind}`);
  return result;
}

export function problemOf(result: ResolvedMember | MemberProblem): MemberProblem {
  if (result.kind !== 'problem') throw new Error(`no problem: ${result.kind}`);
  return result;
}

/** What the network layer will do: attach, seal, and, late, drop what was added meanwhile. */
export function join(member: IConstruct, segment: ec2.ISecurityGroup): OwnedMember {
  const resolved = owned(resolveMember(member));
  expect(attach(resolved, segment.securityGroupId)).toBeUndefined();
  resolved.generatedGroups.forEach(sealGroup);
  return resolved;
}

export function dropStrays(member: OwnedMember): void {
  const root = member.resources[0].resource.node.root;
  strayRules(root, member.generatedGroups).filter((r) => r.sealed !== 'peer').forEach(dropStrayRule);
}

export function logicalId(resource: IConstruct): string {
  return Stack.of(resource).resolve((resource as CfnResource).logicalId);
}

export function groupRef(group: ec2.SecurityGroup): unknown {
  return { 'Fn::GetAtt': [logicalId(group.node.defaultChild!), 'GroupId'] };
}

export function at(properties: any, path: string): any {
  return path.split('.').reduce((value, key) => value?.[key], properties);
}

/** Every list of security groups in a resource's properties, by its path. */
export function groupLists(properties: any, prefix = ''): Record<string, unknown> {
  if (typeof properties !== 'object' || properties === null) return {};
  return Object.assign({}, ...Object.entries(properties).map(([key, value]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (/(Security_?Groups?(Ids?|Names?)?|GroupSet)$/i.test(key) || (key === 'Groups' && /NetworkInterfaces/.test(prefix))) return { [path]: value };
    return groupLists(value, path);
  }));
}

/** Logical ids of groups and rules that let everything out: EC2 adds that rule where a group states none. */
export function openEgress(resources: Resources): string[] {
  const opens = (rule: any): boolean => rule.CidrIp === '0.0.0.0/0' || rule.CidrIpv6 === '::/0';
  return Object.entries(resources).filter(([, { Type, Properties }]) => {
    if (Type === 'AWS::EC2::SecurityGroupEgress') return opens(Properties);
    if (Type !== 'AWS::EC2::SecurityGroup') return false;
    return Properties.SecurityGroupEgress === undefined || Properties.SecurityGroupEgress.some(opens);
  }).map(([id]) => id);
}
