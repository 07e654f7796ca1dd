/**
 * The last look, when the app is synthesized: what was closed is closed still, whatever an aspect, an override or an escape hatch did since, and nobody made
 * a client of the pool, a group or a role of it by another way (strays.ts). Not seen: what other apps and the console do.
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Finding, Findings } from '../../intent';
import { isInTree } from '../declaration/declaration';
import { readIfPossible } from '../network/members/read';
import { relativePath } from '../network/segment';
import { BESIDE, type Closing, POOL_CLOSINGS } from './closings';
import { CLIENT_CLOSINGS } from './closings-of-clients';
import { TABLE_VARIABLE } from './emit-hook';
import type { BuiltIdentity } from './build';
import { featuresOf, tooLow } from './plan';
import { FeaturePlan } from './sign-in';
import { checkStrays } from './strays';
import { hidden, isSecret, readText } from './texts';
import type { Written } from './written';

export function verifyIdentity(scope: IConstruct, built: BuiltIdentity): readonly Finding[] {
  const findings = new Findings();
  const told = new Map<CfnResource, Set<string>>();
  const judge = <F>(rows: readonly Closing<F>[], resource: CfnResource | undefined, facts: F): void => {
    if (resource !== undefined) for (const row of rows) if (!judgeOne(row, resource, facts, findings)) told.set(resource, new Set([...told.get(resource) ?? [], ...row.property.split(', ').map(headOf)]));
  };
  const { pool, hook, sessions, written } = built;
  judge(POOL_CLOSINGS, pool, built.facts);
  judge(BESIDE.domain, built.domain, built.facts);
  judge(BESIDE.risk, built.risk, built.facts);
  judge(BESIDE.log, built.activityLog, undefined);
  for (const { resource, data } of built.providers) judge(BESIDE.provider, resource, { hasSecret: data.type === 'OIDC' });
  for (const client of built.clients.values()) judge(CLIENT_CLOSINGS, client.resource, client.facts);
  if (hook !== undefined) {
    judge(BESIDE.permission, hook.permission, { pool, handler: hook.handler, written });
    judge(BESIDE.handler, hook.handler, { table: built.table, variable: TABLE_VARIABLE, inFile: built.tableInFile, written });
  }
  if (sessions !== undefined) {
    judge(BESIDE.identityPool, sessions.identityPool, undefined);
    judge(BESIDE.roles, sessions.attachment, undefined);
    judge(BESIDE.tags, sessions.principalTag, sessions);
  }
  for (const resource of written.resources) checkWhole(resource, written, told.get(resource) ?? new Set(), findings);
  checkPlan(built, findings);
  checkStrays(scope, built, findings);
  return findings.all();
}

function judgeOne<F>(row: Closing<F>, resource: CfnResource, facts: F, findings: Findings): boolean {
  let holds = false;
  try {
    holds = row.holds(resource, facts);
  } catch {
    // what cannot be read is not what was written
  }
  if (holds) return true;
  const path = relativePath(resource, resource.node.path);
  const got = row.property.split(', ').map((p) => readText(resource, p)).join(', ');
  if (row.fixed === true) findings.error('IdentityReplaced', '', `\`${path}\` has another \`${row.property}\` than was written (\`${row.id}\`): got ${got}, expected ${row.value}; CloudFormation would replace it, with all users or secrets, or fail; remove the override, or make another resource beside it`);
  else findings.error('IdentityOpen', '', `\`${path}\` is open (\`${row.id}\`): got ${got} of \`${row.property}\`, expected ${row.value}; ${row.optOut.startsWith('`') ? `remove the override, or open it with a reason: ${row.optOut}` : 'remove the override'}`);
  return false;
}

const headOf = (path: string): string => path.split('.')[0];

/** All that no row judges: what was written stands, and in the tree. */
function checkWhole(resource: CfnResource, written: Written, told: ReadonlySet<string>, findings: Findings): void {
  const path = relativePath(resource, resource.node.path);
  if (!isInTree(resource)) {
    findings.error('IdentityChanged', '', `\`${path}\` (\`${resource.cfnResourceType}\`) was written and is no longer in the tree, so the template has it no more; expected it; do not remove it`);
    return;
  }
  for (const { path: property, now, then } of written.changesOf(resource).filter((c) => !told.has(headOf(c.path)))) {
    findings.error('IdentityChanged', '', `\`${path}\` has another \`${property}\` than was written: got ${shown(property, now)}, expected ${shown(property, then)}; say it with a property of the identity where there is one, and remove what changes it: an override, an aspect, or a list that is changed in place`);
  }
}

function shown(property: string, value: unknown): string {
  if (value === undefined) return 'nothing';
  if (isSecret(property)) return hidden(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `\`${text.length > 160 ? `${text.slice(0, 160)}...` : text}\``;
}

/** By what the template says now: a feature that an override turned on counts. */
function checkPlan({ pool, domain, activityLog, path }: BuiltIdentity, findings: Findings): void {
  const plan: unknown = readIfPossible(pool, 'UserPoolTier');
  const features = (() => {
    try {
      return featuresOf(pool, { managedLogin: readIfPossible(domain, 'ManagedLoginVersion') !== 1, activityLogs: activityLog !== undefined });
    } catch {
      return undefined;
    }
  })();
  const isPlan = plan === FeaturePlan.LITE || plan === FeaturePlan.ESSENTIALS || plan === FeaturePlan.PLUS;
  const message = !isPlan || features === undefined ? `user pool \`${path}\` has a plan, or features, that only the deployment knows; expected them as literals, because one that lacks a feature fails then; remove the override` : tooLow(path, plan, features);
  if (message !== undefined) findings.error('PlanTooLow', '', message);
}
