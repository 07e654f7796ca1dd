/**
 * Makes it possible to write: ``const member = resolveMember(database);`` for an L1, an L2 or a construct around one of them.
 *
 * Finds the resources that hold the member's list of security groups, and the groups that are on it today. Never throws
 * for a mistake of the user: the answer is then a problem. Groups count as generated where they are children of the L2
 * that made them; a group that the user puts under the member's own construct cannot be told from those.
 * Not modelled: membership of a part of a resource (one of several network interfaces).
 */
import { CfnResource, Resource } from 'aws-cdk-lib';
import type { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { attachedGroup } from './attach';
import { findPrimary } from './find';
import { gather } from './gather';
import { asSecurityGroup, importedMember } from './imported';
import { describe, read, targetOf, Unreadable } from './read';
import { memberType } from './table';
import { MemberGroup, MemberProblem, problem, ResolvedMember } from './types';

export function resolveMember(member: IConstruct): ResolvedMember | MemberProblem {
  const path = member.node.path;
  try {
    const group = asSecurityGroup(member);
    if (group !== undefined) return group;
    const found = findPrimary(member, (resource) => gather(resource).resources.map((r) => r.resource));
    if (found === undefined) return importedMember(member);
    if ('kind' in found) return found;
    if ('member' in found) return resolveMember(found.member);
    return own(path, found.resource);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return problem('MemberUnreadable', path, {
      what: 'keeps its security groups where they cannot be set', got: `\`${error.path}\` of \`${error.resource.node.path}\`, ${error.got}`, expected: 'a value that is known at synth',
      fix: 'state the property itself and put the condition on the whole resource, or give each variant its own resource',
    });
  }
}

function own(path: string, primary: CfnResource): ResolvedMember | MemberProblem {
  const gathering = gather(primary);
  if (gathering.problem !== undefined) return gathering.problem;
  if (gathering.resources.length === 0) {
    return problem('MemberNotInVpc', path, {
      what: 'has no network interface', got: `\`${primary.cfnResourceType}\` without mount targets in its stack`, expected: 'at least one mount target', fix: 'give it a VPC (`vpc`, `vpcSubnets`), or pass the mount targets themselves',
    });
  }
  const owners = [primary, ...gathering.resources.map((r) => r.resource)].map(ownerOf);
  const generated = new Set<CfnSecurityGroup>();
  const shared = new Map<string, MemberGroup>();
  for (const { resource, slots } of gathering.resources) {
    for (const slot of slots) {
      for (const entry of groupsIn(resource, slot)) {
        const target = targetOf(resource, entry);
        if (target?.cfnResourceType === 'AWS::EC2::SecurityGroup' && owners.some((o) => o !== undefined && target.node.scopes.includes(o))) {
          generated.add(target as CfnSecurityGroup);
        } else {
          const text = target?.node.path ?? describe(entry);
          shared.set(text, { id: text, construct: target, path: text });
        }
      }
    }
  }
  return {
    kind: 'owned', path, type: memberType(primary.cfnResourceType)!, resources: gathering.resources, generatedGroups: [...generated], sharedGroups: [...shared.values()],
    bootProfile: gathering.bootProfile, defaultPort: gathering.defaultPort, notes: gathering.notes,
  };
}

/** The entries of a list before the segment took it over; a list that only CloudFormation knows is one entry. */
function groupsIn(resource: CfnResource, slot: string): unknown[] {
  const value = read(resource, slot, attachedGroup(resource) === undefined ? undefined : slot);
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The L2 that a resource is the inside of. */
function ownerOf(resource: CfnResource): IConstruct | undefined {
  const scope = resource.node.scope;
  return scope !== undefined && Resource.isResource(scope) ? scope : undefined;
}

