/**
 * Who may sign requests: roles, users and groups of the templates with what their policies say of it, and those outside that a policy
 * of theirs is put on (`readSigners(context)`, only where some route asks for a signature).
 *
 *   world.signers[0]    // { id: 'App.Batch', policies: [...], boundaries: [...] }
 *
 * A policy that the templates do not hold is an unknown one, but for those of AWS that are known to permit every API, or none. Not read:
 * permission sets of IAM Identity Center, policies of the organisation, sessions with policies of their own, who may assume a role.
 */
import type { Unknown } from '../facts';
import type { Guard } from '../guard';
import type { Resource } from '../template/model';
import { Sym } from '../template/value';
import { alternativesOf, asText, isMap } from '../template/walk';
import { type Context, labelOf, located } from './context';
import type { Guest, Id, Policy, Signer } from './model';
import { policiesOf, policyOf } from './policies';
import { shownText } from './text';

/** With the properties that name policies and where they are attached from. */
const KINDS: readonly { readonly type: string; readonly name: string; readonly attached: readonly (readonly [type: string, property: string])[] }[] = [
  { type: 'AWS::IAM::Role', name: 'RoleName', attached: [['AWS::IAM::RolePolicy', 'RoleName'], ['AWS::IAM::Policy', 'Roles'], ['AWS::IAM::ManagedPolicy', 'Roles']] },
  { type: 'AWS::IAM::User', name: 'UserName', attached: [['AWS::IAM::UserPolicy', 'UserName'], ['AWS::IAM::Policy', 'Users'], ['AWS::IAM::ManagedPolicy', 'Users']] },
  { type: 'AWS::IAM::Group', name: 'GroupName', attached: [['AWS::IAM::GroupPolicy', 'GroupName'], ['AWS::IAM::Policy', 'Groups'], ['AWS::IAM::ManagedPolicy', 'Groups']] },
];

/** Policies of AWS that permit every API. (AWS managed policy reference, 2026-11.) */
const EVERY_API = /^(AdministratorAccess|PowerUserAccess|AmazonAPIGatewayInvokeFullAccess)$/;
/** Those that people put on functions, tasks and instances, and that have neither an Allow nor a Deny for `execute-api`. (The same.) */
const NO_API = new RegExp(`^(service-role/)?(${[
  'AWSLambda(BasicExecutionRole|VPCAccessExecutionRole|ENIManagementAccess|DynamoDBExecutionRole|KinesisExecutionRole|SQSQueueExecutionRole|MSKExecutionRole)', 'AWSXRayDaemonWriteAccess', 'CloudWatchLambdaInsightsExecutionRolePolicy',
  'AmazonSSMManagedInstanceCore', 'CloudWatchAgentServerPolicy', 'AmazonECSTaskExecutionRolePolicy', 'AmazonEC2ContainerServiceforEC2Role', 'AmazonEC2ContainerRegistry(ReadOnly|PullOnly)',
  'AmazonAPIGatewayPushToCloudWatchLogs', 'AmazonEKS(ClusterPolicy|WorkerNodePolicy|_CNI_Policy|VPCResourceController)', 'AmazonRDSEnhancedMonitoringRole', 'AmazonS3ReadOnlyAccess', 'AmazonDynamoDBReadOnlyAccess', 'CloudWatchLogsFullAccess', 'AWSAppSyncPushToCloudWatchLogs', 'AWSConfigRole', 'AWS_ConfigRole', 'AmazonSQSReadOnlyAccess',
].join('|')})$`);

export function readSigners(context: Context): readonly Signer[] {
  const asks = context.doors.some((d) => (d.kind === 'rest' || d.kind === 'http') && d.routes.some((r) => r.auths.some((a) => a.kind === 'iam')));
  return asks ? KINDS.flatMap((kind) => signersOf(context, kind)).sort((a, b) => (a.id < b.id ? -1 : 1)) : [];
}

const OUTSIDE = /^(\*$|aws:[^\u0001]*[*?]|other:)/;

