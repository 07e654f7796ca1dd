/**
 * The key under which the audit log hashes subjects: ``await keys.get()``. A row of the table, `key#audit`, made by whoever needs it first.
 *
 * It stands in no template and in no secret that synth knows. Who deletes the row makes every line that was written under it say nothing of anybody; the next decision makes
 * a new one (execution environments that are warm hold the old one until they end). Where the table does not answer there is no key, and lines leave the subject out.
 */
import { randomBytes } from 'node:crypto';
import type { DynamoClient } from '../stores/client';
import { KEY } from '../stores/keys';

const ROW = 'key#audit';
const BYTES = 32;
/** Seconds between tries while the table does not answer. */
const APART = 30;

export class AuditKeys {
  private key?: Buffer;
  private running?: Promise<Buffer | undefined>;
  private triedAt = -Infinity;

  constructor(private readonly client: Pick<DynamoClient, 'batchGet' | 'put'>, private readonly now: () => number, private readonly random: (bytes: number) => Buffer = randomBytes) {}

  public get(): Buffer | undefined | Promise<Buffer | undefined> {
    if (this.key !== undefined) return this.key;
    const now = this.now();
    if (this.running === undefined && Math.abs(now - this.triedAt) < APART) return undefined;
    this.triedAt = now;
    return (this.running ??= this.find(now).finally(() => { this.running = undefined; }));
  }

  private async find(now: number): Promise<Buffer | undefined> {
    try {
      this.key = await this.read(now) ?? await this.make(now);
    } catch {
      return undefined;
    }
    return this.key;
  }

  private async read(now: number): Promise<Buffer | undefined> {
    const { rows, left } = await this.client.batchGet([ROW], now);
    const row = rows.get(ROW);
    if (left.length > 0) throw new Error('the table left the key over');
    if (row === undefined) return undefined;
    const key = row === 'malformed' || typeof row.key !== 'string' ? Buffer.alloc(0) : Buffer.from(row.key, 'base64url');
    if (key.length !== BYTES) throw new Error('the row of the key holds none');
    return key;
  }

  /** Of two who make one, the first is right. */
  private async make(now: number): Promise<Buffer | undefined> {
    const made = this.random(BYTES);
    try {
      await this.client.put({ [KEY]: ROW, key: made.toString('base64url') }, { text: `attribute_not_exists(${KEY})`, values: {} }, now);
      return made;
    } catch {
      return this.read(now);
    }
  }
}
