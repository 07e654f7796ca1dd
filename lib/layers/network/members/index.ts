/** What the network layer uses of membership; the parts explain themselves in their own files. */
export { attach, attachedGroup } from './attach';
export { resolveMember } from './resolve';
export { dropStrayRule, lostRules, NO_TRAFFIC, sealedUsers, sealGroup, strayRules } from './seal';
export type { AskedRule, Direction, SealedUser, StrayRule } from './seal';
export { MEMBER_TYPES, memberType } from './table';
export type {
  BootProfile, ImportedMember, MemberFollower, MemberGroup, MemberKind, MemberNote, MemberNoteCode, MemberProblem, MemberProblemCode, MemberSource, MemberType, OwnedMember, OwnedResource, ResolvedMember,
} from './types';
