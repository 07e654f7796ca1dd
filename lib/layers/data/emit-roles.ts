/**
 * What roles are granted becomes policies of theirs:
 *
 *   emitRoles(plan.roles, { scope, report })
 *
 * Leaf '' is an `AWS::IAM::RolePolicy`, the others are `AWS::IAM::ManagedPolicy`, in the stack of the role: it needs the store, never the
 * store it. They stand beside the role, not inside: what waits for the role (a function does) does not wait for them, and may be
 * what the store itself needs. INVARIANT: a logical id depends on the façade, the role and the leaf.
 *
 * A role that this app may not change is told with the policy that its owner has to add.
 */
import { type CfnResource, Stack, TagManager, Token } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnRolePolicy } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { relativePath } from '../network/segment';
import { writeMetadata } from '../network/verbatim';
import { readIfPossible } from '../network/members/read';
import { shortHash } from './compiler/admission';
import { LEAF_ROOM, MANAGED_PER_ROLE } from './compiler/shards';
import { Sizes } from './compiler/size';
import { homeBelow, homeIn, slug } from './homes';
import { Rendered } from './kinds/rendered';
import type { DataFlowFacts, PrincipalFacts, RolePlan, Statement, StoreFacts } from './model';
import { pasteable } from './paste';
import { attachedTo, inlineOf, rememberRolePolicy } from './role-budget';
import { rememberTags } from './strays';

/** Of all inline policies of a role. (IAM user guide, "IAM and AWS STS quotas".) */
const INLINE_PER_ROLE = 10_240;

export interface RoleEmitter {
  /** Scope of the policies of roles of the same stack and of imported ones. */
  readonly scope: Construct;
  /** Another scope for all policies, in a stack that nobody depends on. */
  readonly policiesScope?: Construct;
  readonly flows: readonly DataFlowFacts[];
  readonly stores: readonly StoreFacts[];
  /** Managed policies that the account attaches to a role, where its quota was raised. */
  readonly managedPerRole?: number;
  readonly report: (level: 'error' | 'warning', code: string, message: string) => void;
}

/** The policies that were made, by role path and leaf. */
export function emitRoles(plans: readonly RolePlan[], emitter: RoleEmitter): Map<string, CfnResource> {
  const made = new Map<string, CfnResource>();
  const sizes = new Sizes(emitter.flows, emitter.stores);
  for (const plan of plans) {
    if (!isOurs(plan.principal, emitter.scope)) tellOwner(plan, emitter);
    else if (fits(plan, sizes, emitter)) {
      emitLeaves(plan, emitter, made);
      tag(plan);
    }
  }
  return made;
}

/** A role of the app, or one of this account that was imported as one that may be changed. */
function isOurs({ isImmutable, resource, account, roleName }: PrincipalFacts, scope: Construct): boolean {
  if (isImmutable === true || roleName === undefined) return false;
  if (resource !== undefined) return true;
  const own = Stack.of(scope).account;
  return account === undefined || Token.isUnresolved(own) || account === own;
}

function emitLeaves({ principal, leaves }: RolePlan, { scope, policiesScope }: RoleEmitter, made: Map<string, CfnResource>): void {
  const home = policiesScope !== undefined ? homeBelow(policiesScope, scope, 'Roles') : homeIn(principal.resource === undefined ? Stack.of(scope) : Stack.of(principal.resource), scope, 'Roles');
  const id = `${slug(principal.path)}-${shortHash(relativePath(scope, principal.path))}`;
  const facade = relativePath(scope, scope.node.path);
  let newer: CfnResource | undefined;
  for (const leaf of [...leaves].reverse()) {
    const policyDocument = new Rendered(() => ({ Version: '2012-10-17', Statement: leaf.statements }));
    const roleName = principal.roleName as string;
    const policy = leaf.prefix === ''
      ? new CfnRolePolicy(home, id, { roleName, policyName: `ZeroTrust-${shortHash(facade)}`, policyDocument })
      : new CfnManagedPolicy(home, `${id}-${leaf.prefix}`, { roles: [roleName], description: `Zero trust: data flows of ${facade.slice(0, 200).replace(/[^A-Za-z0-9/_-]/g, '-')}, part ${leaf.prefix}`, policyDocument });
    // Grants move from an older leaf to a newer one: that must be there before they are taken from here.
    if (newer !== undefined) policy.addResourceDependency(newer);
    newer = policy;
    writeMetadata(policy, 'zero-trust', { flows: [...leaf.flows] });
    OURS.add(policy);
    rememberRolePolicy(principal.resource, policy);
    made.set(`${principal.path} ${leaf.prefix}`, policy);
  }
}

