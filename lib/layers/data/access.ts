/**
 * What a data flow permits: reading, writing, both, or listed actions; of the whole store or of parts of it.
 *
 *   DataAccess.reads()                                     // what the store's kind calls reading, action by action
 *   DataAccess.actions(['s3:PutObject']).on('daily/*')     // exactly this, below one prefix
 */
import type { CrownJewel } from '../network/segment';

/** What may be done with the data of a store. */
export class DataAccess {
  /** Everything that reads data, and nothing that changes it. docs/stores.md lists the actions of each kind. */
  public static reads(): DataAccess {
    return new DataAccess('read', [], []);
  }

  /** Everything that changes data, and nothing that reads it. */
  public static writes(): DataAccess {
    return new DataAccess('write', [], []);
  }

  /** Both. */
  public static readsAndWrites(): DataAccess {
    return new DataAccess('read-write', [], []);
  }

  /** Exactly these IAM actions, e.g. `s3:PutObject`; no wildcards. An action that the store's service does not have is refused. */
  public static actions(actions: string[]): DataAccess {
    return new DataAccess('actions', actions, []);
  }

  /** `read`, `write`, `read-write` or `actions`. */
  public readonly kind: string;
  /** Listed actions. */
  public readonly listed: string[];
  /** Parts of the store; empty for all of it. */
  public readonly parts: string[];
  /** @internal `on` was called: an empty list is then a mistake, and not all of the store. */
  public readonly _isLimited: boolean;

  private constructor(kind: string, listed: string[], parts: string[], isLimited = false) {
    this.kind = kind;
    this.listed = listed;
    this.parts = parts;
    this._isLimited = isLimited;
  }

  /**
   * Only parts of the store: object keys (`daily/*`) of a bucket, index names of a table, users of a database. What a part is
   * depends on the kind of the store (docs/stores.md); a kind without parts refuses them. An empty list is refused
   * (`PartsEmpty`): it would permit all of the store.
   */
  public on(...parts: string[]): DataAccess {
    return new DataAccess(this.kind, this.listed, [...this.parts, ...parts], true);
  }
}

/** What the owner of a store is willing to permit. */
export interface DataOfferProps {
  /** Name that consumers claim. */
  readonly id: string;
  /** What they may do. */
  readonly access: DataAccess;
  /** What the offer is for. */
  readonly because: string;
}

/** A role that the store's own policy never refuses data, beside the declared ones. */
export interface DataExemption {
  /** ARN of the role, wildcards allowed (`ArnLike`): of AWS Backup, of replication, of the team that may break the glass. */
  readonly roleArn: string;
  /** Why; it is shown to reviewers. */
  readonly because: string;
}

/** A closing that a store goes without. */
export interface ClosingException {
  /** Id of the closing, as docs/stores.md lists it, e.g. `s3.versioning`. */
  readonly closing: string;
  /** Why; it is shown to reviewers. */
  readonly because: string;
}

/** In the grammar of an intent. */
export function accessData(access: DataAccess): any {
  return { access: access.kind, actions: access.listed.length === 0 ? undefined : access.listed, parts: access.parts.length === 0 && !access._isLimited ? undefined : access.parts };
}

export function jewelData(jewel: CrownJewel | undefined): any {
  return jewel === undefined ? undefined : { classification: jewel.classification, because: jewel.because };
}
