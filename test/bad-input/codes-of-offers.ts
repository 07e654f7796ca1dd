/** What is told about offers, claims, and data across stacks: see codes.ts. */
import type { CodeText } from './codes';

export const CODES_OF_OFFERS: Readonly<Record<string, Readonly<Record<string, CodeText>>>> = {
  'Offers, claims and data across stacks': {
    KeyInOtherRegion: { means: 'A store and its key are in two regions. A service takes keys of its own region alone.', fix: 'Make the key, or a replica of it, in the region of the store.' },
    OfferedGroupInvalid: { means: 'The group of a segment of another repository is no id.', fix: 'Pass the id that its owner\'s stack has (`Segment.securityGroupId`), or a parameter that holds it.' },
    OfferedIsOwn: { means: 'A segment or store of another repository is said to belong to this very façade, so no claim could tell the two apart.', fix: 'Name the owner\'s façade; where both repositories call theirs alike, give one another construct path.' },
    OfferedNeedsClaim: { means: 'A flow or guarantee names a segment of another repository. Only its owner can open it.', fix: 'Claim one of its offers with `addClaim`.' },
    StacksInCircle: { means: 'A data flow makes two stacks need each other: the policy of the role names the store, and the store\'s stack needs the role\'s already.', fix: 'Put the policies of roles into a stack that nobody depends on: `policiesScope`.' },
    StoreInOtherStage: { means: 'A role uses a store of another stage of the app. Stages are deployed apart.', fix: 'Put both into one stage, or offer the store and claim it with `offeredStore`.' },
    StoreOutOfReach: { means: 'The policy of a role cannot name the store: of one stack the account or region is not said, or it is of another account and has no name.', fix: 'Set `env` of both stacks; give what is in another account a name.' },
    UnknownStore: { means: 'A data flow or claim names a store that is not declared.', fix: 'Declare it with `addStore`, or correct the name: the message shows the nearest.' },
  },
};
