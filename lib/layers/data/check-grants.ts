/**
 * Grants of the app that its stores refuse: a role is allowed something by its own policy, or by the store's, and no data flow names it.
 *
 *   checkGrants(protection)   // GrantRefused: BucketDeployment, an event source, a rotation, a backup
 *
 * CDK wrote them for something that would fail after the deployment, so they are told before. Looked at when the app is
 * synthesized, after all aspects: statements that name the store or its key, by reference or by its literal ARN, and the roles of
 * backup selections. A statement on `*` or on a pattern is about no store in particular, and is not told. Not seen: policies that
 * only the deployment knows, users and groups, and roles of other apps.
 */
import { type CfnResource, Stack } from 'aws-cdk-lib';
import { compareText, type Finding, Findings } from '../../intent';
import { isObject, type Json, readIfPossible, ReferenceTo, resolveValue, resourcesIn, targetOf } from '../network/members/read';
import { relativePath } from '../network/segment';
import { actionFacts } from './actions';
import { keyActions } from './compiler/identity';
import type { DataProtection } from './data-protection';
import { isOurPolicy } from './emit-roles';
import { globMatches, statementsOf } from './guarded-statements';
import { namesResource, referencesIn } from './implied';
import { KEY_USE } from './key-policies';
import type { ResourcePolicyHome } from './kind';
import { kindOfType } from './kinds';
import { NOT_IN_POLICY } from './kinds/dynamodb/policy';
import { literalNamesOf } from './literal-names';
import type { DataFlowFacts, StoreFacts, StoreResource } from './model';
import { deniedActions } from './resource-policies';
import { carriesTag, nameOf } from './strays';

/** A statement that somebody else wrote, and the role that it allows something. */
interface Grant {
  readonly role: CfnResource;
  /** Where it stands. */
  readonly policy: CfnResource;
  readonly actions: readonly string[];
  /** References and literal ARNs of its resources; those of a store's own policy are its store. */
  readonly targets: ReadonlySet<CfnResource>;
  readonly literals: readonly string[];
}

export function checkGrants(protection: DataProtection): readonly Finding[] {
  const findings = new Findings();
  const { facts: { stores, flows } } = protection._build();
  const { scope } = protection._declaration;
  const own = stores.filter((f) => f.scope === scope && f.store.resource !== undefined);
  if (own.length === 0) return [];
  const grants = grantsIn(protection);
  for (const one of own) {
    const store = protection._stores.get(`${scope}#${one.id}`);
    if (store === undefined) continue;
    for (const { level, message } of ofStore(one, grants, flows, protection)) findings.append([{ code: 'GrantRefused', level, pointer: '', where: store._host.site.toString(), message }]);
  }
  return findings.all();
}

function ofStore(facts: StoreFacts, grants: readonly Grant[], flows: readonly DataFlowFacts[], protection: DataProtection): { readonly level: 'error' | 'warning'; readonly message: string }[] {
  const kind = kindOfType(facts.store.type);
  const now = facts.store;
  const resource = now.resource as CfnResource;
  const plane = kind.policy === undefined || kind.type === 'kms' ? [] : deniedActions(kind).filter((a) => !NOT_IN_POLICY.includes(a));
  const key = kind.type === 'kms' ? resource : now.key?.resource;
  const refused = new Map<CfnResource, { readonly policies: Set<CfnResource>; readonly actions: Set<string>; readonly ofKey: Set<string> }>();
  const note = (grant: Grant, actions: readonly string[], of: 'actions' | 'ofKey'): void => {
    const known = refused.get(grant.role) ?? { policies: new Set<CfnResource>(), actions: new Set<string>(), ofKey: new Set<string>() };
    refused.set(grant.role, known);
    known.policies.add(grant.policy);
    for (const action of actions) known[of].add(action);
  };
  for (const grant of [...grants, ...ofOwnPolicy(now, kind.policy), ...(key === undefined || key === resource ? [] : ofOwnPolicy({ ...now, type: 'kms', resource: key, cfnType: key.cfnResourceType }, kindOfType('kms').policy))]) {
    const mine = flows.filter((f) => f.store === `${facts.scope}#${facts.id}` && f.principals.some((p) => p.resource === grant.role));
    const implied = (facts.implied ?? []).filter((u) => u.resource === grant.role);
    // Whose tag another façade gave claims an offer.
    if (isExempt(grant.role, facts) || (mine.length === 0 && carriesTag(grant.role, facts.tagKey))) continue;
    if (names(grant, resource, now)) note(grant, refusedBy(grant.actions, plane, [...mine.flatMap((f) => f.actions), ...implied.flatMap((u) => u.actions)], kind.other), 'actions');
    if (key === undefined || !names(grant, key, key === resource ? now : undefined)) continue;
    // Every store that the key encrypts may be what the role uses it for.
    const sharing = protection._build().facts.stores.filter((f) => (f.store.type === 'kms' ? f.store.resource : f.store.key?.resource) === key);
    const uses = flows.filter((f) => sharing.some((s) => f.store === `${s.scope}#${s.id}`) && f.principals.some((p) => p.resource === grant.role)).flatMap((f) => (kind.type === 'kms' ? f.actions : keyActions(kind, f.actions)));
    const some = KEY_USE.filter((a) => grant.actions.some((p) => globMatches(p, a)));
    if (uses.length === 0 && !some.some((a) => implied.some((u) => u.keyActions.includes(a)))) note(grant, some, 'ofKey');
  }
  return [...refused].filter(([, r]) => r.actions.size + r.ofKey.size > 0).sort(([a], [b]) => compareText(a.node.path, b.node.path)).map(([role, { policies, actions, ofKey }]) => ({
    level: facts.classification === undefined ? 'warning' : 'error',
    message: messageOf(facts, role, [...policies], [...actions].sort(compareText), [...ofKey].sort(compareText), protection),
  }));
}

