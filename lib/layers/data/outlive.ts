/**
 * What protects data stays as long as the data: ``outlive(bucket, policy)``, ``outlive(bucket, key)``.
 *
 * A store that is retained when its stack goes keeps the policy that denies the undeclared, and the key without which it is lost.
 */
import { CfnDeletionPolicy, type CfnResource } from 'aws-cdk-lib';
import { policyOf } from './kinds/rows';

const KEPT = ['Retain', 'RetainExceptOnCreate', 'Snapshot'];

export function outlive(store: CfnResource | undefined, guard: CfnResource | undefined): void {
  if (store === undefined || guard === undefined || store === guard) return;
  for (const name of ['DeletionPolicy', 'UpdateReplacePolicy'] as const) {
    if (!KEPT.includes(policyOf(store, name) as string) || KEPT.includes(policyOf(guard, name) as string)) continue;
    if (name === 'DeletionPolicy') guard.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    else guard.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    const { rawOverrides } = guard as unknown as { rawOverrides?: Record<string, unknown> };
    if (rawOverrides !== undefined && name in rawOverrides) guard.addOverride(name, 'Retain');
  }
}