/** Roles whose trust may be for people outside: everybody, or those of an identity provider. */
export function readGuests(context: Context): readonly Guest[] {
  const trusts = new Map(context.ofType('AWS::IAM::Role').map((role): [Id, Policy[]] => [role.id, policiesOf(context, role, 'AssumeRolePolicyDocument')]));
  const isOutside = (p: Policy): boolean => p.statements?.some((s) => s.effect !== 'Deny' && (s.notPrincipals !== undefined || s.principals?.some((who) => OUTSIDE.test(who)) === true)) === true;
  if (![...trusts.values()].flat().some(isOutside)) return [];
  return signersOf(context, KINDS[0]).flatMap((signer): Guest[] => {
    const trust = trusts.get(signer.id)?.filter(isOutside) ?? [];
    return trust.length === 0 ? [] : [{ ...signer, trust }];
  }).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Literally not: then nobody gets credentials without a login. */
export function readGuestPools(context: Context): ReadonlySet<Id> {
  return new Set(context.ofType('AWS::Cognito::IdentityPool').filter((p) => !['false', false].includes(p.value('AllowUnauthenticatedIdentities') as never)).map((p) => p.id));
}

function signersOf(context: Context, { type, name, attached }: (typeof KINDS)[number]): Signer[] {
  const own = context.ofType(type);
  const attachments = attached.flatMap(([of, property]) => context.ofType(of).flatMap((policy) => policy.items(property).map((item) => ({ policy, item, text: context.text(item.value) ?? '' }))));
  const taken = new Set<unknown>();
  const out = own.map((resource): Signer => {
    const names = resource.alternatives(name).flatMap(({ value }) => asText(value) ?? []);
    const mine = attachments.filter(({ item: { value }, text }) => (value instanceof Sym && value.resource === resource.id) || names.includes(text));
    for (const a of mine) taken.add(a);
    return {
      id: resource.id, label: labelOf(resource.id), names, guard: resource.guard, place: resource.place, ...located(resource.template),
      policies: [...inline(context, resource), ...managed(context, resource, 'ManagedPolicyArns'), ...mine.flatMap(({ policy, item }) => under(context, policy, item.guard))],
      boundaries: boundaries(context, resource),
    };
  });
  const outside = new Map<string, Signer>();
  for (const a of attachments.filter((x) => !taken.has(x) && x.text !== '')) {
    const id = `external:${a.policy.template.key}:${type} ${a.text}`;
    const known = outside.get(id) ?? { id, label: shownText(a.text), names: [a.text], guard: a.item.guard, place: a.policy.place, ...located(a.policy.template), policies: [], boundaries: [] };
    outside.set(id, { ...known, guard: known.guard.or(a.item.guard), policies: [...known.policies, ...under(context, a.policy, a.item.guard)] });
  }
  return [...out, ...outside.values()];
}

function under(context: Context, policy: Resource, guard: Guard): Policy[] {
  return policiesOf(context, policy, 'PolicyDocument').map((p) => ({ ...p, guard: p.guard.and(guard) })).filter((p) => !p.guard.isNever());
}

function inline(context: Context, resource: Resource): Policy[] {
  return resource.items('Policies').flatMap(({ guard, value, place }): Policy[] => {
    if (!isMap(value)) return [{ guard, unknowns: [context.unknown(value, place, 'a policy is not known', 'policy')], place }];
    return alternativesOf(value.PolicyDocument, guard).map((a) => policyOf(context, { ...a, place }));
  });
}

function managed(context: Context, resource: Resource, property: string): Policy[] {
  return resource.items(property).flatMap(({ guard, value, place }): Policy[] => {
    const policy = value instanceof Sym && value.resource !== undefined ? context.templates.resource(value.resource) : undefined;
    if (policy?.type === 'AWS::IAM::ManagedPolicy') return under(context, policy, guard);
    const [, name] = /:iam::aws:policy\/(.+)$/s.exec(context.text(value) ?? '') ?? [];
    if (name !== undefined && NO_API.test(name)) return [];
    if (name !== undefined && EVERY_API.test(name)) return [{ guard, statements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [], unknowns: [] }], unknowns: [], place }];
    const unknown: Unknown = context.unknown(value, place, 'what the policy permits is not in these templates', name ?? shownText(context.text(value) ?? 'policy'));
    return [{ guard, unknowns: [unknown], place }];
  });
}

/** Alternatives: absent is one without statements and without unknowns. */
function boundaries(context: Context, resource: Resource): Policy[] {
  return context.each(resource, 'PermissionsBoundary').flatMap(({ guard, value, place }): Policy[] => {
    const policy = value instanceof Sym && value.resource !== undefined ? context.templates.resource(value.resource) : undefined;
    if (value === undefined) return [{ guard, unknowns: [], place }];
    if (policy?.type === 'AWS::IAM::ManagedPolicy') return under(context, policy, guard);
    return [{ guard, unknowns: [context.unknown(value, place, 'what the boundary permits is not in these templates', 'PermissionsBoundary')], place }];
  });
}
