/** Rows of the user's own: what the catalogue promises by its type and its tests, they must keep as well. */
import { didYouMean, nearest } from '../../../intent';
import type { Said } from '../../front-door/compiler/say';
import { CATALOGUE } from '../catalogue';
import { metricsOf, shortestPeriod } from '../catalogue/published';
import { QUOTAS } from '../catalogue/quotas';
import type { FilterSource, MetricSource, SignalRow } from '../model';

const ID = /^[A-Za-z][A-Za-z0-9]*\.[A-Za-z][A-Za-z0-9]*$/;

/** Those that can be judged further. */
export function checkRows(rows: readonly SignalRow[], said: Said): SignalRow[] {
  const taken = new Set(CATALOGUE.map((row) => row.id));
  return rows.filter((row) => {
    const before = said.all.filter((f) => f.level === 'error').length;
    const what = `signal \`${row.id}\``;
    if (!ID.test(row.id)) said.error('SignalIdInvalid', '', `${what} has no name that can be one; expected two words with a dot, e.g. \`table.copied\``);
    if (taken.has(row.id)) said.error('SignalIdTaken', '', `${what} is there already; give your row a name of its own, or change the figures of that one`);
    taken.add(row.id);
    if (row.source.kind === 'metric') checkMetric(row.source, what, said);
    if (row.source.kind === 'filter') checkFilter(row.source, what, said);
    if (row.source.kind === 'event' && Object.keys(row.source.pattern).length === 0) said.error('SignalPatternInvalid', '', `${what} matches every event; expected a pattern, e.g. \`{ source: ['aws.guardduty'] }\``);
    return said.all.filter((f) => f.level === 'error').length === before;
  });
}

function checkMetric(source: MetricSource, what: string, said: Said): void {
  const { namespace, metric } = source;
  const known = metricsOf(namespace);
  if (known === undefined) {
    if (namespace.startsWith('AWS/')) said.warning('MetricNotJudged', '', `${what} reads \`${metric}\` of \`${namespace}\`, of which this library knows no metric; see that the name is right, since an alarm on a metric that never comes never rings`);
    return;
  }
  if (!known.has(metric)) {
    // AWS adds metrics: only what looks like a slip is a mistake.
    if (nearest(metric, known) !== undefined) said.error('MetricUnknown', '', `${what} reads \`${metric}\`, which \`${namespace}\` does not publish${didYouMean(metric, known, 'metrics')}`);
    else said.warning('MetricNotJudged', '', `${what} reads \`${metric}\`, which is none of the metrics of \`${namespace}\` that this library knows; see that the name is right, since an alarm on a metric that never comes never rings`);
    return;
  }
  const shortest = shortestPeriod(namespace, metric);
  if (source.minimumPeriod < shortest) said.error('PeriodBelowMetric', '', `${what} says that \`${metric}\` comes every ${source.minimumPeriod} seconds; \`${namespace}\` publishes it every ${shortest} seconds`);
}

function checkFilter(source: FilterSource, what: string, said: Said): void {
  const names = Object.keys(source.dimensions);
  if (source.pattern.trim() === '') said.error('SignalPatternInvalid', '', `${what} matches every line; expected a filter pattern, e.g. \`{ $.status = "403" }\``);
  if (source.pattern.length > QUOTAS.filterPattern) said.error('SignalPatternInvalid', '', `the pattern of ${what} has ${source.pattern.length} characters; CloudWatch Logs takes ${QUOTAS.filterPattern}`);
  if (names.length > QUOTAS.dimensionsPerFilter) said.error('SignalPatternInvalid', '', `${what} has ${names.length} dimensions; CloudWatch Logs takes ${QUOTAS.dimensionsPerFilter}`);
  for (const name of names) {
    if (!source.pattern.includes(source.dimensions[name])) said.error('SignalPatternInvalid', '', `dimension \`${name}\` of ${what} is \`${source.dimensions[name]}\`, which its pattern does not name; add \`(${source.dimensions[name]} = "*")\``);
  }
}
