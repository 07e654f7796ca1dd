/**
 * A store: data at rest, closed until data flows open it.
 *
 *   const documents = zt.addStore('documents', { resource: bucket, crownJewel: CrownJewel.restricted() });
 *   zt.addDataFlow({ source: handler, store: documents, access: DataAccess.reads(), because: 'shows documents' });
 */
import type { aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib/interfaces';
import { Construct, type IConstruct } from 'constructs';
import type { StoreData } from '../../intent';
import type { CallSite } from '../declaration/call-site';
import type { Declaration } from '../declaration/declaration';
import type { CrownJewel } from '../network/segment';
import type { ClosingException, DataExemption, DataOfferProps } from './access';
import type { StoreKind } from './kind';
import type { StoreResource } from './model';

/** What a store is. */
export interface StoreProps {
  /** The resource that holds the data, L1, L2 or imported, of a kind in docs/stores.md. */
  readonly resource: IConstruct;
  /**
   * Marks the store as a crown jewel: it has a key of its own, and refuses data flows without authentication and encryption.
   * @default - an ordinary store; it is closed all the same
   */
  readonly crownJewel?: CrownJewel;
  /**
   * The key that encrypts it, where the resource names none.
   * @default - that of the resource; else, for a crown jewel whose kind takes a key without being replaced, a `DataKey` of its own
   */
  readonly key?: kms.IKeyRef;
  /**
   * Where accesses to a bucket are logged.
   * @default - as the resource says
   */
  readonly accessLogs?: s3.IBucketRef;
  /**
   * Permits closings at which CloudFormation replaces the resource, which loses its data unless it is restored from a snapshot.
   * @default false
   */
  readonly allowReplacement?: boolean;
  /**
   * Roles that the store's policy never refuses data.
   * @default - the deployment roles of CDK's bootstrap, and `breakGlassRoles` of the layer
   */
  readonly exemptions?: DataExemption[];
  /**
   * Closings that are left as they are, each with a reason. Each is a warning at every synth (`ClosingExcepted`) and stands in the
   * intent, in the report and in the metadata of the resource. A crown jewel goes without none that keeps its data secret
   * (`JewelClosingExcepted`).
   * @default - none
   */
  readonly exceptClosings?: ClosingException[];
  /**
   * What consumers in other stacks or repositories may claim.
   * @default - none
   */
  readonly offers?: DataOfferProps[];
  /**
   * A name for people. Changing it changes no resource.
   * @default - the id
   */
  readonly displayName?: string;
}

/** A store of another repository, as its owner describes it. */
export interface OfferedStoreProps {
  /** Construct path of the owner's façade within its stage, as `zero-trust intent` prints it. */
  readonly scope: string;
  /** Id of the store there. */
  readonly storeId: string;
  /** ARN of the resource; literal, or a value from a parameter. */
  readonly arn: string;
  /** CloudFormation type of the resource, e.g. `AWS::S3::Bucket`. */
  readonly type: string;
  /** What its owner offers; `prove` holds it against the owner's intent. */
  readonly offers: DataOfferProps[];
  /**
   * ARN of the key that encrypts it.
   * @default - a key of AWS, which needs no permission
   */
  readonly keyArn?: string;
  /**
   * Twelve digits, where it belongs to another account.
   * @default - this account
   */
  readonly accountId?: string;
  /** @default - an ordinary store */
  readonly crownJewel?: CrownJewel;
}

/** What the data layer knows of a store. @internal */
export interface StoreHost {
  readonly declaration: Declaration;
  readonly props: StoreProps;
  readonly kind: StoreKind | undefined;
  readonly store: StoreResource | undefined;
  readonly site: CallSite;
  /** Of another repository: its owner's scope; no resource of it is touched here. */
  readonly ownerScope?: string;
  /** Closes it, with all stores of its façade. Absent for one of another repository. */
  readonly close?: () => void;
  /** Where the construct's id is another, because its owner's store is none of this façade. */
  readonly storeId?: string;
}

/** Data at rest. Made by `addStore`. */
export class DataStore extends Construct {
  /** @internal */
  public static _create(scope: Construct, id: string, host: StoreHost): DataStore {
    return new DataStore(scope, id, host);
  }

  /** The id in the intent. */
  public readonly storeId: string;
  private readonly host: StoreHost;

  private constructor(scope: Construct, id: string, host: StoreHost) {
    super(scope, id);
    this.storeId = host.storeId ?? id;
    this.host = host;
  }

  /** @internal */
  public get _host(): StoreHost {
    return this.host;
  }

  /** @internal The façade that owns it. */
  public get _scope(): string {
    return this.host.ownerScope ?? this.host.declaration.scope;
  }

  /** @internal The declared store, for façades whose data flows name it. */
  public _data(): StoreData | undefined {
    return this.host.declaration.storeData(this.storeId);
  }
}
