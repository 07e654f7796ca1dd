/**
 * Changes of rows that several writers share: ``await editor.edit(key, (row) => ({ ...row, revoked: true }), now)``.
 *
 *   read (consistent) -> change -> write on the condition that nobody wrote meanwhile -> else once more from the start
 *
 * INVARIANT: no write is lost, and none undoes what its change did not see: each row counts its writes in `edition`, and a write names the one that it read. A change is a pure
 * function of the row; one that gives the same row again writes nothing. That makes it safe to be asked twice (a write whose answer was lost is found done the second time).
 * A row that cannot be read is left as it is: it refuses whoever it is about, and may have been written by somebody newer.
 * Not modelled: transactions over rows; a row that somebody deletes and makes anew between reading and writing.
 */
import { canonicalJson } from '../../contract/access/canonical';
import type { Row } from '../authorizer/stores/attributes';
import { type Condition, type DynamoClient, StoreError } from '../authorizer/stores/client';
import { EXPIRES_AT, KEY } from '../authorizer/stores/keys';
import type { Found } from '../authorizer/stores/rows';

export const EDITION = 'edition';
const TRIES = 6;
/** Rows read at once: their bookkeeping is up to 40 kB each, and the client takes 400 kB. */
const CHUNK = 8;

/** A row that nobody can read, or that has no room for what was asked. Asking again does not help. */
export class RowRefused extends Error {
  constructor(public readonly reason: 'row-malformed' | 'row-full', message: string) {
    super(message);
  }
}

/** Without `pk` and `edition`; undefined: there is none, or it is past its end. Throws `RowRefused`. */
export type Change = (row: Row | undefined) => Row;

export interface Edited {
  readonly outcome: 'written' | 'unchanged';
  readonly row: Row;
}

export type Table = Pick<DynamoClient, 'batchGet' | 'put'>;

export class RowEditor {
  constructor(private readonly table: Table) {}

  /** Throws `RowRefused`, or `StoreError` where the table does not answer or too many write at once. */
  public async edit(key: string, change: Change, now: number): Promise<Edited> {
    return this.apply(key, change, now, await this.read(key, now));
  }

  /** Each on its own: what went wrong with one does not keep the others. */
  public async editAll(changes: ReadonlyMap<string, Change>, now: number): Promise<ReadonlyMap<string, Edited | Error>> {
    const results = new Map<string, Edited | Error>();
    const keys = [...changes.keys()];
    for (let i = 0; i < keys.length; i += CHUNK) {
      const some = keys.slice(i, i + CHUNK);
      const answer = await this.table.batchGet(some, now).catch((error: unknown) => asError(error));
      await Promise.all(some.map(async (key) => {
        try {
          if (answer instanceof Error) throw answer;
          if (answer.left.includes(key)) throw new StoreError('throttled', 'the table left the row over');
          results.set(key, await this.apply(key, changes.get(key) as Change, now, answer.rows.get(key)));
        } catch (error) {
          results.set(key, asError(error));
        }
      }));
    }
    return results;
  }

  /** Undefined where there is none; throws where nobody can say. */
  public async read(key: string, now: number): Promise<Found> {
    const { rows, left } = await this.table.batchGet([key], now);
    if (left.length > 0) throw new StoreError('throttled', 'the table left the row over');
    return rows.get(key);
  }

  private async apply(key: string, change: Change, now: number, first: Found): Promise<Edited> {
    let found = first;
    for (let i = 0; i < TRIES; i += 1) {
      if (i > 0) found = await this.read(key, now);
      const { edition, before } = opened(found);
      const isPast = before !== undefined && before[EXPIRES_AT] !== undefined && !((before[EXPIRES_AT] as number) > now);
      const after = change(isPast ? undefined : before);
      if (before !== undefined && !isPast && canonicalJson(before) === canonicalJson(after)) return { outcome: 'unchanged', row: after };
      try {
        await this.table.put({ ...after, [KEY]: key, [EDITION]: (edition ?? 0) + 1 }, conditionOf(before !== undefined, edition), now);
        return { outcome: 'written', row: after };
      } catch (error) {
        if (!(error instanceof StoreError) || error.failure !== 'condition') throw error;
      }
    }
    throw new StoreError('throttled', `others wrote the row ${TRIES} times meanwhile`);
  }
}

function opened(found: Found): { readonly edition?: number; readonly before?: Row } {
  if (found === undefined) return {};
  if (found === 'malformed') throw new RowRefused('row-malformed', 'the row cannot be read');
  const { [KEY]: _key, [EDITION]: edition, ...before } = found;
  if (edition !== undefined && !Number.isSafeInteger(edition)) throw new RowRefused('row-malformed', 'the row does not count its writes as numbers');
  if (before[EXPIRES_AT] !== undefined && typeof before[EXPIRES_AT] !== 'number') throw new RowRefused('row-malformed', 'the row has an end that is no time');
  return { before, ...(edition === undefined ? {} : { edition: edition as number }) };
}

function conditionOf(isThere: boolean, edition: number | undefined): Condition {
  if (!isThere) return { text: `attribute_not_exists(${KEY})`, values: {} };
  // Rows of whoever does not count: seen to be there, and still not counted.
  return edition === undefined ? { text: `attribute_exists(${KEY}) AND attribute_not_exists(${EDITION})`, values: {} } : { text: `${EDITION} = :edition`, values: { edition } };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
