/**
 * What the data layer speaks of: stores, who uses them, and the plan that becomes policies.
 *
 *   intent -> compiler/ -> DataPlan (pure JSON but for ARNs that are tokens) -> emit -> policies
 *
 * A *store* holds data at rest. It is closed (kinds/: one file per type says which property closes what) and opened by
 * data flows only. Not modelled: what an application does with data that it may read.
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AssuranceData, Cadence, Finding, Posture } from '../../intent';

export type StoreType =
  | 's3' | 'dynamodb' | 'rds' | 'secretsmanager' | 'kms' | 'efs' | 'sqs' | 'sns' | 'kinesis' | 'opensearch' | 'elasticache' | 'docdb' | 'redshift';

/** A store as a construct shows it. */
export interface StoreResource {
  readonly type: StoreType;
  /** CloudFormation type of the resource; also of one that is imported. */
  readonly cfnType: string;
  /** Absent where this app does not create it. */
  readonly resource?: CfnResource;
  /** What the user handed in: around it, policies of an imported store are looked for. */
  readonly construct?: IConstruct;
  /** Construct path of what the user handed in. */
  readonly path: string;
  /** May hold tokens. */
  readonly arn: string;
  /** The name, id or URL by which its data plane is addressed where ARNs need it: bucket name, cluster resource id, ... */
  readonly name?: string;
  /** The key that encrypts it: its ARN, and the resource where this app creates it. */
  readonly key?: { readonly arn: string; readonly resource?: CfnResource };
  /** Of the store; absent where the ARN is a token of this app, which is this account. */
  readonly account?: string;
}

/** One statement of an IAM policy, as in a template. Lists are sorted. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action: readonly string[];
  readonly Resource?: readonly unknown[];
  /** In place of `Resource`: all but these. */
  readonly NotResource?: readonly unknown[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Somebody with a role. */
export interface PrincipalFacts {
  /** Construct path of the role, `arn:...` of one that was named by its ARN alone. */
  readonly path: string;
  /** ARN, may be a token. */
  readonly arn: string;
  /** Name of the role, may be a token; absent for one in another account. */
  readonly roleName?: string;
  /** The role resource where this app creates it. */
  readonly resource?: CfnResource;
  /** Path of the stack that owns the role; absent where imported. */
  readonly stack?: string;
  /** Twelve digits where they are known: of an ARN, or of the role's stack; whether that is another account is the store's to tell. */
  readonly account?: string;
  /** The role belongs to a service or a user may have said so: policies cannot be attached (`withoutPolicyUpdates`, service-linked). */
  readonly isImmutable?: true;
}

/** How the rows of an owner are told apart. */
export interface RowsData {
  /** Tag of the session whose value owns rows, e.g. `sub`: `${aws:PrincipalTag/sub}`. */
  readonly ownerTag: string;
  /** Text before and after the tag's value in the leading key or the prefix, e.g. `USER#`. */
  readonly prefix: string;
  /** Tag whose value names a group whose rows are shared with the session, with the text before it. */
  readonly shared: readonly { readonly tag: string; readonly prefix: string }[];
  /** Rows of everybody, by their literal key or prefix. */
  readonly common: readonly string[];
}

export type AccessKind = 'read' | 'write' | 'read-write' | 'actions';

/** A declared data flow, resolved. */
export interface DataFlowFacts {
  readonly scope: string;
  readonly id: string;
  /** `SCOPE#ID` of the store. */
  readonly store: string;
  readonly principals: readonly PrincipalFacts[];
  readonly access: AccessKind;
  /** Exact action names, sorted, without wildcards. */
  readonly actions: readonly string[];
  /** Resources below the store, as the user said (object keys `daily/*`, index names); empty: all of the store. */
  readonly parts: readonly string[];
  readonly authentication: AssuranceData;
  readonly encryption: AssuranceData;
  readonly because: string;
  readonly purpose?: string;
  /** ISO-8601 instant, from the caller. */
  readonly until?: string;
  readonly cadence: Cadence;
  readonly rows?: RowsData;
  readonly claims?: { readonly scope: string; readonly store: string; readonly offer: string };
}

/** A store as it was declared. */
export interface StoreFacts {
  readonly scope: string;
  readonly id: string;
  readonly store: StoreResource;
  readonly posture: Posture;
  readonly classification?: string;
  /** Path of the stack that owns the store's policy. */
  readonly stack: string;
  /** Roles that the resource policy never denies: deployer, break-glass, backup, replication. ARN patterns, may hold tokens. */
  readonly exempt: readonly { readonly arn: string; readonly because: string; /** By the store's policy alone; its key is another matter. */ readonly notOfKey?: true }[];
  /** Key of the tag by which roles of other stacks are admitted. */
  readonly tagKey: string;
  readonly offers: readonly DataOfferFacts[];
  /** What AWS needs beside the data flows (implied.ts). */
  readonly implied?: readonly ImpliedUse[];
}

/** A role of the app that is admitted to some actions, by name. */
export interface ImpliedUse {
  readonly arn: string;
  readonly path: string;
  readonly resource: CfnResource;
  readonly actions: readonly string[];
  /** Of the store's key, through the store's service. */
  readonly keyActions: readonly string[];
  /** As that of a data flow. */
  readonly until?: string;
}

export interface DataOfferFacts {
  readonly id: string;
  readonly access: AccessKind;
  readonly actions: readonly string[];
  readonly parts: readonly string[];
  readonly because: string;
}

/** Policies of one role. A leaf is a policy resource; `prefix` is empty for the inline one, else the number of a managed one (compiler/shards.ts). */
export interface RolePlan {
  readonly principal: PrincipalFacts;
  readonly leaves: readonly { readonly prefix: string; readonly statements: readonly Statement[]; readonly flows: readonly string[] }[];
  /** Tags that the role carries so that stores of other stacks admit it: key to value. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Policies of one store and of its key. */
export interface StorePlan {
  /** `SCOPE#ID`. */
  readonly store: string;
  /** For the store's own resource policy. */
  readonly statements: readonly Statement[];
  /** For the policy of its key. */
  readonly keyStatements: readonly Statement[];
  readonly flows: readonly string[];
}

export interface DataPlan {
  readonly roles: readonly RolePlan[];
  readonly stores: readonly StorePlan[];
  /** Mistakes of data flows that only the kind of their store shows; such flows are not in the plan. */
  readonly findings: readonly Finding[];
}
