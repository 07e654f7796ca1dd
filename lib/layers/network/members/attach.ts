/**
 * Makes it possible to write: ``attach(member, segmentGroup.securityGroupId)``. Afterwards the member's own list of groups
 * in the template is exactly that one, whatever `connections.addSecurityGroup` or an L2 adds before or after.
 *
 * Overrides do it: they are merged last, over what the L2 renders. An override that the user writes to the same path
 * afterwards wins over ours; the prover sees it. Attaching twice is the same as once; to another segment is a problem.
 * Network interfaces that are added to an L1 afterwards are not covered: resolve and attach once more, late.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { MemberProblem, OwnedMember, problem } from './types';

/** Kept on the resource itself, so that two copies of this package agree. */
const ATTACHED = Symbol.for('cdk-zero-trust.members.attached');

export function attach(member: OwnedMember, groupId: string): MemberProblem | undefined {
  for (const { resource } of member.resources) {
    const other = attachedGroup(resource);
    if (other !== undefined && other !== groupId) {
      return problem('MemberInTwoSegments', member.path, {
        what: 'is in another segment already', got: `\`${resource.node.path}\` twice`, expected: 'one segment per resource', fix: 'drop it from one of the two; workloads that share a launch template share its segment, so give each its own',
      });
    }
  }
  for (const { resource, slots, clears } of member.resources) {
    for (const path of clears) resource.addPropertyDeletionOverride(path);
    for (const path of slots) resource.addPropertyOverride(path, [groupId]);
    Object.defineProperty(resource, ATTACHED, { value: groupId, configurable: true });
  }
  return undefined;
}

/** The group that this module put on a resource. */
export function attachedGroup(resource: CfnResource): string | undefined {
  return (resource as unknown as Record<symbol, string | undefined>)[ATTACHED];
}
