/**
 * The data plane of the declared relation: which stores there are, who may do what with their data, and what owners offer.
 *
 * As lib/intent/model.ts this is pure data and stands in `zero-trust.intent.json`. What is not in `dataFlows` is not permitted.
 */
import type { AssuranceData, Cadence } from './model';

export type DataAccessKind = 'read' | 'write' | 'read-write' | 'actions';

/** Somebody with a role, as a template shows them. */
export interface PrincipalData {
  /** Construct path, or the ARN of a role that no construct stands for. */
  readonly path: string;
  readonly template?: string;
  readonly logicalId?: string;
  /** Of a role that this app does not create. May be an intrinsic. */
  readonly arn?: unknown;
  /** Twelve digits, where the role belongs to another account. */
  readonly account?: string;
}

/** Whose rows: a session sees those whose key begins with the value of its own tag. */
export interface RowsData {
  readonly ownerTag: string;
  readonly prefix: string;
  readonly shared: readonly { readonly tag: string; readonly prefix: string }[];
  readonly common: readonly string[];
}

export interface DataOfferData {
  readonly id: string;
  readonly access: DataAccessKind;
  /** Exact IAM actions, sorted. Empty where the kind of the store decides, and is not known yet. */
  readonly actions: readonly string[];
  readonly parts: readonly string[];
  readonly because: string;
}

export interface StoreData {
  readonly scope: string;
  readonly id: string;
  readonly displayName: string;
  readonly crownJewel?: { readonly classification: string; readonly because?: string };
  /** `s3`, `dynamodb`, `rds`, ...; absent for a store that only a file names. */
  readonly kind?: string;
  /** Construct path within the stage. */
  readonly path?: string;
  /** CloudFormation type. */
  readonly type?: string;
  readonly template?: string;
  readonly logicalId?: string;
  /** Of a store that this app does not create. May be an intrinsic. */
  readonly arn?: unknown;
  /** Closings that are left open on purpose, sorted by their ids; absent where there are none. */
  readonly exceptClosings?: readonly ClosingExceptionData[];
  readonly offers: readonly DataOfferData[];
}

export interface ClosingExceptionData {
  /** As docs/stores.md names it, e.g. `s3.versioning`. */
  readonly closing: string;
  readonly because: string;
}

export type DataSource =
  | { readonly kind: 'segment'; readonly scope: string; readonly segment: string }
  | { readonly kind: 'role'; readonly path: string };

export interface DataFlowData {
  readonly scope: string;
  readonly id: string;
  readonly source: DataSource;
  /** Sorted by path. */
  readonly principals: readonly PrincipalData[];
  readonly store: { readonly scope: string; readonly store: string };
  readonly access: DataAccessKind;
  /** Exact IAM actions, sorted. */
  readonly actions: readonly string[];
  /** Object keys, indexes or users below the store; empty: all of it. */
  readonly parts: readonly string[];
  readonly authentication: AssuranceData;
  readonly encryption: AssuranceData;
  readonly because: string;
  readonly purpose?: string;
  /** ISO-8601 date or instant, from the caller. It becomes a condition of IAM: after it the permission is gone. */
  readonly until?: string;
  readonly cadence: Cadence;
  readonly rows?: RowsData;
  /** Made from a claim on this offer. */
  readonly claims?: { readonly scope: string; readonly store: string; readonly offer: string };
}
