/** Which workgroups lead to a namespace, and back: ``workgroupsOf(namespace)``; those of this app. */
import { CfnResource } from 'aws-cdk-lib';
import { readIfPossible, targetOf } from '../../../network/members/read';
import { literal, referring } from '../related';

export const CLUSTER = 'AWS::Redshift::Cluster';
export const NAMESPACE = 'AWS::RedshiftServerless::Namespace';
export const WORKGROUP = 'AWS::RedshiftServerless::Workgroup';

export function workgroupsOf(namespace: CfnResource): CfnResource[] {
  return referring(namespace, WORKGROUP, 'NamespaceName', 'NamespaceName');
}

export function namespacesOf(workgroup: CfnResource): CfnResource[] {
  const value = readIfPossible(workgroup, 'NamespaceName');
  const target = typeof value === 'string' || value === undefined ? undefined : targetOf(workgroup, value);
  if (target?.cfnResourceType === NAMESPACE) return [target];
  if (typeof value !== 'string') return [];
  return workgroup.node.root.node.findAll()
    .filter((c): c is CfnResource => CfnResource.isCfnResource(c) && c.cfnResourceType === NAMESPACE && literal(c, 'NamespaceName') === value.toLowerCase())
    .slice(0, 1);
}
