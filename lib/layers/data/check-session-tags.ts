/**
 * Rows by owner of a role that no session can bring tags to: ``checkSessionTags(protection)``.
 *
 * Who assumes it without `sts:TagSession` in its trust policy has no tag, and with that no rows: every request fails. Looked at when
 * the app is synthesized. Not told: imported roles, trust policies that only the deployment knows, and a role that carries the tag itself.
 */
import { type CfnResource } from 'aws-cdk-lib';
import { type Finding, Findings } from '../../intent';
import { isObject, readIfPossible } from '../network/members/read';
import { relativePath } from '../network/segment';
import type { DataProtection } from './data-protection';
import { globMatches, statementsOf } from './guarded-statements';

export function checkSessionTags(protection: DataProtection): readonly Finding[] {
  const findings = new Findings();
  for (const { id, rows, principals } of protection._build().facts.flows) {
    if (rows === undefined) continue;
    for (const { resource, path } of principals) {
      if (resource === undefined || letsTagsIn(resource) || hasTag(resource, rows.ownerTag)) continue;
      findings.append([{
        code: 'RowsWithoutSessionTags', level: 'warning', pointer: '', where: protection._sites.get(id)?.toString() ?? '',
        message: `data flow \`${id}\` gives role \`${relativePath(protection, path)}\` the rows of tag \`${rows.ownerTag}\`, and nobody can bring that tag: got a trust policy without \`sts:TagSession\`, expected one that lets whoever assumes the role set it; use \`new iam.SessionTagsPrincipal(...)\` in \`assumedBy\`, with a condition on \`aws:TagKeys\``,
      }]);
    }
  }
  return findings.all();
}

/** What cannot be read may. */
function letsTagsIn(role: CfnResource): boolean {
  const trust = statementsOf(readIfPossible(role, 'AssumeRolePolicyDocument'));
  if (trust === undefined || trust.length === 0) return true;
  return trust.some((s) => s.Effect === 'Allow' && (s.NotAction !== undefined || [s.Action].flat().some((a) => typeof a !== 'string' || globMatches(a, 'sts:TagSession'))));
}

function hasTag(role: CfnResource, key: string): boolean {
  const tags = readIfPossible(role, 'Tags');
  if (tags !== undefined && !Array.isArray(tags)) return true;
  return (tags ?? []).some((t) => !isObject(t) || String(t.Key ?? t.key).toLowerCase() === key.toLowerCase());
}
