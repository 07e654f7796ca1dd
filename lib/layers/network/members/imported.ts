/**
 * Members whose groups this app does not write: ``resolveMember(SecurityGroup.fromSecurityGroupId(this, 'Legacy', 'sg-0a1b'))``.
 *
 * An imported group, an imported L2 that knows its groups, and a security group of the user's own all keep their rules
 * and get ingress only. An egress rule on an imported group could strip the default one that somebody lives on.
 */
import { CfnResource, Resource, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ImportedMember, MemberGroup, MemberNote, MemberProblem, problem } from './types';

const GROUP_TYPE = 'AWS::EC2::SecurityGroup';

/** What CDK answers while a lookup has not run. */
const DUMMY_IDS = new Set(['sg-1234', 'sg-12345', 'sg-12345678', 'sg-123456789012']);

interface GroupConstruct extends IConstruct {
  readonly securityGroupId: string;
}

/** A member that is a security group itself. */
export function asSecurityGroup(member: IConstruct): ImportedMember | MemberProblem | undefined {
  const path = member.node.path;
  const own = ownGroup(member);
  if (own !== undefined) {
    const message = `member \`${path}\` is a security group of your own: it keeps its rules and gets ingress only; pass the workload instead to close it`;
    return { kind: 'imported', path, groups: [toGroup(member, own)], notes: [{ code: 'UserOwnedGroup', path, message }] };
  }
  return isGroup(member) ? fromGroups(path, [member]) : undefined;
}

/** A member without a resource of this app: what it says about its connections is all there is. */
export function importedMember(member: IConstruct): ImportedMember | MemberProblem {
  const groups = connectionsOf(member);
  if (groups.length > 0) return fromGroups(member.node.path, groups);
  if (!Resource.isResource(member)) {
    return problem('MemberTypeUnknown', member.node.path, {
      what: 'is of no type that can join a segment', got: 'a construct without resources and without connections', expected: 'a workload, a data store or a security group', fix: 'pass the construct that holds the network interface',
    });
  }
  return problem('ImportedWithoutGroups', member.node.path, {
    what: 'is imported without its security groups', got: 'no resource of this app and no connections', expected: 'at least one security group',
    fix: 'state them on import (`securityGroup`, `securityGroups`), or pass `SecurityGroup.fromSecurityGroupId` itself',
  });
}

function fromGroups(path: string, groups: readonly GroupConstruct[]): ImportedMember | MemberProblem {
  const notes: MemberNote[] = [];
  for (const group of groups) {
    if (group.constructor.name === 'ImmutableImport') {
      return problem('ImportedGroupImmutable', path, {
        what: 'is imported as immutable', got: `\`${group.node.path}\` with \`mutable: false\``, expected: 'a group that takes rules',
        fix: 'drop `mutable: false`: without ingress rules the flows to this member cannot work, and CDK would not say so',
      });
    }
    if (DUMMY_IDS.has(group.securityGroupId)) {
      notes.push({ code: 'DummyLookup', path, message: `member \`${path}\` has the placeholder id \`${group.securityGroupId}\` of a lookup that has not run: run \`cdk synth\` with credentials once and commit cdk.context.json` });
    }
  }
  return { kind: 'imported', path, groups: groups.map((g) => toGroup(g, ownGroup(g))), notes };
}

function connectionsOf(member: IConstruct): GroupConstruct[] {
  try {
    const { connections } = member as { connections?: { securityGroups?: readonly IConstruct[] } };
    return (connections?.securityGroups ?? []).filter(isGroup);
  } catch {
    return []; // L2s throw here when they were imported without a group
  }
}

function isGroup(construct: IConstruct): construct is GroupConstruct {
  const group = construct as { securityGroupId?: unknown; addIngressRule?: unknown };
  return typeof group.securityGroupId === 'string' && typeof group.addIngressRule === 'function';
}

function ownGroup(construct: IConstruct): CfnResource | undefined {
  const resource = CfnResource.isCfnResource(construct) ? construct : isGroup(construct) ? construct.node.tryFindChild('Resource') : undefined;
  return resource !== undefined && CfnResource.isCfnResource(resource) && resource.cfnResourceType === GROUP_TYPE ? resource : undefined;
}

/** `GroupId`, never `Ref`: that is the name where the group has one and no VPC. */
function toGroup(construct: IConstruct, own: CfnResource | undefined): MemberGroup {
  const id = own !== undefined ? Token.asString(own.getAtt('GroupId')) : (construct as GroupConstruct).securityGroupId;
  return { id, construct, path: Token.isUnresolved(id) ? construct.node.path : id };
}
