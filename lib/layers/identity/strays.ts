/**
 * What others made of ours: a client beside ours has Cognito's defaults (implicit grant, refresh without rotation), a group may choose a role, an attachment
 * takes the place of ours, a policy on the hook's role lets it do more: `checkStrays(scope, built, findings)`.
 *
 * Whatever names one of ours counts: references, and `Ref`, `Fn::GetAtt`, `Fn::Sub` by the logical id in the same stack. Not seen: names that were written out.
 */
import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Findings } from '../../intent';
import { isObject, readIfPossible, ReferenceTo } from '../network/members/read';
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
  for (const resource of stage.node.findAll().filter((c): c is CfnResource => CfnResource.isCfnResource(c) && Object.hasOwn(KINDS, c.cfnResourceType) && !written.has(c))) {
    const { by, whose, expected } = KINDS[resource.cfnResourceType];
    const target = targets[whose].find((t) => t !== undefined && CfnResource.isCfnResource(t) && mentions(readIfPossible(resource, by), t, Stack.of(resource)));
    if (target === undefined) continue;
    const of = whose === 'pool' ? `user pool \`${path}\`` : `\`${relativePath(scope, target.node.path)}\` of \`${path}\``;
    findings.error('IdentityStray', '', `\`${relativePath(resource, resource.node.path)}\` (\`${resource.cfnResourceType}\`) is of ${of} and was not made by it, so nothing of it is closed; expected ${expected}`);
  }
}

function mentions(value: unknown, target: CfnResource, stack: Stack): boolean {
  if (value instanceof ReferenceTo) return value.target === target || value.target.node.defaultChild === target;
  if (Array.isArray(value)) return value.some((v) => mentions(v, target, stack));
  if (!isObject(value)) return false;
  const isHere = Stack.of(target) === stack;
  const id = isHere ? String(stack.resolve(target.logicalId)) : undefined;
  if (id !== undefined && namesId(value, id)) return true;
  return Object.values(value).some((v) => mentions(v, target, stack));
}

function namesId(value: Readonly<Record<string, unknown>>, id: string): boolean {
  const { 'Ref': ref, 'Fn::GetAtt': att, 'Fn::Sub': sub } = value;
  if (ref === id || (Array.isArray(att) ? att[0] : String(att).split('.')[0]) === id) return true;
  const text: unknown = Array.isArray(sub) ? sub[0] : sub;
  return typeof text === 'string' && (text.includes(`\${${id}}`) || text.includes(`\${${id}.`));
}
