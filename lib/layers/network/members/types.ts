/**
 * The words of membership: ``const member = resolveMember(handler); if (member.kind === 'problem') errors.push(member.message);``
 *
 * A *member* is a workload, data store or door that a segment owns. It is `owned` where this app writes its list of
 * security groups, and `imported` where somebody else does: then it keeps its groups and can only be let in.
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';

export type MemberKind = 'compute' | 'data' | 'proxy' | 'endpoint';

/** What must be reachable for a compute type to start at all. `ecs-ec2` is the container instance, not its tasks: the host pulls their images. */
export type BootProfile = 'lambda' | 'ecs-fargate' | 'ecs-ec2' | 'ec2' | 'eks-node' | 'codebuild';

/** Where a type says which resource holds its groups: an Auto Scaling group names a launch template. */
export interface MemberSource {
  /** Property path of the reference, or of a launch template specification. */
  readonly path: string;
  /** CloudFormation type that it names. */
  readonly target: string;
  /** Property of the target that holds its explicit name, for references by name. */
  readonly name?: string;
}

/** Resources that belong to the member by naming it: the mount targets of a file system. */
export interface MemberFollower {
  readonly cfnType: string;
  /** Property of the follower that names the member. */
  readonly by: string;
  /** Property of the member that holds its explicit name, for references by name. */
  readonly name?: string;
  /** List to remove from the follower, because it inherits the member's. Without it the follower is a member itself. */
  readonly clears?: string;
}

/** A row of the table. Paths are CloudFormation names; `[]` stands for every element of a list. */
export interface MemberType {
  readonly cfnType: string;
  readonly kind: MemberKind;
  /** Where the list of security group ids is. Absent where only `sources` and `followers` hold lists. */
  readonly groups?: string;
  /** Where the list is instead, as soon as that outer list has an element: network interfaces. */
  readonly groupsOfInterfaces?: string;
  /** Further lists that must agree, where their parent is there. */
  readonly alsoGroups?: readonly string[];
  /** Older or conflicting properties that could name more groups. */
  readonly clears?: readonly string[];
  readonly subnets?: string;
  /** The property without which the resource is not in a VPC of ours, and where it is then. */
  readonly inVpcWhen?: { readonly property: string; readonly otherwise: 'outside' | 'default-vpc'; readonly unless?: readonly string[] };
  readonly sources?: readonly MemberSource[];
  readonly followers?: readonly MemberFollower[];
  readonly bootProfile?: BootProfile;
  /** The port that clients use: fixed by the service, stated by the resource, or implied by its engine. */
  readonly defaultPort?: { readonly fixed?: number; readonly property?: string; readonly byEngine?: Readonly<Record<string, number>> };
  /** CloudFormation replaces the resource when its groups change. */
  readonly replacedOnChange?: boolean;
}

export type MemberProblemCode =
  | 'ImportedGroupImmutable'
  | 'ImportedWithoutGroups'
  | 'MemberAmbiguous'
  | 'MemberBelongsToCluster'
  | 'MemberHasNoGroups'
  | 'MemberInTwoSegments'
  | 'MemberNeedsLaunchTemplate'
  | 'MemberNotInVpc'
  | 'MemberSharesHost'
  | 'MemberSourceNotOwned'
  | 'MemberTypeUnknown'
  | 'MemberUnreadable';

export type MemberNoteCode =
  | 'DefaultVpc'
  | 'DummyLookup'
  | 'LaunchTemplateShared'
  | 'LaunchTemplateVersionPinned'
  | 'MemberWillBeReplaced'
  | 'NlbGroupsReplace'
  | 'UserOwnedGroup'
  | 'VersionKeepsGroups';

export interface MemberProblem {
  readonly kind: 'problem';
  /** Stable name of the mistake. */
  readonly code: MemberProblemCode;
  /** Construct path of the member. */
  readonly path: string;
  /** What, what was got, what was expected, how to fix it. */
  readonly message: string;
}

/** Something that does not stop the member from joining, but that its owner should read. */
export interface MemberNote {
  readonly code: MemberNoteCode;
  readonly path: string;
  readonly message: string;
}

/** One resource whose list of groups becomes the segment's. */
export interface OwnedResource {
  readonly resource: CfnResource;
  readonly type: MemberType;
  /** Concrete property paths that will hold exactly the segment's group. */
  readonly slots: readonly string[];
  /** Property paths that will be removed. */
  readonly clears: readonly string[];
}

/** A security group, by its id (a token, mostly) and by the construct that stands for it where there is one. */
export interface MemberGroup {
  readonly id: string;
  readonly construct?: IConstruct;
  /** Construct path, or the id as text. */
  readonly path: string;
}

export interface OwnedMember {
  readonly kind: 'owned';
  readonly path: string;
  /** The row of what the user handed over: of the Auto Scaling group, not of its launch template. */
  readonly type: MemberType;
  readonly resources: readonly OwnedResource[];
  /** Groups that the member's own construct made: to be sealed. */
  readonly generatedGroups: readonly CfnSecurityGroup[];
  /** Groups that were handed in: detached from the member, otherwise left alone. */
  readonly sharedGroups: readonly MemberGroup[];
  readonly bootProfile?: BootProfile;
  readonly defaultPort?: number;
  readonly notes: readonly MemberNote[];
}

/** Keeps its groups and their rules; a segment can only add ingress to them. */
export interface ImportedMember {
  readonly kind: 'imported';
  readonly path: string;
  readonly groups: readonly MemberGroup[];
  readonly notes: readonly MemberNote[];
}

export type ResolvedMember = OwnedMember | ImportedMember;

/** The four parts of a message, in the user's words. */
export interface ProblemText {
  readonly what: string;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
}

export function problem(code: MemberProblemCode, path: string, text: ProblemText): MemberProblem {
  return { kind: 'problem', code, path, message: `member \`${path}\` ${text.what}: got ${text.got}, expected ${text.expected}; ${text.fix}` };
}
