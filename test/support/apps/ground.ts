/**
 * Makes it possible to write a small app in a few lines:
 *
 *   const { app, stack, vpc } = ground();
 *   const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
 *   zt.addSegment('api', { members: [task(stack, 'Task')] });
 *
 * An imported VPC with two zones, and cheap L1 members of three kinds: one that needs nothing to boot, one that needs images.
 */
import { type App, type Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FlowAuthentication } from 'cdk-zero-trust';
import type { Construct } from 'constructs';
import { type Json, newApp, newStack } from './synthesize';

export interface Ground {
  readonly app: App;
  readonly stack: Stack;
  readonly vpc: ec2.IVpc;
}

/** How a flow is authenticated, and why, where a test does not care. */
export const HOW = { authentication: FlowAuthentication.MTLS, because: 'a reason' };

export function ground(props: StackProps = {}, context: Json = {}): Ground {
  const app = newApp(context);
  const stack = newStack(app, 'App', props);
  return { app, stack, vpc: importVpc(stack) };
}

export function importVpc(scope: Construct, more: Partial<ec2.VpcAttributes> = {}): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0', vpcCidrBlock: '10.0.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    isolatedSubnetIds: ['subnet-0a', 'subnet-0b'], isolatedSubnetRouteTableIds: ['rtb-0a', 'rtb-0b'], ...more,
  });
}

export function instance(scope: Construct, id: string): ec2.CfnInstance {
  return new ec2.CfnInstance(scope, id, { imageId: 'ami-1', instanceType: 't3.micro', subnetId: 'subnet-0a' });
}

export function func(scope: Construct, id: string): lambda.CfnFunction {
  return new lambda.CfnFunction(scope, id, { role: 'arn:aws:iam::111122223333:role/r', code: { zipFile: 'x' }, handler: 'index.handler', runtime: 'nodejs22.x', vpcConfig: { subnetIds: ['subnet-0a'] } });
}

/** A Fargate service: needs its image to boot. */
export function task(scope: Construct, id: string): ecs.CfnService {
  return new ecs.CfnService(scope, id, { cluster: 'cluster', taskDefinition: 'task:1', launchType: 'FARGATE', networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a'] } } });
}
