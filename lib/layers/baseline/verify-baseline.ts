/**
 * The last look, when the app is synthesized: what the baseline wrote stands, whatever an aspect or an override did since.
 */
import { CfnDeletionPolicy, type CfnResource } from 'aws-cdk-lib';
import { type Finding, Findings } from '../../intent';
import { isInTree } from '../declaration/declaration';
import type { Written } from '../identity/written';
import { readIfPossible } from '../network/members/read';
import { relativePath } from '../network/stage-path';
import { blindSpots } from './blind-spots';

/** Days that evidence is kept at least: an intruder is found after weeks, as a rule. */
const SHORTEST = 90;
/** What opens nothing, or is judged by what it says. */
const FREE = /^(Tags|Description|LifecycleConfiguration|LoggingConfiguration|RetentionInDays|ArchiveRules|EventSelectors|AdvancedEventSelectors|InsightSelectors|ObjectLockEnabled|ObjectLockConfiguration|ReplicationConfiguration|NotificationConfiguration|SnsTopicName)(\.|$)/;

/** What stays when the stack is deleted, as far as it was written. */
export function keptOf(written: Written): readonly CfnResource[] {
  return written.resources.filter((r) => r.cfnOptions.deletionPolicy === CfnDeletionPolicy.RETAIN);
}

/** What may be set otherwise, but for less of it. */
function shortened(resource: CfnResource, days: number): readonly string[] {
  const ends = (rules: unknown): readonly number[] => (Array.isArray(rules) ? rules : []).flatMap((rule: unknown) => (JSON.stringify(rule) ?? '').match(/(?:[Ee]xpirationInDays|[Nn]oncurrentDays)":\d+/g) ?? []).map((found) => Number(/\d+$/.exec(found)));
  const retention = resource.cfnResourceType === 'AWS::Logs::LogGroup' ? readIfPossible(resource, 'RetentionInDays') : undefined;
  if (typeof retention === 'number' && retention < days) return [`keeps its lines for ${retention} days, and ${days} were written`];
  if (resource.cfnResourceType === 'AWS::S3::Bucket') {
    const short = ends(readIfPossible(resource, 'LifecycleConfiguration.Rules')).filter((d) => d < SHORTEST);
    return short.length === 0 ? [] : [`deletes what a trail or AWS Config wrote after ${Math.min(...short)} days (\`LifecycleConfiguration\`; at least ${SHORTEST})`];
  }
  if (resource.cfnResourceType !== 'AWS::CloudTrail::Trail') return [];
  const { nothing, something } = blindSpots(resource);
  // What was written by name is told by name.
  return [...nothing, ...something].filter((words) => !/`(IsLogging|IncludeGlobalServiceEvents)`/.test(words));
}

/** `days`: how long the trail's lines were to be kept. */
export function verifyBaseline(written: Written, kept: readonly CfnResource[], days: number): readonly Finding[] {
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
    for (const words of shortened(resource, days)) findings.error('AccountBaselineChanged', '', `\`${path}\` ${words}; expected what was written, or more; remove the override or the aspect`);
    const { deletionPolicy } = resource.cfnOptions;
    if (kept.includes(resource) && deletionPolicy !== CfnDeletionPolicy.RETAIN && deletionPolicy !== CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE) findings.error('AccountBaselineNotKept', '', `\`${path}\` (\`${resource.cfnResourceType}\`) goes with its stack, and what it protects is open then; expected that it stays; set posture SANDBOX where that is meant, else remove the removal policy`);
  }
  return findings.all();
}
