/**
 * One app whose proof holds, `web -> db` over tcp/5432, for tests that open something beside it. jest puts CDK's report into the error.
 */
import { CfnResource, Stack, type Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { FlowAuthentication, FlowEncryption, type Segment, ZeroTrust, type ZeroTrustProps } from 'cdk-zero-trust';
import { newApp } from '../../validation/support';

export interface Parts {
  readonly app: ReturnType<typeof newApp>;
  readonly stack: Stack;
  readonly vpc: ec2.Vpc;
  readonly zt: ZeroTrust;
  readonly web: Segment;
  readonly db: Segment;
}

export function declared(props: Partial<ZeroTrustProps> = {}, context: Record<string, unknown> = {}, outdir?: string, scope?: Stage): Parts {
  const app = newApp({ context, ...outdir === undefined ? {} : { outdir } });
  const stack = new Stack(scope ?? app, 'App');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0, maxAzs: 2, restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc, ...props });
  const subnet = vpc.isolatedSubnets[0].subnetId;
  const [web, db] = ['web', 'db'].map((id) => zt.addSegment(id, { members: [new ec2.CfnInstance(stack, id, { imageId: 'ami-0123456789abcdef0', instanceType: 't3.micro', subnetId: subnet })] }));
  zt.addFlow({ source: web, destination: db, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.none('test'), encryption: FlowEncryption.none('test'), because: 'test' });
  return { app, stack, vpc, zt, web, db };
}

/** An instance to put into a segment. */
export function member({ stack, vpc }: Parts, id: string): ec2.CfnInstance {
  return new ec2.CfnInstance(stack, id, { imageId: 'ami-0123456789abcdef0', instanceType: 't3.micro', subnetId: vpc.isolatedSubnets[0].subnetId });
}

/** An instance that no segment has, with any properties. */
export function instance(scope: Stack, { vpc }: Parts, properties: Record<string, unknown>, id = 'Stranger'): CfnResource {
  return new CfnResource(scope, id, { type: 'AWS::EC2::Instance', properties: { SubnetId: vpc.isolatedSubnets[0].subnetId, ...properties } });
}

/** A machine in the public subnets, in the segment `old` by its own group, which the internet reaches on these ports. */
export function exposed({ stack, vpc, zt }: Parts, ports: readonly number[], ...cidrs: readonly string[]): Segment {
  const group = new ec2.CfnSecurityGroup(stack, 'Old', {
    groupDescription: 'old', vpcId: vpc.vpcId,
    securityGroupIngress: ports.flatMap((port) => (cidrs.length === 0 ? ['0.0.0.0/0'] : cidrs).map((cidrIp) => ({ ipProtocol: 'tcp', fromPort: port, toPort: port, cidrIp }))),
    securityGroupEgress: [{ ipProtocol: 'icmp', fromPort: 252, toPort: 86, cidrIp: '255.255.255.255/32' }],
  });
  new CfnResource(stack, 'OldMachine', { type: 'AWS::EC2::Instance', properties: { NetworkInterfaces: [{ DeviceIndex: '0', SubnetId: vpc.publicSubnets[0].subnetId, AssociatePublicIpAddress: true, GroupSet: [group.attrGroupId] }] } });
  return zt.addSegment('old', { members: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'OldImported', group.attrGroupId)] });
}