function messageOf({ id, store: { type } }: StoreFacts, role: CfnResource, policies: readonly CfnResource[], actions: readonly string[], ofKey: readonly string[], protection: DataProtection): string {
  const kind = kindOfType(type);
  const path = relativePath(protection, role.node.path);
  const where = policies.map((p) => `\`${relativePath(protection, p.node.path)}\``).sort(compareText);
  // What people mean stands first: a pattern of an L2 takes in more.
  const changes = (action: string): boolean => actionFacts(action)?.levels.includes('write') !== false;
  const reads = actions.filter((a) => kind.read.includes(a));
  const writes = actions.filter((a) => kind.write.includes(a) && changes(a));
  const meant = [...new Set([...reads, ...writes, ...actions])];
  const what = actions.length > 0 ? `${shown(meant)} on store \`${id}\`` : `${shown(ofKey)} on the key of store \`${id}\``;
  const access = actions.length === 0 || (reads.length > 0 && writes.length === 0) ? 'DataAccess.reads()'
    : writes.length === 0 ? `DataAccess.actions([${actions.map((a) => `'${a}'`).join(', ')}])` : reads.length === 0 ? 'DataAccess.writes()' : 'DataAccess.readsAndWrites()';
  return `role \`${path}\` is allowed ${what} by ${where.slice(0, 2).join(' and ')}, which no data flow declares, so the ${actions.length > 0 ? 'store' : 'key'} refuses it: got a grant that permits nothing, expected a data flow or an exemption of the role; write \`addDataFlow({ source: role, store, access: ${access}, because: '...' })\` with that role, or \`exemptions: [{ roleArn, because }]\` of the store, or remove the grant`;
}

