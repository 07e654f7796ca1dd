/**
 * The ceilings of all rows at their edge, in each posture: what reaches it rings, what just does not reach it is silent. Feeds (signals.test.ts) are judged
 * in posture STANDARD, and stand far from the edge.
 *
 * Not here: rows of metric math, whose value no single series is (`appClient.*Failures`, `truststore.expiring`).
 */
import { CATALOGUE, type Row } from '../../../lib/layers/detection/catalogue';
import { compileWatch } from '../../../lib/layers/detection/compiler/compile';
import type { PlannedSignal, WatchFacts } from '../../../lib/layers/detection/model';
import { LOOK_BACK, states } from '../../support/alarm-simulator';
import { subject, watch } from './subjects';

const POSTURES: readonly WatchFacts['posture'][] = ['sandbox', 'standard', 'high'];
const WATCHED = CATALOGUE.filter((row) => row.source.kind === 'filter' || (row.source.kind === 'metric' && row.source.math === undefined));

function planned(row: Row, posture: WatchFacts['posture']): PlannedSignal {
  const found = compileWatch(watch({ posture, subjects: [subject(row.subject)], extra: [row.id] })).signals.find((s) => s.signal === row.id);
  if (found === undefined) throw new Error(`\`${row.id}\` was not planned`);
  return found;
}

/** Of a metric that holds one value for as long as the alarm can look back. */
function rings(signal: PlannedSignal, row: Row, value: number): boolean {
  const alarm = signal.ceiling?.properties as Record<string, unknown>;
  const statistic = row.source.kind === 'metric' ? row.source.statistic : 'Sum';
  return states(alarm, Array.from({ length: row.datapoints[1] + LOOK_BACK }, () => ({ [statistic]: value }))).includes('ALARM');
}

test.each(WATCHED.map((row) => [row.id, row] as const))('%s rings at its ceiling, in each posture', (_, row) => {
  for (const posture of POSTURES) {
    const signal = planned(row, posture);
    const { when, value } = row.ceiling!;
    const edge = value[posture];
    const [in_, out] = when === 'atLeast' ? [edge, edge - 1] : [edge - 1, edge];
    expect([posture, rings(signal, row, in_), rings(signal, row, out)]).toEqual([posture, true, false]);
  }
});

test('all rows but events and metric math are here', () => {
  expect(CATALOGUE.filter((row) => !WATCHED.includes(row) && row.source.kind !== 'event').map((row) => row.id)).toEqual(['appClient.refreshFailures', 'appClient.signInFailures', 'truststore.expiring']);
});
