/**
 * The last look, when the app is synthesized: what the baseline wrote stands, whatever an aspect or an override did since.
 */
import { CfnDeletionPolicy, type CfnResource } from 'aws-cdk-lib';
import { type Finding, Findings } from '../../intent';
import { isInTree } from '../declaration/declaration';
import type { Written } from '../identity/written';
import { relativePath } from '../network/stage-path';

/** What opens nothing. */
const FREE = /^(Tags|Description|LifecycleConfiguration|LoggingConfiguration|RetentionInDays|ArchiveRules|EventSelectors|AdvancedEventSelectors|InsightSelectors|ObjectLockEnabled|ObjectLockConfiguration|ReplicationConfiguration|NotificationConfiguration|SnsTopicName)(\.|$)/;

/** What stays when the stack is deleted, as far as it was written. */
export function keptOf(written: Written): readonly CfnResource[] {
  return written.resources.filter((r) => r.cfnOptions.deletionPolicy === CfnDeletionPolicy.RETAIN);
}

export function verifyBaseline(written: Written, kept: readonly CfnResource[]): readonly Finding[] {
  const findings = new Findings();
  for (const resource of written.resources) {
    const path = relativePath(resource, resource.node.path);
    if (!isInTree(resource)) {
      findings.error('AccountBaselineChanged', '', `\`${path}\` (\`${resource.cfnResourceType}\`) was written and is no longer in the tree, so the template has it no more; expected it; do not remove it`);
      continue;
    }
    for (const { path: property } of written.changesOf(resource).filter((c) => !FREE.test(c.path))) {
      findings.error('AccountBaselineChanged', '', `\`${path}\` has another \`${property}\` than was written; expected what was written; say it with a property of the baseline where there is one, and remove the override or the aspect`);
    }
    const { deletionPolicy } = resource.cfnOptions;
    if (kept.includes(resource) && deletionPolicy !== CfnDeletionPolicy.RETAIN && deletionPolicy !== CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE) findings.error('AccountBaselineNotKept', '', `\`${path}\` (\`${resource.cfnResourceType}\`) goes with its stack, and what it protects is open then; expected that it stays; set posture SANDBOX where that is meant, else remove the removal policy`);
  }
  return findings.all();
}
