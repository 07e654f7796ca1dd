/** What is told about existing stacks, by mixins, guards and the blueprint: see codes.ts. */
import type { CodeText } from './codes';

export const CODES_OF_MIXINS: Readonly<Record<string, Readonly<Record<string, CodeText>>>> = {
  'Existing stacks: mixins, guards, the blueprint': {
    BlueprintOverrides: { means: 'A value that opens a construct was written, and the blueprint changed it.', fix: 'Drop the value, or pass `keepExplicitValues`.' },
    ClosingNotKnown: { means: 'A closing that is to be left out does not exist. A mixin throws at once.', fix: 'Correct the id: the message shows the nearest; docs/stores.md lists them.' },
    DefaultGroupOpen: { means: 'The default security group of a VPC that is sealed lets its members out and to each other.', fix: 'Set `restrictDefaultSecurityGroup: true` on the `Vpc`.' },
    GroupEgressDropped: { means: 'CDK drops egress rules of a group that is open. It is sealed now, and leads no more to where it was asked to.', fix: 'Ask once more, after `SealSecurityGroup`.' },
    GroupEgressOpen: { means: 'A security group lets out to everybody: because nobody said anything, or by a rule. Of a group that is sealed a warning.', fix: 'Apply `SealSecurityGroup`; name the peers.' },
    GroupImported: { means: 'A security group of another app cannot be sealed here.', fix: 'Seal it in the app that owns it.' },
    GroupIngressOpen: { means: 'A security group lets everybody in.', fix: 'Name who is let in, or accept it where it is meant.' },
    GroupUnknown: { means: 'Only the deployment knows the rules of a group. An error where the group is to be sealed.', fix: 'Write the rules down.' },
    GuardMissesStage: { means: 'A stage came after its app was guarded, and aspects of CDK do not reach into stages.', fix: 'Call `enable` on the stage.' },
    SubnetGivesAddresses: { means: 'A subnet of a sealed VPC gives public addresses to what is started in it.', fix: 'Write `false`, or apply `SealVpc` when all subnets are there.' },
    VpcImported: { means: 'A VPC of another app cannot be sealed here.', fix: 'Seal it in the app that owns it.' },
    VpcWithoutFlowLog: { means: 'No flow log of this app keeps all traffic of the VPC. An error with posture `high`.', fix: 'Add one, or accept it where the account logs its VPCs.' },
  },
};
