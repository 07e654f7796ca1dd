/** What is told about data flows and the policies that they become: see codes.ts. */
import type { CodeText } from './codes';

export const CODES_OF_DATA_FLOWS: Readonly<Record<string, Readonly<Record<string, CodeText>>>> = {
  'Data flows and their policies': {
    AccountNotSaid: { means: 'A role or key is named by a literal ARN, and a stack does not say its own account: it may be of this account or of another. An error for a role and for the key of a crown jewel, a warning else.', fix: 'Set `env: { account }` of the stack; or import the role by its name, or make the key in this app.' },
    AuthenticationNotOfStore: { means: 'A data flow authenticates in a way that its store does not have. SigV4 is the default, and a database of RDS has none.', fix: 'Say the one that is meant: `rds-iam`, or `token` for a password of the engine.' },
    CrossAccountClaim: { means: 'An offer of a store in another account is claimed. The store knows who claims by a guarded tag, and a tag of another account\'s role proves nothing.', fix: 'Let the owner of the store declare a data flow from this role\'s ARN as well.' },
    CrossAccountWithoutAccount: { means: 'Nobody can say of which account a role is, so neither its owner nor the store\'s policy can be told.', fix: 'Import it by its literal ARN, or by its name where it is of this account.' },
    DataActionNotOfStore: { means: 'A data flow lists an action that administers the store, or one of another service.', fix: 'List actions of the data plane (docs/stores.md); grant administration outside of data flows.' },
    DataActionUnknown: { means: 'AWS has no action of that name.', fix: 'Correct it: the message shows the nearest.' },
    DataActionWildcard: { means: 'A data flow lists a pattern. It would grant what AWS adds later.', fix: 'List the actions, or use `reads()` or `writes()`.' },
    DataFlowGrantsNothing: { means: 'A data flow to an engine that IAM does not guard: DocumentDB has no action for its data, and who logs in with a password needs none. Nothing is granted; the network and the users of the engine carry the flow.', fix: 'See that a network flow is all that leads there, and that the engine has a user for each data flow.' },
    DataFlowWithoutOffer: { means: 'A data flow ends at a store of another façade, whose policy refuses everybody that is not declared there.', fix: 'Claim one of its offers with `addDataClaim`.' },
    GuardedTagsTooMany: { means: 'A role would carry more tags for stores of other stacks, or a longer one, than IAM takes.', fix: 'Put the role into the stack of its stores, split it, or merge data flows.' },
    KeyLocksOut: { means: 'Nobody of the account could change the policy of a key any more.', fix: 'Let the account\'s root administer the key.' },
    KeyPolicyNotOurs: { means: 'The policy of an imported key cannot be changed from this app, so it does not say who may use it.', fix: 'Let its owner add the statements that the message shows, or encrypt with a key of this app.' },
    PrincipalAmbiguous: { means: 'The source of a data flow contains several things with a role.', fix: 'Pass the one that reads or writes, or its role.' },
    PrincipalUnknown: { means: 'The source of a data flow is nothing that has a role.', fix: 'Pass a role, a segment, or a function, task, instance and the like.' },
    PrincipalWithoutRole: { means: 'The source of a data flow could have a role and has none in this app.', fix: 'Give it one, or pass the role itself.' },
    ResourcePolicyTooLong: { means: 'The policy of a store or key would be longer than AWS takes.', fix: 'Let fewer roles use the store, or split it: the message names the data flows that cost most.' },
    RolePoliciesTooLong: { means: 'A role would need more policies, or longer ones, than IAM takes.', fix: 'Give some of the data flows a role of their own.' },
    RolePolicyNotOurs: { means: 'A role is of another account, or was imported or made as one that this app does not change.', fix: 'Let its owner add the policy that the message shows.' },
    RoleTagNotOurs: { means: 'A store of another stack knows its roles by a tag, and this app cannot tag an imported role.', fix: 'Let the owner of the role tag it as the message says.' },
    RowsNotLimited: { means: 'A data flow with rows lists an action that IAM cannot narrow to rows, e.g. a Scan.', fix: 'Remove it, or declare a data flow of its own without `rows`.' },
    RowsNotSupported: { means: 'IAM cannot tell apart the rows of such a store.', fix: 'Use the row security of the store itself, or one store for each owner.' },
    RowsOverlap: { means: 'An owner or a group could be named so that its rows are those of another.', fix: 'Use beginnings of which none begins as another, and one tag for each.' },
    RowsPrefixInvalid: { means: 'The key of rows holds what IAM reads as a pattern or a variable.', fix: 'Use literal text.' },
    RowsTagInvalid: { means: 'Rows are those of a tag that no session can have.', fix: 'Name the key of a session tag, e.g. `sub`.' },
    RowsWithParts: { means: 'A data flow names parts of a bucket and rows, which are parts too.', fix: 'Put the part into the prefix of the rows.' },
    StoreWithoutParts: { means: 'A data flow names parts of a store whose kind has none.', fix: 'Remove `on(...)`, or declare one store for each part.' },
    TagKeySettable: { means: 'A role or policy of this app would let somebody give himself the tag that admits to a store.', fix: 'Permit tagging for named keys only (`ForAllValues:StringEquals` on `aws:TagKeys`).' },
  },
};
