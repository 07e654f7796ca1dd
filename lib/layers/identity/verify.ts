/**
 * The last look, when the app is synthesized: what was closed is closed still, whatever an aspect, an override or an escape hatch did since, and nobody made
 * a client of the pool, or a resource server, by another way. Not seen: what other apps and the console do.
 */
import { CfnResource, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Finding, Findings } from '../../intent';
import { isObject, readIfPossible, ReferenceTo } from '../network/members/read';
import { relativePath } from '../network/segment';
import { BESIDE, type Closing, POOL_CLOSINGS } from './closings';
import { CLIENT_CLOSINGS } from './closings-of-clients';
import { TABLE_VARIABLE } from './emit-hook';
import type { BuiltIdentity } from './build';
import { featuresOf, tooLow } from './plan';
import { FeaturePlan } from './sign-in';
import { readText } from './texts';

export function verifyIdentity(scope: IConstruct, built: BuiltIdentity): readonly Finding[] {
  const findings = new Findings();
  const judge = <F>(rows: readonly Closing<F>[], resource: CfnResource | undefined, facts: F): void => {
    if (resource !== undefined) for (const row of rows) judgeOne(row, resource, facts, findings);
  };
  const { pool, hook, sessions } = built;
  judge(POOL_CLOSINGS, pool, built.facts);
  judge(BESIDE.domain, built.domain, built.facts);
  judge(BESIDE.risk, built.risk, built.facts);
  judge(BESIDE.log, built.activityLog, undefined);
  for (const { resource, data } of built.providers) judge(BESIDE.provider, resource, { hasSecret: data.type === 'OIDC' });
  for (const client of built.clients.values()) judge(CLIENT_CLOSINGS, client.resource, client.facts);
  if (hook !== undefined) {
    judge(BESIDE.permission, hook.permission, { pool, handler: hook.handler });
    judge(BESIDE.handler, hook.handler, { table: built.table, variable: TABLE_VARIABLE, inFile: built.tableInFile });
  }
  if (sessions !== undefined) {
    judge(BESIDE.identityPool, sessions.identityPool, undefined);
    judge(BESIDE.roles, sessions.attachment, undefined);
    judge(BESIDE.tags, sessions.principalTag, sessions);
  }
  checkPlan(built, findings);
  checkStrays(scope, built, findings);
  return findings.all();
}

function judgeOne<F>(row: Closing<F>, resource: CfnResource, facts: F, findings: Findings): void {
  let holds = false;
  try {
    holds = row.holds(resource, facts);
  } catch {
    // what cannot be read is not what was written
  }
  if (holds) return;
  const path = relativePath(resource, resource.node.path);
  const got = row.property.split(', ').map((p) => readText(resource, p)).join(', ');
  if (row.fixed === true) findings.error('IdentityReplaced', '', `\`${path}\` has another \`${row.property}\` than was written (\`${row.id}\`): got ${got}, expected ${row.value}; CloudFormation would replace it, with all users or secrets, or fail; remove the override, or make another resource beside it`);
  else findings.error('IdentityOpen', '', `\`${path}\` is open (\`${row.id}\`): got ${got} of \`${row.property}\`, expected ${row.value}; ${row.optOut.startsWith('`') ? `remove the override, or open it with a reason: ${row.optOut}` : 'remove the override'}`);
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

const TYPES: Readonly<Record<string, string>> = { 'AWS::Cognito::UserPoolClient': '`addClient`', 'AWS::Cognito::UserPoolResourceServer': '`addScope`', 'AWS::Cognito::UserPoolIdentityProvider': '`federation`', 'AWS::Cognito::UserPoolRiskConfigurationAttachment': '`threatProtection`' };

/** A client beside ours would have Cognito's defaults: implicit grant, refresh without rotation, scopes of its own. */
function checkStrays(scope: IConstruct, { pool, own, path }: BuiltIdentity, findings: Findings): void {
  const stage = Stage.of(scope) ?? scope.node.root;
  for (const resource of stage.node.findAll().filter((c): c is CfnResource => CfnResource.isCfnResource(c) && c.cfnResourceType in TYPES && !own.has(c))) {
    const ref: unknown = readIfPossible(resource, 'UserPoolId');
    const isHere = (ref instanceof ReferenceTo && ref.target === pool) || (isObject(ref) && JSON.stringify(ref).includes(JSON.stringify(pool.node.path)));
    if (isHere) findings.error('IdentityStray', '', `\`${relativePath(resource, resource.node.path)}\` (\`${resource.cfnResourceType}\`) is of user pool \`${path}\` and was not made by it, so nothing of it is closed; expected ${TYPES[resource.cfnResourceType]}; declare it there`);
  }
}
