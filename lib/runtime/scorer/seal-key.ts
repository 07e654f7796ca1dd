/**
 * The key of the audit log, to read what the authorizer sealed: ``await keys.get(now)``, ``await keys.getNew(now)`` where a seal does not open under the one that is known.
 *
 * Read from the row that the authorizer made (decide/audit-key.ts); never made here: without the row there is nothing that could be read. Throws where the table does not answer.
 */
import { StoreError } from '../authorizer/stores/client';
import type { Table } from '../state/edit';

const ROW = 'key#audit';
const BYTES = 32;
const MAX_AGE = 300;
/** Lines under a key that was destroyed come for as long as warm environments hold it: they are no reason to ask for each. */
const APART = 20;

export class SealKeys {
  private key?: Buffer;
  private readAt = -Infinity;

  constructor(private readonly table: Pick<Table, 'batchGet'>) {}

  /** Undefined: there is none. */
  public async get(now: number): Promise<Buffer | undefined> {
    return Math.abs(now - this.readAt) <= MAX_AGE ? this.key : this.fetch(now);
  }

  public async getNew(now: number): Promise<Buffer | undefined> {
    return Math.abs(now - this.readAt) < APART ? this.key : this.fetch(now);
  }

  private async fetch(now: number): Promise<Buffer | undefined> {
    const { rows, left } = await this.table.batchGet([ROW], now);
    const row = rows.get(ROW);
    if (left.length > 0 || row === 'malformed') throw new StoreError('unreachable', 'the key of the audit log cannot be read');
    const key = typeof row?.key === 'string' ? Buffer.from(row.key, 'base64url') : undefined;
    // The same object for the same key: what is derived from it is remembered by it.
    if (key === undefined || this.key === undefined || !this.key.equals(key)) this.key = key?.length === BYTES ? key : undefined;
    this.readAt = now;
    return this.key;
  }
}
