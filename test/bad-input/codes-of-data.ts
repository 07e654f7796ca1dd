/** What is told about the declaration of stores and data flows: see codes.ts. */
import type { CodeText } from './codes';

export const CODES_OF_DATA: Readonly<Record<string, Readonly<Record<string, CodeText>>>> = {
  'Declaring stores and data flows': {
    AccessContradicted: { means: 'An access lists actions beside `read` or `write`, or is `actions` without a list.', fix: 'Say one of the two.' },
    ClosingExcepted: { means: 'A store goes without a closing, with a reason. It is told at every synth, with what is open by it.', fix: 'Remove the exception to close it; else acknowledge the warning.' },
    DataFlowWithoutNetwork: { means: 'A segment may use the data of a store in the VPC, and no network flow leads there: the data flow alone opens nothing.', fix: 'Put the store into a segment, and add the flow to it with `addFlow`.' },
    DeployerUnknown: { means: 'The synthesizer of a stack names no role that deploys (`CliCredentialsStackSynthesizer`, `LegacyStackSynthesizer`), so the policies of its stores would refuse whoever deploys.', fix: 'Pass `deployerRoles` or `breakGlassRoles`.' },
    ExemptionNotARole: { means: 'An exemption or a break-glass role is no arn of a role: a name, a user, the session of a role. Who has assumed a role asks under the role\'s own arn, so it would exempt nobody, in the emergency.', fix: 'Write down the arn of the role.' },
    ExemptionTooWide: { means: 'An exemption or a break-glass role is a pattern that names nobody in particular. What is exempt passes all that a store refuses.', fix: 'Name the role, or a pattern with some of its name.' },
    GrantRefused: { means: 'A role of the app is allowed something by its own policy, or by the store\'s, and no data flow names it: the store or its key refuses it after the deployment. An error for a crown jewel, a warning else.', fix: 'Declare the data flow that the message shows, exempt the role, or remove the grant.' },
    GuardedTagStray: { means: 'A role or user carries a tag by which stores of other stacks know who is declared, and no data flow gave it, or not this value.', fix: 'Remove the tag, or keep the aspect that sets it (`Tags.of(app)`) from the role, and declare a data flow.' },
    InternalUsersRefused: { means: 'A domain of OpenSearch has users with passwords. Their requests have no signature, and its policy refuses what no declared role has signed.', fix: 'Make a role the master user and map roles, or do not hand the domain to `addStore`.' },
    JewelClosingExcepted: { means: 'A crown jewel would go without encryption, TLS, a closed door or authentication: its data would be open to others.', fix: 'Remove the exception, or declare the store without `crownJewel`. What lasts (recovery, deletion) and the access log may be left out.' },
    JewelNotAStore: { means: 'A crown-jewel segment has a member that keeps data and is no store: its network is closed, its data is not looked at.', fix: 'Declare it with `addStore`, and who uses it with `addDataFlow`.' },
    KeyOfTwoFacades: { means: 'A key encrypts stores of two façades. Its policy is written once, from the data flows of one of them.', fix: 'Declare the stores in one façade, or give each façade a key.' },
    KeyRefusesService: { means: 'A store\'s policy lets an AWS service in (SNS to a queue, S3, a rule, CloudFront), and the policy of its key does not: what the service sends is lost. A key that the library makes lets it in by itself.', fix: 'Add the statement that the message shows to the key\'s policy.' },
    KeyUsedElsewhere: { means: 'The key of a store encrypts something else as well: a function\'s environment, a volume, a queue that is no store. Its policy refuses who uses that.', fix: 'Give it a key of its own, or exempt the role from the store.' },
    PartsEmpty: { means: 'A data flow or an offer is limited to parts of a store (`.on(...)`), and the list is empty. It would permit all of the store.', fix: 'Name the parts, or leave `.on(...)` out.' },
    PolicyChanged: { means: 'A policy that the layer wrote was changed afterwards, by an override or an aspect: it permits something else than what is declared.', fix: 'Declare what is to be permitted as a data flow, and remove what changes the policy.' },
    RoleNamedAsDeployer: { means: 'A role of the app has a name that begins as those of CDK\'s bootstrap do, which no store refuses, because they deploy.', fix: 'Give it another name.' },
    StoreDeclaredTwice: { means: 'One resource is two stores. Its policy is written once, from the data flows of one of them.', fix: 'Declare it once; others claim an offer of it.' },
    StoreUnknown: { means: 'A resource is of no kind that the library can close.', fix: 'Pass one of docs/stores.md.' },
    StoreWithoutResource: { means: 'A file declares a store, and no construct is it.', fix: 'Declare the store in code, with its resource.' },
  },
};
