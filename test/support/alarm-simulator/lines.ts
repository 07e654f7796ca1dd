/** Lines of a log through a metric filter, as the template has it, into the metric that an alarm reads: `periodsOf(filter, alarm, feed)`. */
import { type FilterPattern, readPattern } from '../filter-pattern';
import type { Period } from './simulate';

interface Filter {
  readonly FilterPattern: string;
  readonly MetricTransformations: readonly { readonly MetricNamespace: string; readonly MetricName: string; readonly MetricValue: string; readonly DefaultValue?: number; readonly Dimensions?: readonly { readonly Key: string; readonly Value: string }[] }[];
}

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** Lines of one period, each so many times. */
export type Lines = readonly (readonly [line: string, times: number])[];

export function periodsOf(filter: unknown, alarm: unknown, periods: readonly Lines[], reading: { missingIsDifferent?: boolean } = {}): Period[] {
  const { FilterPattern: text, MetricTransformations: [made] } = filter as Filter;
  const metric = alarm as Metric;
  if (metric.Namespace !== made.MetricNamespace || metric.MetricName !== made.MetricName) throw new Error('the alarm reads another metric than the filter makes');
  const pattern = readPattern(text, reading);
  return periods.map((lines) => {
    const sum = lines.reduce((total, [line, times]) => total + times * counted(pattern, made, metric, line), 0);
    if (sum > 0) return { Sum: sum };
    return made.DefaultValue === undefined || lines.length === 0 ? null : { Sum: made.DefaultValue };
  });
}

function counted(pattern: FilterPattern, made: Filter['MetricTransformations'][number], metric: Metric, line: string): number {
  if (!pattern.matches(line)) return 0;
  const wanted = new Map((metric.Dimensions ?? []).map((d) => [d.Name, d.Value]));
  const dimensions = made.Dimensions ?? [];
  if (wanted.size !== dimensions.length) throw new Error('the alarm asks for other dimensions than the filter publishes');
  if (!dimensions.every(({ Key, Value }) => String(pattern.valueOf(line, Value)) === wanted.get(Key))) return 0;
  return made.MetricValue.startsWith('$') ? Number(pattern.valueOf(line, made.MetricValue)) : Number(made.MetricValue);
}
