/** The tables of the Amazon CloudWatch user guide, "How alarm state is evaluated when data is missing" (awsdocs, read 2026-11-22). */
import { evaluate, matchesEvent, periodsOf, states, type State, type Treatment } from '../support/alarm-simulator';

const TREATMENTS: readonly Treatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const [OK, ALARM, NONE] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
/** So that what is retained is seen. */
const RETAINED = 'retained' as State;

test.each<[number, string, readonly State[]]>([
  [3, '0 - X - X', [OK, OK, OK, OK]],
  [3, '0 - - - -', [OK, OK, OK, OK]],
  [3, '- - - - -', [NONE, RETAINED, ALARM, OK]],
  [3, '0 X X - X', [ALARM, ALARM, ALARM, ALARM]],
  [3, '- - - - X', [NONE, RETAINED, ALARM, OK]],
  [3, 'X - - - -', [ALARM, RETAINED, ALARM, OK]],
  [2, '0 - X - X', [ALARM, ALARM, ALARM, ALARM]],
  [2, '0 0 X 0 X', [ALARM, ALARM, ALARM, ALARM]],
  [2, '0 - X - -', [OK, OK, ALARM, OK]],
  [2, '- - - - 0', [OK, OK, ALARM, OK]],
  [2, '- - - - X', [NONE, RETAINED, ALARM, OK]],
])('%i of 3: %s', (datapoints, points, expected) => {
  const range = points.split(' ').map((p) => (p === '-' ? null : p === 'X' ? 1 : 0));
  expect(TREATMENTS.map((missing) => evaluate(range, { breaches: (v) => v > 0, datapoints, periods: 3, missing }, RETAINED))).toEqual(expected);
});

const alarm = (more: object = {}): object => ({ Namespace: 'N', MetricName: 'M', Statistic: 'Sum', Period: 60, Threshold: 10, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching', EvaluationPeriods: 2, DatapointsToAlarm: 2, ...more });

test('an alarm over periods: on its threshold, and back', () => {
  expect(states(alarm(), [9, 10, 10, 9].map((Sum) => ({ Sum })))).toEqual([OK, OK, ALARM, OK]);
  expect(states(alarm({ ComparisonOperator: 'LessThanThreshold' }), [9, 9, 10].map((Sum) => ({ Sum })))).toEqual([OK, ALARM, OK]);
});

test('metric math: a difference, and days that count down', () => {
  const stat = (Id: string, Stat: string): object => ({ Id, MetricStat: { Stat, Period: 86400 } });
  expect(states(alarm({ Metrics: [stat('m1', 'SampleCount'), stat('m2', 'Sum'), { Id: 'e1', Expression: 'm1 - m2' }], EvaluationPeriods: 1, DatapointsToAlarm: 1 }), [{ SampleCount: 30, Sum: 20 }, { SampleCount: 30, Sum: 21 }, null])).toEqual([ALARM, OK, OK]);
  const days = alarm({ Period: undefined, Metrics: [stat('m1', 'Sum'), { Id: 'e1', Expression: '(2592000 - EPOCH(m1)) / 86400' }], Threshold: 29, ComparisonOperator: 'LessThanThreshold', EvaluationPeriods: 1, DatapointsToAlarm: 1 });
  expect(states(days, [null, null, null])).toEqual([OK, OK, ALARM]);
});

test('lines become a metric, with its dimensions', () => {
  const filter = { FilterPattern: '{ ($.status = "403") && ($.path = "*") }', MetricTransformations: [{ MetricNamespace: 'N', MetricName: 'M', MetricValue: '1', Dimensions: [{ Key: 'Path', Value: '$.path' }] }] };
  const reads = { ...alarm(), Dimensions: [{ Name: 'Path', Value: '/a' }] };
  expect(periodsOf(filter, reads, [[['{"status":"403","path":"/a"}', 3], ['{"status":"403","path":"/b"}', 5], ['{"status":"200","path":"/a"}', 9]], []])).toEqual([{ Sum: 3 }, null]);
  expect(() => periodsOf(filter, alarm(), [[['{"status":"403","path":"/a"}', 3]]])).toThrow('other dimensions');
});

test('event patterns', () => {
  const event = { source: 'aws.x', detail: { severity: 7.5, findings: [{ Label: 'LOW' }, { Label: 'HIGH' }], name: 'abc' } };
  expect(matchesEvent({ source: ['aws.x'], detail: { severity: [{ numeric: ['>=', 7, '<', 9] }], findings: { Label: ['HIGH'] }, name: [{ prefix: 'a' }] } }, event)).toBe(true);
  for (const bad of [{ source: ['aws.y'] }, { detail: { severity: [{ numeric: ['>=', 8] }] } }, { detail: { findings: { Label: ['CRITICAL'] } } }, { detail: { name: [{ 'anything-but': ['abc'] }] } }, { detail: { none: [{ exists: true }] } }]) expect(matchesEvent(bad, event)).toBe(false);
  expect(() => matchesEvent({ source: [{ cidr: '10.0.0.0/8' }] }, event)).toThrow('unread');
});
