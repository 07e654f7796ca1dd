/**
 * What a role has beside our policies, because IAM counts both: ``attachedTo(role)`` managed policies, ``inlineOf(role, sizes)``
 * characters of inline ones.
 *
 * Counted: the role's own properties, and policies of its stack that name it. Not counted: policies of other stacks.
 */
import { type CfnResource, Stack } from 'aws-cdk-lib';
import { readIfPossible, resourcesIn, targetOf } from '../network/members/read';
import type { Sizes } from './compiler/size';

const NAMED_AT: Readonly<Record<string, string>> = { 'AWS::IAM::ManagedPolicy': 'Roles', 'AWS::IAM::Policy': 'Roles', 'AWS::IAM::RolePolicy': 'RoleName' };

export function attachedTo(role: CfnResource): number {
  const own = readIfPossible(role, 'ManagedPolicyArns');
  return (Array.isArray(own) ? own.length : 0) + policiesOf(role).filter((p) => p.cfnResourceType === 'AWS::IAM::ManagedPolicy').length;
}

export function inlineOf(role: CfnResource, sizes: Sizes): number {
  const own = readIfPossible(role, 'Policies');
  const documents = [
    ...(Array.isArray(own) ? own : []).map((p: { PolicyDocument?: unknown; policyDocument?: unknown }) => p.PolicyDocument ?? p.policyDocument),
    ...policiesOf(role).filter((p) => p.cfnResourceType !== 'AWS::IAM::ManagedPolicy').map((p) => readIfPossible(p, 'PolicyDocument')),
  ];
  return documents.reduce<number>((sum, d) => sum + (d === undefined ? 0 : sizes.value(d)), 0);
}

/** By stack and role, looked for once; what is made later is remembered. */
const KNOWN = new WeakMap<Stack, Map<CfnResource, CfnResource[]>>();

export function rememberRolePolicy(role: CfnResource | undefined, policy: CfnResource): void {
  if (role === undefined) return;
  policiesOf(role); // so that it is not found a second time
  const list = KNOWN.get(Stack.of(role))?.get(role);
  if (list === undefined) KNOWN.get(Stack.of(role))?.set(role, [policy]);
  else if (!list.includes(policy)) list.push(policy);
}

function policiesOf(role: CfnResource): readonly CfnResource[] {
  const stack = Stack.of(role);
  let known = KNOWN.get(stack);
  if (known === undefined) {
    known = new Map();
    for (const policy of resourcesIn(stack)) {
      const at = Object.hasOwn(NAMED_AT, policy.cfnResourceType) ? NAMED_AT[policy.cfnResourceType] : undefined;
      const said = at === undefined ? [] : readIfPossible(policy, at);
      for (const one of Array.isArray(said) ? said : [said]) {
        const named = targetOf(policy, one);
        if (named !== undefined) known.set(named, [...(known.get(named) ?? []), policy]);
      }
    }
    KNOWN.set(stack, known);
  }
  return known.get(role) ?? [];
}
