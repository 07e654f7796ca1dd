/**
 * Resources that are not ours and that the layer must know about: flow logs and endpoints of the VPC, whoever made them.
 *
 *   indexOf(network).flowLogs
 *
 * One walk per stage: façades compile after all user code has run, so nothing of the user's comes later.
 */
import { CfnResource, Stage } from 'aws-cdk-lib';
import type { CfnFlowLog, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { type IConstruct } from 'constructs';
import { vpcKey } from './vpc';

export interface TreeIndex {
  readonly flowLogs: readonly CfnFlowLog[];
  readonly endpoints: readonly CfnVPCEndpoint[];
}

const indexes = new WeakMap<IConstruct, TreeIndex>();

export function indexOf(scope: IConstruct): TreeIndex {
  // A stage is synthesized by itself, perhaps long before the app: what comes later is in another stage.
  const root = Stage.of(scope) ?? scope.node.root;
  let index = indexes.get(root);
  if (index === undefined) {
    const resources = root.node.findAll().filter((c): c is CfnResource => CfnResource.isCfnResource(c));
    index = {
      flowLogs: resources.filter((r) => r.cfnResourceType === 'AWS::EC2::FlowLog') as CfnFlowLog[],
      endpoints: resources.filter((r) => r.cfnResourceType === 'AWS::EC2::VPCEndpoint') as CfnVPCEndpoint[],
    };
    indexes.set(root, index);
  }
  return index;
}

/** A flow log of this VPC in this app, whoever made it. */
export function hasFlowLog(scope: IConstruct, vpcId: string): boolean {
  const vpc = vpcKey(vpcId);
  return indexOf(scope).flowLogs.some(({ resourceId }) => typeof resourceId === 'string' && vpcKey(resourceId) === vpc);
}

