/**
 * What the table says about one request, from memory where that is young enough: ``await rows.read({ device, subject, session }, route.required, now)``.
 *
 *   young       read less than `snapshotMaxAge` seconds ago: served at once, without a promise
 *   too old     read again, all keys of the request in one batch; who asks for the same key meanwhile waits for the same answer
 *   no answer   what was read less than `snapshotMaxStale` seconds ago is served on, but never for a fact that the route requires; then it is `unreachable`
 *
 * INVARIANT: a revocation counts at most `snapshotMaxAge` seconds after it was written while the table answers, and `snapshotMaxStale` after while it does not. That a row is
 * not there is remembered and ages like a row. That the table did not answer is never remembered. The number of snapshots is bounded; the one that was read longest ago goes.
 */
import type { LimitsConfig } from '../../../contract/access/bundle';
import type { Fact, StoredFacts } from '../../../contract/access/facts';
import type { BatchAnswer } from './client';
import { at, type Dated, type Found, readDevice, readSession, readSubject } from './rows';

export type Kind = keyof StoredFacts;

/** Keys of the rows (keys.ts); absent where the request has no such thing: then the fact is `unasked`. */
export type WantedRows = { readonly [kind in Kind]?: string };

export interface RowReader {
  batchGet(keys: readonly string[], now: number): Promise<BatchAnswer>;
}

interface Snapshot {
  readonly found: Found;
  readonly readAt: number;
  /** What it says, read at first use: a key is of one kind. */
  dated?: Dated<unknown>;
}

type Flight = { readonly begun: number; readonly done: Promise<ReadonlyMap<string, Snapshot>> };

const KINDS: readonly Kind[] = ['device', 'subject', 'session'];
export const MOST_SNAPSHOTS = 5_000;

export class RowStore {
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly flights = new Map<string, Flight>();

  constructor(private readonly reader: RowReader, private readonly limits: Pick<LimitsConfig, 'snapshotMaxAge' | 'snapshotMaxStale'>, private readonly most = MOST_SNAPSHOTS) {}

  public read(wanted: WantedRows, required: readonly Kind[], now: number): StoredFacts | Promise<StoredFacts> {
    const old = KINDS.map((kind) => wanted[kind]).filter((key) => key !== undefined).filter((key) => !this.isYoung(this.snapshots.get(key), now));
    return old.length === 0 ? this.facts(wanted, required, now) : this.fetched(old, wanted, required, now);
  }

  /** How many rows are in memory. */
  public get size(): number {
    return this.snapshots.size;
  }

  private async fetched(old: readonly string[], wanted: WantedRows, required: readonly Kind[], now: number): Promise<StoredFacts> {
    const under = old.map((key) => this.flights.get(key)).filter((flight) => flight !== undefined && this.isRecent(flight.begun, now)) as Flight[];
    const rest = old.filter((key) => !under.includes(this.flights.get(key) as Flight));
    const flights = rest.length === 0 ? under : [...under, this.depart(rest, now)];
    const read = new Map((await Promise.all(flights.map(async ({ done }) => done))).flatMap((landed) => [...landed]));
    return this.facts(wanted, required, now, read);
  }

  private depart(keys: readonly string[], now: number): Flight {
    // A snapshot is as old as the question: what was written after it may not be in the answer.
    const done = this.reader.batchGet(keys, now).then(({ rows }) => new Map([...rows].map(([key, found]) => [key, { found, readAt: now }])), () => new Map<string, Snapshot>()).then((landed) => {
      for (const key of keys) if (this.flights.get(key) === flight) this.flights.delete(key);
      for (const [key, snapshot] of landed) this.keep(key, snapshot);
      return landed;
    });
    const flight = { begun: now, done };
    for (const key of keys) this.flights.set(key, flight);
    return flight;
  }

  private facts(wanted: WantedRows, required: readonly Kind[], now: number, read?: ReadonlyMap<string, Snapshot>): StoredFacts {
    const fact = <T>(kind: Kind, of: (found: Found, asOf: number) => Dated<T>): Fact<T> => {
      const key = wanted[kind];
      if (key === undefined) return { missing: 'unasked' };
      const snapshot = read?.get(key) ?? this.servable(this.snapshots.get(key), required.includes(kind), now);
      if (snapshot === undefined) return { missing: 'unreachable' };
      return at((snapshot.dated ??= of(snapshot.found, snapshot.readAt)) as Dated<T>, now);
    };
    return { device: fact('device', readDevice), subject: fact('subject', readSubject), session: fact('session', readSession) };
  }

  private servable(snapshot: Snapshot | undefined, isRequired: boolean, now: number): Snapshot | undefined {
    if (snapshot === undefined || this.isYoung(snapshot, now)) return snapshot;
    return !isRequired && Math.abs(now - snapshot.readAt) <= this.limits.snapshotMaxStale ? snapshot : undefined;
  }

  private isYoung(snapshot: Snapshot | undefined, now: number): boolean {
    return snapshot !== undefined && this.isRecent(snapshot.readAt, now);
  }

  /** A clock that went back makes everything too old rather than too young. */
  private isRecent(then: number, now: number): boolean {
    return now >= then && now - then <= this.limits.snapshotMaxAge;
  }

  private keep(key: string, snapshot: Snapshot): void {
    // A slow answer does not take the place of a younger one.
    const present = this.snapshots.get(key);
    if (present !== undefined && present.readAt > snapshot.readAt) return;
    this.snapshots.delete(key);
    this.snapshots.set(key, snapshot);
    for (const oldest of this.snapshots.keys()) {
      if (this.snapshots.size <= this.most) break;
      this.snapshots.delete(oldest);
    }
  }
}
