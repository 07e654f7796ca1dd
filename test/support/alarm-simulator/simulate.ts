/**
 * An alarm's properties, as the template has them, over periods: `states(properties, data)`.
 *
 * Metric math of the catalogue is worked out: differences, and `EPOCH`, the time of a period. The threshold is the alarm's own.
 */
import { evaluate, LOOK_BACK, type Rule, type State, type Treatment } from './evaluate';

/** What came in one period, by statistic; null where nothing did. */
export type Period = Readonly<Record<string, number>> | null;

interface AlarmProperties {
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly { readonly Id: string; readonly Expression?: string; readonly MetricStat?: { readonly Stat: string; readonly Period: number } }[];
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: Treatment;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
}

/** After each period. `start` is the time of the first, in seconds. */
export function states(properties: unknown, data: readonly Period[], start = 0): State[] {
  const alarm = properties as AlarmProperties;
  const values = data.map((period, i) => valueOf(alarm, period, start + i * periodOf(alarm)));
  const rule: Rule = { breaches: breaching(alarm), datapoints: alarm.DatapointsToAlarm, periods: alarm.EvaluationPeriods, missing: alarm.TreatMissingData };
  const range = rule.periods + LOOK_BACK;
  let current: State = 'INSUFFICIENT_DATA';
  return values.flatMap((_, i) => {
    const seen = values.slice(Math.max(0, i + 1 - range), i + 1);
    // Before the data began nothing is known; where that would ring by itself, only full ranges are judged.
    if (rule.missing === 'breaching' && seen.length < range) return [];
    current = evaluate([...Array.from({ length: range - seen.length }, () => null), ...seen], rule, current);
    return [current];
  });
}

export function periodOf(alarm: Pick<AlarmProperties, 'Period' | 'Metrics'>): number {
  return alarm.Period ?? alarm.Metrics?.find((m) => m.MetricStat !== undefined)?.MetricStat?.Period ?? 60;
}

function breaching({ ComparisonOperator, Threshold }: AlarmProperties): (value: number) => boolean {
  if (ComparisonOperator === 'GreaterThanOrEqualToThreshold') return (value) => value >= Threshold;
  if (ComparisonOperator === 'LessThanThreshold') return (value) => value < Threshold;
  throw new Error(`unexpected operator ${ComparisonOperator}`);
}

function valueOf(alarm: AlarmProperties, period: Period, time: number): number | null {
  const queries = alarm.Metrics;
  if (queries === undefined) return period === null ? null : need(period, alarm.Statistic ?? alarm.ExtendedStatistic ?? '');
  const expression = queries.find((q) => q.Expression !== undefined)?.Expression ?? '';
  const timed = expression.replace(/EPOCH\(m\d\)/g, String(time));
  if (/\bm\d\b/.test(timed) && period === null) return null;
  const worked = timed.replace(/\bm\d\b/g, (id) => String(need(period ?? {}, queries.find((q) => q.Id === id)?.MetricStat?.Stat ?? '')));
  if (!/^[0-9.+\-*/() ]+$/.test(worked)) throw new Error(`cannot work out \`${expression}\``);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return (new Function(`return (${worked});`) as () => number)();
}

function need(period: Readonly<Record<string, number>>, statistic: string): number {
  if (!Object.hasOwn(period, statistic)) throw new Error(`the feed has no \`${statistic}\``);
  return period[statistic];
}