const OURS = new WeakSet<CfnResource>();

/** Whether data flows wrote a policy, of whatever façade. */
export function isOurPolicy(policy: CfnResource): boolean {
  return OURS.has(policy);
}

function fits({ principal, leaves }: RolePlan, sizes: Sizes, { managedPerRole = MANAGED_PER_ROLE, report }: RoleEmitter): boolean {
  const long = leaves.filter((l) => !sizes.fits(l.statements, LEAF_ROOM));
  const managed = leaves.filter((l) => l.prefix !== '').length;
  const attached = principal.resource === undefined ? 0 : attachedTo(principal.resource);
  if (long.length > 0 || managed + attached > managedPerRole) {
    const costly = [...leaves].sort((a, b) => sizes.of(b.statements) - sizes.of(a.statements)).flatMap((l) => l.flows).slice(0, 5).map((f) => `\`${f}\``).join(', ');
    report('error', 'RolePoliciesTooLong', `role \`${principal.path}\` would need ${managed} managed policies beside ${attached} of its own; expected at most ${managedPerRole} of ${LEAF_ROOM} characters each, which is what a role takes; the data flows that cost most are ${costly}: give some of them a role of their own, or set \`managedPoliciesPerRole\` where the account's quota was raised`);
    return false;
  }
  const inline = leaves.find((l) => l.prefix === '');
  const others = principal.resource === undefined || inline === undefined ? 0 : inlineOf(principal.resource, sizes);
  if (inline !== undefined && !sizes.fits(inline.statements, INLINE_PER_ROLE - others)) {
    report('error', 'RolePoliciesTooLong', `role \`${principal.path}\` has inline policies of ${others} characters, and its data flows need ${sizes.of(inline.statements)} more; expected at most ${INLINE_PER_ROLE} together, which is what a role takes; make its other policies managed ones, or remove what data flows grant already`);
    return false;
  }
  return true;
}

/** Stores of other stacks know the role by its tags. */
function tag({ principal, tags }: RolePlan): void {
  const { resource } = principal;
  const entries = Object.entries(tags);
  if (resource === undefined || entries.length === 0) return;
  rememberTags(resource, tags);
  const manager = TagManager.of(resource);
  if (manager !== undefined) {
    for (const [key, value] of entries) manager.setTag(key, value, 1_000); // above what `Tags.of(app)` says
    return;
  }
  const said = readIfPossible(resource, 'Tags');
  resource.addPropertyOverride('Tags', [...(Array.isArray(said) ? said : []), ...entries.map(([Key, Value]) => ({ Key, Value }))]);
}

function tellOwner({ principal, leaves }: RolePlan, { report, scope }: RoleEmitter): void {
  const statements = leaves.flatMap((l) => l.statements as Statement[]);
  const own = Stack.of(scope).account;
  const isForeign = principal.account !== undefined && principal.account !== own && !Token.isUnresolved(own);
  const why = isForeign ? `is of account \`${principal.account}\`` : 'was imported or made as one that this app does not change';
  report('warning', 'RolePolicyNotOurs', `role \`${principal.path}\` ${why}: got no way to grant it ${leaves.flatMap((l) => l.flows).map((f) => `\`${f}\``).join(', ')}, expected a role that this app may change; its owner has to add to it: ${pasteable(scope, statements)}`);
}
