/**
 * Whether a message came before: ``await seen.look(sender, id, body, now)`` -> `new`, `again` or `id-reused`; ``await seen.remember(...)`` once it was done.
 *
 * Remembered after it was done and not before: a message whose effect failed has to be taken when it is sent again. Two of the same at the same time are both done, which does no
 * harm (commands.ts); what is refused here is what comes later. Remembered until nobody would take the message any more for its age.
 */
import { createHash } from 'node:crypto';
import { EXPIRES_AT, KEY } from '../authorizer/stores/keys';
import { StoreError } from '../authorizer/stores/client';
import type { Table } from '../state/edit';

const hash = (value: string | Buffer): string => createHash('sha256').update(value).digest('base64url');

export class Seen {
  constructor(private readonly table: Table) {}

  /** Throws where the table does not answer. */
  public async look(sender: string, id: string, body: Buffer, now: number): Promise<'new' | 'again' | 'id-reused'> {
    const key = keyOf(sender, id);
    const { rows, left } = await this.table.batchGet([key], now);
    if (left.length > 0) throw new StoreError('throttled', 'the table left the row over');
    const row = rows.get(key);
    if (row === undefined) return 'new';
    if (row === 'malformed' || typeof row[EXPIRES_AT] !== 'number') return 'id-reused';
    if (!(row[EXPIRES_AT] > now)) return 'new';
    return row.of === hash(body) ? 'again' : 'id-reused';
  }

  public async remember(sender: string, id: string, body: Buffer, until: number, now: number): Promise<void> {
    await this.table.put({ [KEY]: keyOf(sender, id), [EXPIRES_AT]: Math.ceil(until), of: hash(body) }, undefined, now);
  }
}

function keyOf(sender: string, id: string): string {
  return `signal#${sender}#${hash(id)}`;
}