function shown(actions: readonly string[]): string {
  return `${actions.slice(0, 3).map((a) => `\`${a}\``).join(', ')}${actions.length > 3 ? ` and ${actions.length - 3} more` : ''}`;
}

/** What a pattern, or a grant of an L2, permits beside what is declared is not what it was written for. */
function refusedBy(patterns: readonly string[], plane: readonly string[], declared: readonly string[], other: readonly string[]): string[] {
  const hits = patterns.map((pattern) => plane.filter((a) => globMatches(pattern, a)));
  const isDeclared = (actions: readonly string[]): boolean => actions.some((a) => declared.includes(a));
  const isBeside = hits.some(isDeclared);
  return hits.filter((hit) => !isDeclared(hit)).flat().filter((a) => !isBeside || !other.includes(a));
}

function names({ targets, literals }: Grant, resource: CfnResource, store: StoreResource | undefined): boolean {
  if (targets.has(resource)) return true;
  if (literals.length === 0 || store === undefined) return false;
  const patterns = literalNamesOf(store);
  return literals.some((l) => patterns.some((p) => p.test(l)));
}

const POLICIES: Readonly<Record<string, string>> = { 'AWS::IAM::ManagedPolicy': 'Roles', 'AWS::IAM::Policy': 'Roles', 'AWS::IAM::RolePolicy': 'RoleName' };
/** What AWS Backup reads with its role; the policy that permits it is AWS's own, on `*`. */
const BACKUP = ['dynamodb:CreateBackup', 'elasticfilesystem:Backup', 's3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'];

/** Of all policies that data flows did not write. */
function grantsIn(protection: DataProtection): Grant[] {
  const all = resourcesIn(protection.node.root);
  const attached = new Map<CfnResource, CfnResource[]>();
  const grants: Grant[] = [];
  for (const role of all.filter((r) => r.cfnResourceType === 'AWS::IAM::Role')) {
    const managed = readIfPossible(role, 'ManagedPolicyArns');
    for (const arn of Array.isArray(managed) ? managed : []) {
      const policy = targetOf(role, arn);
      if (policy !== undefined) attached.set(policy, [...attached.get(policy) ?? [], role]);
    }
    const inline = readIfPossible(role, 'Policies');
    for (const one of Array.isArray(inline) ? inline : []) grants.push(...grantsOf(role, [role], isObject(one) ? one.PolicyDocument ?? one.policyDocument : undefined));
  }
  for (const policy of all) {
    if (policy.cfnResourceType === 'AWS::Backup::BackupSelection') grants.push(...backups(policy));
    const at = Object.hasOwn(POLICIES, policy.cfnResourceType) ? POLICIES[policy.cfnResourceType] : undefined;
    if (at === undefined || isOurPolicy(policy)) continue;
    const named = [readIfPossible(policy, at)].flat().map((r) => targetOf(policy, r)).filter((r) => r !== undefined);
    const roles = [...new Set([...named, ...attached.get(policy) ?? []])];
    if (roles.length > 0) grants.push(...grantsOf(policy, roles, readIfPossible(policy, 'PolicyDocument')));
  }
  return grants;
}

function grantsOf(policy: CfnResource, roles: readonly CfnResource[], document: unknown): Grant[] {
  return (statementsOf(document) ?? []).filter((s) => s.Effect === 'Allow' && s.Resource !== undefined && s.Action !== undefined).flatMap((s) => {
    const resources = [s.Resource].flat();
    const targets = new Set(referencesIn(policy, resources).map((r) => r.target));
    const literals = resources.filter((r): r is string => typeof r === 'string' && r.startsWith('arn:'));
    return targets.size + literals.length === 0 ? [] : roles.map((role) => ({ role, policy, actions: actionsOf(s), targets, literals }));
  });
}

function actionsOf(statement: Json): string[] {
  return [statement.Action].flat().filter((a): a is string => typeof a === 'string');
}

function backups(selection: CfnResource): Grant[] {
  const role = targetOf(selection, readIfPossible(selection, 'BackupSelection.IamRoleArn'));
  const resources = [readIfPossible(selection, 'BackupSelection.Resources')].flat();
  return role === undefined ? [] : [{ role, policy: selection, actions: BACKUP, targets: new Set(referencesIn(selection, resources).map((r) => r.target)), literals: resources.filter((r): r is string => typeof r === 'string') }];
}

/** Roles that the store's own policy lets in by name. */
function ofOwnPolicy(store: StoreResource, home: ResourcePolicyHome | undefined): Grant[] {
  const { resource } = store;
  if (home === undefined || resource === undefined) return [];
  let statements: readonly Json[];
  try {
    statements = (home.others?.(store) ?? home.read(store)) as readonly Json[];
  } catch {
    return []; // told where ours were to be added
  }
  return statements.filter((s) => s.Effect === 'Allow' && !(typeof s.Sid === 'string' && s.Sid.startsWith('ZeroTrust')) && isObject(s.Principal)).flatMap((s) => {
    const roles = new Set(referencesIn(resource, (s.Principal as Json).AWS).map((r) => r.target).filter((t) => t.cfnResourceType === 'AWS::IAM::Role'));
    return [...roles].map((role) => ({ role, policy: resource, actions: actionsOf(s), targets: new Set([resource]), literals: [] }));
  });
}

/** By reference, or by a pattern that its name fits. */
function isExempt(role: CfnResource, { exempt }: StoreFacts): boolean {
  const name = nameOf(role);
  return exempt.some(({ arn }) => {
    const said = resolveValue(role, arn);
    if (said instanceof ReferenceTo) return said.target === role;
    if (namesResource(role, said, role)) return true;
    const text = typeof said === 'string' ? said : '';
    const [head, account = '', ...rest] = text.split(/:iam::|:role\//);
    if (name === undefined || head === '' || rest.length === 0) return false;
    const own = Stack.of(role).account;
    return (account === own || !/^\d{12}$/.test(account) || !/^\d{12}$/.test(own)) && globMatches(rest.join(':role/'), `${String(readIfPossible(role, 'Path') ?? '/').replace(/^\//, '')}${name}`);
  });
}
