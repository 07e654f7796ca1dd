/**
 * A batch of lines of the audit log -> rows of subjects: ``await new Scorer({ table, write }).handle(event, now)``.
 *
 *   { batchItemFailures: [{ itemIdentifier }] }   // of a stream: these records and all after them come again
 *
 * All lines of one subject become one change of its row, so a batch costs a read and a write per subject. INVARIANTS: what was counted is counted once, however often it comes
 * (`source` and `sequence`, state/ledger.ts); what was not written is named as failed, and no other; what can never be read is put aside as a row of its own, told, and holds up
 * nothing. Nothing of a line is written to this function's own log.
 * The delay: seconds of the subscription, the batching window of the event source, one run of this, and the snapshot of the authorizer (docs/trust-signals.md).
 */
import { createHash, randomBytes } from 'node:crypto';
import { type NoObservation, type Observation, readObservation } from '../../contract/access/observation';
import { EXPIRES_AT, KEY } from '../authorizer/stores/keys';
import { type Change, RowEditor, RowRefused, type Table } from '../state/edit';
import { observed } from '../state/subject';
import { type LogRecord, readRecords } from './records';
import { SealKeys } from './seal-key';

export interface ScorerOptions {
  readonly table: Table;
  /** One line of this function's own log. */
  readonly write: (line: string) => void;
}

export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

interface Read {
  readonly record: LogRecord;
  readonly observations: readonly Observation[];
  readonly malformed: readonly string[];
  readonly passed: Readonly<Record<string, number>>;
}

/** Seconds. */
const ASIDE = 14 * 86_400;
const LONGEST_ASIDE = 200_000;
/** A decision from further ahead than any clock errs would hold up time for its subject. */
const FUTURE_MS = 300_000;

export class Scorer {
  private readonly editor: RowEditor;
  private readonly keys: SealKeys;

  constructor(private readonly options: ScorerOptions) {
    this.editor = new RowEditor(options.table);
    this.keys = new SealKeys(options.table);
  }

  /** Throws where Lambda has to come again with all of it. */
  public async handle(event: unknown, now: number): Promise<BatchAnswer> {
    const { kind, records } = readRecords(event);
    const failed = new Map<string, string>();
    const reads = await this.readAll(records, now);
    const bySubject = new Map<string, Observation[]>();
    for (const one of reads.flatMap(({ observations }) => observations)) bySubject.set(one.row, [...bySubject.get(one.row) ?? [], one]);
    const changes = new Map<string, Change>([...bySubject].map(([row, list]) => [row, observed(list)]));
    const results = await this.editor.editAll(changes, now);
    const stuck = [...results].filter(([, result]) => result instanceof Error && !(result instanceof RowRefused)).map(([row]) => row);
    const refused = [...results].filter(([, result]) => result instanceof RowRefused).map(([row]) => row);
    for (const { record, observations, malformed } of reads) {
      if (observations.some(({ row }) => stuck.includes(row))) failed.set(record.id, 'store-unreachable');
      const aside = [
        ...(record.poison === undefined ? [] : [{ because: record.poison, text: record.data }]), ...malformed.map((text) => ({ because: 'line-malformed', text })),
        ...observations.filter(({ row }) => refused.includes(row)).map((one) => ({ because: 'row-refused', text: JSON.stringify({ source: one.source, sequence: one.sequence, row: hashed(one.row) }) })),
      ];
      for (const { because, text } of aside) if (!await this.putAside(record.id, because, text, now)) failed.set(record.id, 'aside-unreachable');
    }
    this.tell(reads, results, failed);
    if (kind === 'direct' && failed.size > 0) throw new Error(`the batch was not counted: ${[...new Set(failed.values())].join(', ')}`);
    return { batchItemFailures: records.filter(({ id }) => failed.has(id)).map(({ id }) => ({ itemIdentifier: id })) };
  }

  private async readAll(records: readonly LogRecord[], now: number): Promise<readonly Read[]> {
    const first = await this.keys.get(now);
    const reads = records.map((record) => read(record, first, now));
    if (!reads.some(({ passed }) => (passed['sealed-otherwise'] ?? 0) > 0)) return reads;
    const newer = await this.keys.getNew(now);
    return newer === first ? reads : records.map((record, i) => ((reads[i].passed['sealed-otherwise'] ?? 0) > 0 ? best(reads[i], read(record, newer, now)) : reads[i]));
  }

  private async putAside(id: string, because: string, text: string, now: number): Promise<boolean> {
    const name = `aside#scorer#${createHash('sha256').update(`${id}\n${because}\n${text}`).digest('base64url')}`;
    try {
      await this.options.table.put({ [KEY]: name, [EXPIRES_AT]: Math.floor(now) + ASIDE, because, record: id.slice(0, 200), text: text.slice(0, LONGEST_ASIDE), length: text.length }, undefined, now);
      this.options.write(JSON.stringify({ schema: 'zero-trust/scorer-aside/1', because, row: name, record: id.slice(0, 200) }));
      return true;
    } catch {
      return false;
    }
  }

  private tell(reads: readonly Read[], results: ReadonlyMap<string, unknown>, failed: ReadonlyMap<string, string>): void {
    const passed: Record<string, number> = {};
    for (const one of reads) for (const [because, n] of Object.entries(one.passed)) passed[because] = (passed[because] ?? 0) + n;
    const { length } = reads.flatMap(({ observations }) => observations);
    this.options.write(JSON.stringify({ schema: 'zero-trust/scored/1', records: reads.length, observations: length, subjects: results.size, passed, failed: failed.size }));
  }
}

function read(record: LogRecord, key: Buffer | undefined, now: number): Read {
  const [observations, malformed]: [Observation[], string[]] = [[], []];
  const passed: Partial<Record<NoObservation, number>> = {};
  for (const line of record.lines ?? []) {
    const { observation, because } = readObservation(line, key ?? NO_KEY);
    if (observation !== undefined && observation.atMs <= now * 1_000 + FUTURE_MS) observations.push(observation);
    else if (observation !== undefined || because === 'malformed') malformed.push(line);
    else passed[because] = (passed[because] ?? 0) + 1;
  }
  return { record, observations, malformed, passed };
}

/** Under which nothing was ever sealed. */
const NO_KEY = randomBytes(32);

/** Lines of before and after a new key may be in one record. */
function best(one: Read, other: Read): Read {
  return { ...one, observations: [...one.observations, ...other.observations], passed: { ...one.passed, 'sealed-otherwise': (one.passed['sealed-otherwise'] ?? 0) - other.observations.length } };
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
