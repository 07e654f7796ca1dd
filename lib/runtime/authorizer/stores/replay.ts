/**
 * Whether a DPoP proof is used for the first time: ``await replays.first(replay, now)`` -> `fresh`, `replayed` or `unreachable`.
 *
 * One conditional write for each proof: of two requests with the same proof, wherever they run, the table lets one through. A proof is named by its key and its id, since
 * each client chooses ids of its own. A row that is past its end counts as none, whether or not the table has deleted it. A write whose answer was lost is tried again, and
 * then finds its own row: that is why a row says who wrote it.
 */
import type { Row } from './attributes';
import { type Condition, StoreError } from './client';
import { EXPIRES_AT, KEY, proofKey } from './keys';

export type Use = 'fresh' | 'replayed' | 'unreachable';

export interface RowWriter {
  put(row: Row, condition: Condition | undefined, now: number): Promise<void>;
}

/** As binding/bind.ts gives it. */
export interface Replay {
  readonly id: string;
  /** Seconds; the proof is of no use after. */
  readonly until: number;
}

export class ReplayStore {
  /** `unique`: a text that no other write has. */
  constructor(private readonly writer: RowWriter, private readonly unique: () => string) {}

  public async first({ id, until }: Replay, now: number): Promise<Use> {
    let by: string | undefined;
    try {
      by = this.unique();
      await this.writer.put({ [KEY]: proofKey(id), [EXPIRES_AT]: Math.ceil(until), by }, { text: `attribute_not_exists(${KEY}) OR ${EXPIRES_AT} < :now`, values: { now: Math.floor(now) } }, now);
      return 'fresh';
    } catch (error) {
      if (!(error instanceof StoreError) || error.failure !== 'condition') return 'unreachable';
      return by !== undefined && error.item?.by === by ? 'fresh' : 'replayed';
    }
  }
}
