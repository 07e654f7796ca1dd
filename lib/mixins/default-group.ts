/**
 * Takes all rules from the default security group of a VPC, as `restrictDefaultSecurityGroup` of CDK's `Vpc` does.
 *
 * No property of CloudFormation reaches that group, so CDK has a custom resource for it, with a Lambda function that may change
 * the rules of that group and nothing else. The very same one is made here, under the same ids: setting CDK's property or its
 * feature flag later changes nothing. CDK keeps the method to itself; where a version has none, nothing is made and that is told.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct, type IConstruct } from 'constructs';
import { readIfPossible, resourcesIn, targetOf } from '../layers/network/members/read';

const TYPE = 'Custom::VpcRestrictDefaultSG';

/** True where a custom resource of CDK empties it. */
export function isDefaultGroupClosed(vpc: CfnResource): boolean {
  return resourcesIn(vpc.node.root).some((r) => r.cfnResourceType === TYPE && targetOf(r, readIfPossible(r, 'DefaultSecurityGroupId')) === vpc);
}

export function closeDefaultGroup(vpc: CfnResource): void {
  const restrict = (Vpc.prototype as unknown as { restrictDefaultSecurityGroup?: unknown }).restrictDefaultSecurityGroup;
  if (isDefaultGroupClosed(vpc) || typeof restrict !== 'function') return;
  restrict.call(homeOf(vpc));
}

/** The L2 itself; for an L1 a construct beside it that answers what the method asks of an L2. */
function homeOf(vpc: CfnResource): IConstruct {
  const scope = vpc.node.scope as Construct;
  if (scope instanceof Vpc) return scope;
  const home = new Construct(scope, `${vpc.node.id}DefaultGroup`);
  Object.defineProperty(home, 'vpcDefaultSecurityGroup', { value: vpc.getAtt('DefaultSecurityGroup').toString() });
  return home;
}
