/** Mistakes with existing stacks: what a mixin cannot change, and what guards and the blueprint see. */
import { CfnParameter, Lazy, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ClosedStoresGuard, CloseStore, SealedGroupsGuard, SealSecurityGroup, SealVpc, ZeroTrustBlueprint } from 'cdk-zero-trust';
import type { World } from '../world';
import type { Mistake } from './types';

const group = (w: World, props: Partial<ec2.SecurityGroupProps> = {}, id = 'Group'): ec2.SecurityGroup => new ec2.SecurityGroup(w.stack, id, { vpc: w.vpc, ...props });
const network = (w: World): ec2.Vpc => new ec2.Vpc(w.stack, 'Net', { maxAzs: 1, natGateways: 0 });

export const MIXINS: readonly Mistake[] = [
  { name: 'a closing that does not exist', code: 'ClosingNotKnown', words: ['`s3.versionning`', 'did you mean `s3.versioning`?'], build: () => { new CloseStore({ exceptClosings: ['s3.versionning'] }); } },
  { name: 'an imported bucket', code: 'StoreImported', words: ['`App/Store`', 'by the same mixin', 'or accept `cdk-zero-trust:StoreImported`'], build: (w) => { s3.Bucket.fromBucketName(w.stack, 'Store', 'their-bucket').with(new CloseStore()); } },
  { name: 'a store that comes after the guard', code: 'StoreOpen', many: true, words: ['`App/Later`'], build: (w) => { ClosedStoresGuard.enable(w.app); new s3.Bucket(w.stack, 'Later'); } },
  { name: 'an imported group', code: 'GroupImported', words: ['`App/Theirs`', 'by the same mixin'], build: (w) => { ec2.SecurityGroup.fromSecurityGroupId(w.stack, 'Theirs', 'sg-0123').with(new SealSecurityGroup()); } },
  {
    name: 'rules that the deployment chooses', code: 'GroupUnknown', words: ['`App/Group`', '`SecurityGroupEgress`'],
    build: (w) => { new ec2.CfnSecurityGroup(w.stack, 'Group', { groupDescription: 'g', securityGroupEgress: Lazy.any({ produce: () => ({ 'Fn::Split': [',', 'a,b'] }) }) }).with(new SealSecurityGroup()); },
  },
  {
    name: 'egress that CDK dropped', code: 'GroupEgressDropped', level: 'warning', words: ['`App/Database/Resource` on tcp 5432', '`connections.allowTo`'],
    build: (w) => {
      const app = group(w);
      app.connections.allowTo(group(w, { allowAllOutbound: false }, 'Database'), ec2.Port.tcp(5432));
      app.with(new SealSecurityGroup());
    },
  },
  { name: 'a group as CDK makes it', code: 'GroupEgressOpen', words: ['`App/Group/Resource`', 'all traffic to 0.0.0.0/0', '`SealSecurityGroup`'], build: (w) => { SealedGroupsGuard.enable(w.stack); group(w); } },
  { name: 'a wide rule of a sealed group', code: 'GroupEgressOpen', level: 'warning', words: ['`App/Group/Resource`', 'tcp 443 to 0.0.0.0/0'], build: (w) => { const g = group(w, { allowAllOutbound: false }); g.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS); g.with(new SealSecurityGroup()); } },
  { name: 'a door for everybody', code: 'GroupIngressOpen', words: ['tcp 22 from 0.0.0.0/0'], build: (w) => { SealedGroupsGuard.enable(w.stack); group(w, { allowAllOutbound: false }).addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.SSH); } },
  { name: 'addresses that the deployment chooses', code: 'GroupUnknown', level: 'warning', words: ['which only the deployment knows'], build: (w) => { SealedGroupsGuard.enable(w.stack); group(w, { allowAllOutbound: false }).addIngressRule(ec2.Peer.ipv4(new CfnParameter(w.stack, 'Office').valueAsString), ec2.Port.SSH); } },
  { name: 'a stage after the guard', code: 'GuardMissesStage', words: ['`Prod`', '`ClosedStoresGuard.enable(stage)`'], build: (w) => { ClosedStoresGuard.enable(w.app); new Stack(new Stage(w.app, 'Prod'), 'Orders'); } },
  { name: 'an imported VPC', code: 'VpcImported', words: ['`App/Vpc`', 'by the same mixin'], build: (w) => { w.vpc.with(new SealVpc()); } },
  { name: 'a VPC without flow log', code: 'VpcWithoutFlowLog', level: 'warning', words: ['`App/Net`', 'none in this app', '`TrafficType` `ALL`'], build: (w) => { network(w).with(new SealVpc()); } },
  {
    name: 'a default group that was opened again', code: 'DefaultGroupOpen', words: ['`App/Net`', '`restrictDefaultSecurityGroup: true`'],
    build: (w) => { const vpc = network(w); vpc.with(new SealVpc()); vpc.node.tryRemoveChild('RestrictDefaultSecurityGroupCustomResource'); },
  },
  {
    name: 'a subnet that comes later', code: 'SubnetGivesAddresses', words: ['`App/Later`', '`MapPublicIpOnLaunch` `true`'],
    build: (w) => { const vpc = network(w); vpc.with(new SealVpc()); new ec2.CfnSubnet(w.stack, 'Later', { vpcId: vpc.vpcId, cidrBlock: '10.9.0.0/24', mapPublicIpOnLaunch: true }); },
  },
  { name: 'a value that the blueprint changes', code: 'BlueprintOverrides', level: 'warning', words: ['`App/Group` asks for `allowAllOutbound` `true`', '`keepExplicitValues`'], build: (w) => { ZeroTrustBlueprint.addTo(w.stack); group(w, { allowAllOutbound: true }); } },
];
