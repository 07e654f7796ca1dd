/**
 * Every signal, fed: what must raise it does, its benign twin does not. Through the filter and the alarm as the template has them.
 * The band's own maths is AWS's: only that it stands there is tested (alarms.test.ts).
 */
import { CATALOGUE } from '../../../lib/layers/detection/catalogue';
import { compileWatch } from '../../../lib/layers/detection/compiler/compile';
import type { PlannedSignal, SignalRow } from '../../../lib/layers/detection/model';
import { periodsOf, type State, states } from '../../support/alarm-simulator';
import { matches } from '../../support/events/pattern';
import { FEEDS, type Input } from './feeds';
import { subject, watch } from './subjects';

/** Ellipses of time: each line in each of them. */
const PERIODS = 5;

function planned(row: SignalRow): PlannedSignal {
  const plan = compileWatch(watch({ subjects: [subject(row.subject)], extra: [row.id] }));
  const signal = plan.signals.find((s) => s.signal === row.id);
  if (signal === undefined) throw new Error(`\`${row.id}\` was not planned: ${plan.findings.map((f) => f.message).join('; ')}`);
  return signal;
}

function rings(signal: PlannedSignal, input: Input, reading = {}): boolean {
  if ('event' in input) return matches(signal.rule, input.event);
  const alarm = signal.ceiling?.properties;
  const data = 'series' in input ? input.series : periodsOf(signal.filter?.properties, alarm, Array.from({ length: PERIODS }, () => input.lines), reading);
  const all: State[] = states(alarm, data, 'series' in input ? input.start : 0);
  expect(all.length).toBeGreaterThan(0);
  return all.includes('ALARM');
}

test('every signal has its pair, and no pair is left over', () => {
  expect(Object.keys(FEEDS).sort()).toEqual(CATALOGUE.map((row) => row.id));
});

test.each(CATALOGUE.map((row) => [row.id, row] as const))('%s', (id, row) => {
  const signal = planned(row);
  const { raise, calm } = FEEDS[id];
  expect({ raise: rings(signal, raise), calm: rings(signal, calm) }).toEqual({ raise: true, calm: false });
});

test.each(CATALOGUE.filter((row) => row.source.kind === 'filter').map((row) => [row.id, row] as const))('%s rings the same however `!=` reads a field that is not there', (id, row) => {
  const signal = planned(row);
  const { raise, calm } = FEEDS[id];
  expect([raise, calm].map((input) => rings(signal, input, { missingIsDifferent: true }))).toEqual([true, false]);
});

test('every alternative of a filter on names of events works alone', () => {
  for (const row of CATALOGUE) {
    if (row.source.kind !== 'filter' || row.source.log !== 'cloudTrail' || row.subject !== 'account') continue;
    const signal = planned(row);
    const services = [...row.source.pattern.matchAll(/eventSource\s*=\s*"?([a-z0-9-]+)\.amazonaws/g)].map(([, s]) => s);
    for (const [, event] of row.source.pattern.matchAll(/eventName\s*=\s*"?([A-Za-z]+)/g)) {
      if (event === 'ConsoleLogin') continue;
      const line = JSON.stringify({ eventSource: 'ec2.amazonaws.com', eventName: event });
      const seen = (services.length === 0 ? ['ec2'] : services).some((service) => periodsOf(signal.filter?.properties, signal.ceiling?.properties, [[[line.replace('ec2', service), 1]]])[0]?.Sum === 1);
      expect([row.id, event, seen]).toEqual([row.id, event, true]);
    }
  }
});
