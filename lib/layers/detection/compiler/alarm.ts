/**
 * One signal of one subject -> its alarms: ceiling and band, complete but for their actions.
 *
 * The band is judged on its upper side only, and its model is made here by name, so that times can be excluded from what it learns.
 */
import type { MetricSource, PlannedSignal, Properties, SubjectFacts, WatchFacts } from '../model';
import type { Chosen } from './choose';
import { alarmName, describe, words } from './names';
import { type Dimension, dimensionsOf, fill, filterKey } from './resolve';
import { PLAIN_STATISTICS } from './statistics';

/** What an alarm looks at. */
interface Watched {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly statistic: string;
  readonly math?: MetricSource['math'];
}

/** Namespace of metrics that are made from lines. It may hold no colon, asterisk or dollar sign (CloudWatch Logs). */
export function namespaceOf(watch: string): string {
  return `ZeroTrust/${watch}`.replace(/[:*$]/g, '-');
}

export function planAlarms(facts: WatchFacts, chosen: Chosen, key: string, isGrouped: boolean): Omit<PlannedSignal, 'shard'> {
  const { row, subject, severity } = chosen;
  const base = { key, signal: row.id, subject, severity };
  if (row.source.kind === 'event') return { ...base, rule: row.source.pattern };
  const watched = watchedOf(facts, chosen);
  const shared = { ActionsEnabled: true, EvaluationPeriods: row.datapoints[1], DatapointsToAlarm: row.datapoints[0] };
  const alarm = (signal: string, how: string, properties: Properties) => {
    const name = alarmName(facts.id, signal, subject.id);
    const description = describe(facts, { signal: row.id, subject, severity, title: row.title, more: words(row, how), isGrouped });
    return { name, description, properties: { AlarmName: name, AlarmDescription: description, ...shared, ...properties } };
  };
  const atLeast = row.ceiling?.when !== 'lessThan';
  const ceiling = alarm(row.id, `${atLeast ? 'At least' : 'Less than'} ${chosen.ceiling} in ${chosen.period} s.`, {
    ...direct(watched, chosen.period), Threshold: chosen.ceiling, ComparisonOperator: atLeast ? 'GreaterThanOrEqualToThreshold' : 'LessThanThreshold', TreatMissingData: row.missing,
  });
  return {
    ...base, ceiling,
    ...(chosen.band === undefined ? {} : { band: { ...alarm(`${row.id}.band`, `Above what is usual at this time (${chosen.band} standard deviations).`, banded(watched, chosen.period, chosen.band)), detector: detector(facts, watched, chosen) } }),
    ...(row.source.kind === 'filter' ? { filter: { key: watched.name, properties: metricFilter(facts, row.source, subject, watched) } } : {}),
  };
}

export function watchedOf(facts: WatchFacts, { row: { id, source }, subject }: Chosen): Watched {
  if (source.kind === 'event') return { namespace: '', name: '', dimensions: [], statistic: '' };
  const dimensions = dimensionsOf(source, subject);
  if (source.kind === 'filter') return { namespace: namespaceOf(facts.id), name: filterKey(id, source, subject), dimensions, statistic: 'Sum' };
  return { namespace: source.namespace, name: source.metric, dimensions, statistic: source.statistic, ...(source.math === undefined ? {} : { math: { ...source.math, expression: fill(source.math.expression, subject) } }) };
}

function metricOf({ namespace, name, dimensions }: Watched): Properties {
  return { Namespace: namespace, MetricName: name, ...(dimensions.length === 0 ? {} : { Dimensions: dimensions }) };
}

/** A metric as it is, or metric math over it. */
function direct(watched: Watched, period: number): Properties {
  if (watched.math !== undefined) return { Metrics: queries(watched, period) };
  const { statistic } = watched;
  return { ...metricOf(watched), ...(PLAIN_STATISTICS.includes(statistic) ? { Statistic: statistic } : { ExtendedStatistic: statistic }), Period: period };
}

/** The last one is what is judged. */
function queries(watched: Watched, period: number): Properties[] {
  const query = (Id: string, Stat: string, ReturnData: boolean): Properties => ({ Id, MetricStat: { Metric: metricOf(watched), Period: period, Stat }, ReturnData });
  const { math, statistic } = watched;
  if (math === undefined) return [query('m1', statistic, true)];
  return [
    query('m1', statistic, false),
    ...(math.second === undefined ? [] : [query('m2', math.second, false)]),
    { Id: 'e1', Expression: math.expression, ReturnData: true },
  ];
}

/** As `AnomalyDetectionAlarm` of aws-cloudwatch writes it, upper side only; missing data never breaches a band. */
function banded(watched: Watched, period: number, deviations: number): Properties {
  const judged = watched.math === undefined ? 'm1' : 'e1';
  return {
    Metrics: [...queries(watched, period), { Id: 'ad1', Expression: `ANOMALY_DETECTION_BAND(${judged}, ${deviations})`, ReturnData: true }],
    ThresholdMetricId: 'ad1', ComparisonOperator: 'GreaterThanUpperThreshold', TreatMissingData: 'notBreaching',
  };
}

/** `AWS::CloudWatch::AnomalyDetector`. */
function detector(facts: WatchFacts, watched: Watched, { period, hasPeriodicSpikes }: Chosen): Properties {
  const Configuration = {
    ExcludedTimeRanges: (facts.exclusions ?? []).map(({ start, end }) => ({ StartTime: start, EndTime: end })),
    MetricTimeZone: facts.timeZone ?? 'UTC',
  };
  const more = { Configuration, ...(hasPeriodicSpikes === true ? { MetricCharacteristics: { PeriodicSpikes: true } } : {}) };
  return watched.math === undefined
    ? { SingleMetricAnomalyDetector: { ...metricOf(watched), Stat: watched.statistic }, ...more }
    : { MetricMathAnomalyDetector: { MetricDataQueries: queries(watched, period) }, ...more };
}

/** `AWS::Logs::MetricFilter`. A metric with dimensions cannot have a default value. */
function metricFilter(facts: WatchFacts, source: Extract<Chosen['row']['source'], { kind: 'filter' }>, subject: SubjectFacts, watched: Watched): Properties {
  const dimensions = Object.entries(source.dimensions).sort(([a], [b]) => (a < b ? -1 : 1)).map(([Key, Value]) => ({ Key, Value }));
  return {
    LogGroupName: subject.logs[source.log],
    FilterPattern: fill(source.pattern, subject),
    MetricTransformations: [{
      MetricNamespace: namespaceOf(facts.id), MetricName: watched.name, MetricValue: source.value,
      ...(dimensions.length === 0 ? { DefaultValue: 0 } : { Dimensions: dimensions }),
    }],
  };
}
