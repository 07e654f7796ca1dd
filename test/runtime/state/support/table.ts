/** A table in memory with the conditions that are written, and troubles on demand. Rows pass through DynamoDB's own form, so that what could not be stored is not stored here. */
import type { Row } from '../../../../lib/runtime/authorizer/stores/attributes';
import { marshal, unmarshal } from '../../../../lib/runtime/authorizer/stores/attributes';
import { type BatchAnswer, type Condition, StoreError } from '../../../../lib/runtime/authorizer/stores/client';
import type { Found } from '../../../../lib/runtime/authorizer/stores/rows';

export class MemoryTable {
  public readonly rows = new Map<string, Found>();
  public reads = 0;
  public writes = 0;
  /** Keys whose rows nobody can read or write. */
  public readonly down = new Set<string>();
  public isDown = false;
  /** Called before each write: somebody else writes meanwhile. */
  public meanwhile?: (key: string) => void;
  /** The write is done, its answer is lost, and the second try of the client meets its own row. */
  public losesAnswers = 0;

  public async batchGet(keys: readonly string[]): Promise<BatchAnswer> {
    this.reads += 1;
    if (this.isDown || keys.every((key) => this.down.has(key))) throw new StoreError('unreachable', 'down');
    return { rows: new Map(keys.filter((key) => !this.down.has(key)).map((key) => [key, this.rows.get(key)])), left: keys.filter((key) => this.down.has(key)) };
  }

  public async put(row: Row, condition: Condition | undefined): Promise<void> {
    const key = row.pk as string;
    if (this.isDown || this.down.has(key)) throw new StoreError('unreachable', 'down');
    this.meanwhile?.(key);
    if (!holds(this.rows.get(key), condition)) throw new StoreError('condition', 'the condition does not hold');
    this.writes += 1;
    this.rows.set(key, unmarshal(JSON.parse(JSON.stringify(marshal(row)))) ?? 'malformed');
    if (this.losesAnswers > 0 && condition !== undefined) {
      this.losesAnswers -= 1;
      throw new StoreError('condition', 'the second try finds the first');
    }
  }

  /** Rows without the count of their writes, as plain objects. */
  public content(prefix = ''): Record<string, unknown> {
    return Object.fromEntries([...this.rows].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, row]) => [key, row === undefined || row === 'malformed' ? row : JSON.parse(JSON.stringify({ ...row, edition: undefined }))]));
  }
}

function holds(row: Found, condition: Condition | undefined): boolean {
  const present = row === undefined || row === 'malformed' ? undefined : row;
  switch (condition?.text) {
    case undefined: return true;
    case 'attribute_not_exists(pk)': return row === undefined;
    case 'attribute_exists(pk) AND attribute_not_exists(edition)': return present !== undefined && present.edition === undefined;
    case 'edition = :edition': return present?.edition === condition?.values.edition;
    default: throw new Error(`no such condition: ${condition?.text}`);
  }
}
