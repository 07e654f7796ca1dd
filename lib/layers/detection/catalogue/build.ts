/**
 * How rows are written: ``...perApi('restApi', rest('5XXError', 'Sum'))``, ``trail('account.keyPolicyChanged', ...)``.
 *
 * INVARIANT of the type: a band never stands without a ceiling, because a band is blind while it trains (up to two weeks) and where a
 * metric is published only when it is not zero; events have neither.
 */
import type { Ceiling, EventSource, FilterSource, MetricSource, SignalRow } from '../model';

/**
 * When facts of AWS's were last looked up. No page was read live: stored copies were, and the age of each stands with its source (sources.ts).
 */
export const CATALOGUE_DATE = '2026-11-22';

type Watched = SignalRow & { readonly source: MetricSource | FilterSource; readonly ceiling: Ceiling };
type Told = SignalRow & { readonly source: EventSource; readonly ceiling?: undefined; readonly band?: undefined };

/** A row of the catalogue. */
export type Row = Watched | Told;

/** Reached in posture SANDBOX, STANDARD, HIGH. */
export function atLeast(sandbox: number, standard: number, high: number): Ceiling {
  return { when: 'atLeast', value: { sandbox, standard, high } };
}

/** Not reached. */
export function lessThan(sandbox: number, standard: number, high: number): Ceiling {
  return { when: 'lessThan', value: { sandbox, standard, high } };
}

type Optional = Partial<Pick<Watched, 'period' | 'datapoints' | 'missing' | 'band' | 'unverified'>>;
type Words = Pick<Watched, 'id' | 'subject' | 'title' | 'ceiling' | 'severity' | 'why' | 'first' | 'from' | 'reference'>;

/** Five minutes, one period, silence is no alarm: what most rows are. */
export function row(source: MetricSource | FilterSource, words: Words & Optional): Row {
  return { period: 300, datapoints: [1, 1], missing: 'notBreaching', source, ...words };
}

/** Every minute, and zero is published too. */
export function metric(namespace: string, name: string, dimensions: readonly string[], statistic: string, more: Partial<MetricSource> = {}): MetricSource {
  return { kind: 'metric', namespace, metric: name, dimensions, statistic, isSparse: false, minimumPeriod: 60, ...more };
}

/** Published only when it is not zero. */
export function sparse(namespace: string, name: string, dimensions: readonly string[], statistic = 'Sum'): MetricSource {
  return metric(namespace, name, dimensions, statistic, { isSparse: true });
}

/** Counts lines. */
export function lines(log: FilterSource['log'], pattern: string, dimensions: Readonly<Record<string, string>> = {}): FilterSource {
  return { kind: 'filter', log, pattern, value: '1', dimensions };
}

/** An event of EventBridge's default bus. */
export function event(pattern: EventSource['pattern'], words: Pick<Told, 'id' | 'subject' | 'title' | 'severity' | 'why' | 'first' | 'from' | 'reference'>): Row {
  return { source: { kind: 'event', pattern }, period: 60, datapoints: [1, 1], missing: 'notBreaching', ...words };
}

/** `($.eventName = A) || ($.eventName = B)` */
export function anyEvent(...names: readonly string[]): string {
  return names.map((name) => `($.eventName = "${name}")`).join(' || ');
}
