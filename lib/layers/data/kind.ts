/**
 * One type of store: what closes it, which actions its data plane has, and where its own policy stands.
 *
 * A closing is a row of a table that people read (docs/stores.md is made from it) and a judge of one resource: it says whether
 * the resource is closed, and if not, how it becomes so. The same rows serve the façade (close), mixins (close), the READONLY
 * aspect (judge only) and the docs. A value that only the deployment knows is `unknown`, never closed.
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Posture } from '../../intent';
import type { Statement, StoreResource, StoreType } from './model';

export type ClosingAspect = 'encryption' | 'tls' | 'public-access' | 'recovery' | 'deletion' | 'access-log' | 'identity';

export interface ClosingContext {
  readonly posture: Posture;
  /** The store is a crown jewel: it wants a key of its own. */
  readonly isJewel: boolean;
  /** ARN of the key to encrypt with where the resource names none; may be a token. */
  readonly keyArn?: string;
  /** Name of the bucket for access logs. */
  readonly logBucketName?: string;
  readonly allowReplacement: boolean;
  /** A façade declares the store and who uses it: what its absence of a policy let in before is let in no more. */
  readonly isDeclared?: true;
  /** Who writes logs into the store, where something that is not built yet says so. */
  readonly logsOf?: string;
  /** Where companion resources (a policy, a parameter group) are made; absent for judges and for stores that are imported. */
  readonly scope?: Construct;
}

/** What was found about one closing of one resource. */
export type Judgement =
  | { readonly is: 'closed' }
  /** The posture does not ask for it, or the resource has nothing of the kind. */
  | { readonly is: 'not-asked' }
  /** Open: `got` in the user's words; `close` does it, and changes nothing else. */
  | { readonly is: 'open'; readonly got: string; readonly close: () => void }
  /** Open, and nothing that the library may do closes it. `code` is stable, PascalCase. */
  | { readonly is: 'refused'; readonly code: string; readonly got: string; readonly expected: string; readonly fix: string }
  /** A token, an intrinsic, an imported resource. */
  | { readonly is: 'unknown'; readonly got: string };

export interface Closing {
  /** Stable, e.g. `s3.public-access-block`. */
  readonly id: string;
  /** CloudFormation types to which it applies. */
  readonly types: readonly string[];
  readonly aspect: ClosingAspect;
  /** What closes it: a property path, or the companion resource and its property. */
  readonly property: string;
  /** The value that is written, in words. */
  readonly value: string;
  /** CloudFormation replaces the resource when the property changes: refused without `allowReplacement`. */
  readonly replaces: boolean;
  /** Postures that ask for it. */
  readonly postures: readonly Posture[];
  /** A sentence for people: what is closed by it. */
  readonly says: string;
  /** Where the fact about AWS is documented. */
  readonly source: string;
  judge(resource: CfnResource, context: ClosingContext): Judgement;
}

/** Where a store keeps a policy of its own. */
export interface ResourcePolicyHome {
  /** Most characters that AWS accepts, white space not counted. */
  readonly limit: number;
  /** CloudFormation type that carries the policy. */
  readonly carriedBy: string;
  /** Where the limit and the service's support of Deny are documented. */
  readonly source: string;
  /** Statements that are there already (users' own, TLS), for the size; with ours when called again. */
  read(store: StoreResource): readonly Statement[];
  /** What others wrote into it, maybe with ours: to look at often. Absent where `read` is as good. */
  others?(store: StoreResource): readonly object[];
  /**
   * Puts `statements` into the store's policy in place of those that an earlier call put there (recognised by their Sids, which
   * begin with `ZeroTrust`); others' statements stay as they are. Returns the resource that carries the policy.
   */
  write(store: StoreResource, statements: readonly Statement[], scope: Construct): CfnResource;
  /** Whether the template will say what was written, whatever others did since. Where a home cannot tell (undefined), what it reads is compared. */
  isAsWritten?(store: StoreResource): boolean | undefined;
}

export interface StoreKind {
  readonly type: StoreType;
  /** What people call it. */
  readonly name: string;
  /** CloudFormation types that are such a store, the main one first. */
  readonly cfnTypes: readonly string[];
  /** IAM service prefix of its data plane, e.g. `s3`, `rds-db`. */
  readonly prefix: string;
  /** Name of the VPC endpoint of its data plane in the network layer's catalogue; absent where it stands in the VPC itself. */
  readonly endpoint?: string;
  /** Authentication methods that its data plane has; `token` is a database password or session token. */
  readonly authentication: readonly ('sigv4' | 'rds-iam' | 'mtls' | 'token')[];
  /** Exact actions, sorted. Together with `manage` they are all actions that a resource policy denies to the undeclared. */
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Data-plane actions that neither read nor write name, but that reach the data all the same (restore, export, tags, ACLs, purge). */
  readonly other: readonly string[];
  /** Those that log in at an engine by IAM: not granted to who logs in with a password of the engine. */
  readonly connect?: readonly string[];
  /** ARNs for an identity policy: of the store for `actions`, narrowed to `parts` where it has parts. */
  resources(store: StoreResource, actions: readonly string[], parts: readonly string[]): readonly unknown[];
  /** What the parts of a flow are, with an example: `object keys, e.g. daily/*`; absent where it has none. */
  readonly parts?: string;
  /** KMS actions that readers and writers need through the service; empty where the service uses its own grants. */
  readonly key: { readonly read: readonly string[]; readonly write: readonly string[]; readonly viaService?: string; /** Data actions that decrypt and encrypt nothing. */ readonly unused?: readonly string[] };
  readonly closings: readonly Closing[];
  /** What AWS closes by itself, or does not offer on the store: for the docs, so that no row is missing without a word. */
  readonly byItself?: readonly { readonly aspect: ClosingAspect; readonly says: string; readonly source: string }[];
  readonly policy?: ResourcePolicyHome;
  /** Principals that the store's own configuration makes its masters: its policy never denies them. ARNs, may be tokens. */
  masters?(store: StoreResource): readonly { readonly arn: string; readonly because: string }[];
  /** What works no more when the store's policy denies the undeclared, and no closing says. */
  warnings?(store: StoreResource): readonly { readonly code: string; readonly message: string }[];
  /**
   * The construct that the user handed in as a store of this kind: L1, L2 or imported; undefined where it is none of these.
   * Never throws on a token.
   */
  resolve(construct: unknown): StoreResource | undefined;
}
