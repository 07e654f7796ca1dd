/**
 * What others made of ours: a client beside ours has Cognito's defaults (implicit grant, refresh without rotation), a group may choose a role, an attachment
 * takes the place of ours, a policy on the hook's role lets it do more: `checkStrays(scope, built, findings)`.
 *
 * Whatever names one of ours counts: references, `Ref`, `Fn::GetAtt`, `Fn::Sub` by the logical id in the same stack, exports of this app, a version or alias of
 * the hook, and names that ours were given. The type is the one that the template says. Not seen: ids that were written out, and parameters of the deployment.
 */
import { CfnResource, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Findings } from '../../intent';
import { readIfPossible, typeOf } from '../network/members/read';
import { names } from '../front-door/mentions';
import { functionOf, isNamedBy } from '../front-door/roles/function-ways';
import { relativePath } from '../network/segment';
import type { BuiltIdentity } from './build';

interface Kind {
  /** The property that says whose it is. */
  readonly by: string;
  readonly whose: 'pool' | 'sessions' | 'hook' | 'closed roles';
  /** What to do, after `expected`. */
  readonly expected: string;
}

const declared = (how: string): string => `${how}; declare it there`;
const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::Cognito::UserPoolClient': { by: 'UserPoolId', whose: 'pool', expected: declared('`addClient`') },
  'AWS::Cognito::UserPoolResourceServer': { by: 'UserPoolId', whose: 'pool', expected: declared('`addScope`') },
  'AWS::Cognito::UserPoolIdentityProvider': { by: 'UserPoolId', whose: 'pool', expected: declared('`federation`') },
  'AWS::Cognito::UserPoolRiskConfigurationAttachment': { by: 'UserPoolId', whose: 'pool', expected: declared('`threatProtection`') },
  'AWS::Cognito::UserPoolGroup': { by: 'UserPoolId', whose: 'pool', expected: declared('`addPersona`, and `sessionRole` for its role') },
  'AWS::Cognito::UserPoolDomain': { by: 'UserPoolId', whose: 'pool', expected: declared('`domain`') },
  'AWS::Cognito::LogDeliveryConfiguration': { by: 'UserPoolId', whose: 'pool', expected: declared('`activityLogs`') },
  'AWS::Cognito::IdentityPool': { by: 'CognitoIdentityProviders', whose: 'pool', expected: declared('`sessionRole`') },
  'AWS::Cognito::IdentityPoolRoleAttachment': { by: 'IdentityPoolId', whose: 'sessions', expected: declared('`sessionRole`') },
  'AWS::Cognito::IdentityPoolPrincipalTag': { by: 'IdentityPoolId', whose: 'sessions', expected: declared('`sessions.tags`') },
  'AWS::Lambda::Permission': { by: 'FunctionName', whose: 'hook', expected: 'that Cognito alone calls the hook; remove it' },
  'AWS::Lambda::Url': { by: 'TargetFunctionArn', whose: 'hook', expected: 'that Cognito alone calls the hook; remove it' },
  'AWS::IAM::Policy': { by: 'Roles', whose: 'closed roles', expected: 'that the role may do nothing but what was written; remove it' },
  'AWS::IAM::ManagedPolicy': { by: 'Roles', whose: 'closed roles', expected: 'that the role may do nothing but what was written; remove it' },
  'AWS::IAM::RolePolicy': { by: 'RoleName', whose: 'closed roles', expected: 'that the role may do nothing but what was written; remove it' },
};

export function checkStrays(scope: IConstruct, { pool, clients, hook, sessions, written, path }: BuiltIdentity, findings: Findings): void {
  const targets: Readonly<Record<Kind['whose'], readonly (IConstruct | undefined)[]>> = {
    'pool': [pool, ...[...clients.values()].map((c) => c.resource)],
    'sessions': [sessions?.identityPool],
    'hook': [hook?.handler],
    'closed roles': [hook?.role, sessions?.nobody.node.defaultChild],
  };
  const stage = Stage.of(scope) ?? scope.node.root;
  for (const resource of stage.node.findAll().filter((c): c is CfnResource => CfnResource.isCfnResource(c) && Object.hasOwn(KINDS, typeOf(c)) && !written.has(c))) {
    const { by, whose, expected } = KINDS[typeOf(resource)];
    const target = targets[whose].find((t) => t !== undefined && CfnResource.isCfnResource(t) && isOf(resource, by, t));
    if (target === undefined) continue;
    const of = whose === 'pool' ? `user pool \`${path}\`` : `\`${relativePath(scope, target.node.path)}\` of \`${path}\``;
    findings.error('IdentityStray', '', `\`${relativePath(resource, resource.node.path)}\` (\`${typeOf(resource)}\`) is of ${of} and was not made by it, so nothing of it is closed; expected ${expected}`);
  }
}

function isOf(resource: CfnResource, by: string, target: CfnResource): boolean {
  const value = readIfPossible(resource, by);
  if (names(resource, value, target)) return true;
  if (target.cfnResourceType === 'AWS::Lambda::Function') return functionOf(resource) === target || isNamedBy(resource, target);
  const own = target.cfnResourceType === 'AWS::IAM::Role' ? readIfPossible(target, 'RoleName') : undefined;
  return own !== undefined && (Array.isArray(value) ? value : [value]).some((v) => JSON.stringify(v) === JSON.stringify(own));
}
