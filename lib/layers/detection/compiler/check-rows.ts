/** Rows of the user's own: what the catalogue promises by its type and its tests, they must keep as well. */
import { didYouMean, nearest } from '../../../intent';
import type { Said } from '../../front-door/compiler/say';
import { CATALOGUE } from '../catalogue';
import { metricsOf, shortestPeriod } from '../catalogue/published';
import { QUOTAS } from '../catalogue/quotas';
import type { FilterSource, MetricSource, SignalRow } from '../model';
import { patternProblem } from './pattern';
import { isStatistic, PLAIN_STATISTICS } from './statistics';

/** What a line counts. */
const VALUE = /^(?:-?\d+(?:\.\d+)?|\$(?:\.?[A-Za-z_][\w:@-]*|\[(?:\d+|'[^']+')\]|\.\['[^']+'\])+)$/;
const STATISTICS = [...PLAIN_STATISTICS, 'IQM', 'p90', 'p95', 'p99', 'tm90', 'tm99'];
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
    checkMissing(row, what, said);
    if (row.source.kind === 'metric') checkMetric(row.source, what, said);
    if (row.source.kind === 'filter') checkFilter(row.source, what, said);
    if (row.source.kind === 'event' && Object.keys(row.source.pattern).length === 0) said.error('SignalPatternInvalid', '', `${what} matches every event; expected a pattern, e.g. \`{ source: ['aws.guardduty'] }\``);
    return said.all.filter((f) => f.level === 'error').length === before;
  });
}

function checkMetric(source: MetricSource, what: string, said: Said): void {
  const { namespace, metric, statistic, seen } = source;
  if (!isStatistic(statistic)) said.error('StatisticUnknown', '', `${what} takes \`${statistic}\` of \`${metric}\`${didYouMean(statistic, STATISTICS, 'statistics')}; a percentile is written e.g. \`p99\``);
  const known = metricsOf(namespace);
  if (known === undefined) {
    if (namespace.startsWith('AWS/') && !isSeen(seen)) said.warning('MetricNotJudged', '', `${what} reads \`${metric}\` of \`${namespace}\`, of which this library knows no metric; see that the name is right, since an alarm on a metric that never comes never rings`);
    return;
  }
  if (!known.has(metric)) {
    // AWS adds metrics: whoever saw a new one says where.
    const near = nearestMetric(metric, known);
    if (!isSeen(seen)) said.error('MetricUnknown', '', `${what} reads \`${metric}\`, which is none of the ${known.size} metrics of \`${namespace}\` that this library knows, and an alarm on a metric that never comes never rings${near === undefined ? '' : `; did you mean \`${near}\`?`}; expected one that the service publishes; correct the name, or say in \`seen\` where AWS has it, e.g. the page and the day`);
    return;
  }
  const shortest = shortestPeriod(namespace, metric);
  if (source.minimumPeriod < shortest) said.error('PeriodBelowMetric', '', `${what} says that \`${metric}\` comes every ${source.minimumPeriod} seconds; \`${namespace}\` publishes it every ${shortest} seconds`);
}

function isSeen(seen: string | undefined): boolean {
  return seen !== undefined && seen.trim() !== '';
}

/** By letters; else by words: `ConsumedReadUnits` is meant as `ConsumedReadCapacityUnits`. */
function nearestMetric(metric: string, known: ReadonlySet<string>): string | undefined {
  const words = (name: string): Set<string> => new Set(name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g)?.map((word) => word.toLowerCase().replace(/s$/, '')));
  const mine = words(metric);
  const shared = (name: string): number => { const theirs = words(name); const both = [...mine].filter((word) => theirs.has(word)).length; return both / (mine.size + theirs.size - both); };
  const [best] = [...known].sort().map((name) => ({ name, share: shared(name) })).sort((a, b) => b.share - a.share);
  return best !== undefined && best.share >= 0.6 ? best.name : nearest(metric, known);
}

/** `Ev*ent`: (Amazon CloudWatch Logs user guide, "Filter and Pattern Syntax", awsdocs/amazon-cloudwatch-logs-user-guide@1487b94, 2023 or older.) */
function innerWildcards(pattern: string): string[] {
  const values = [...pattern.matchAll(/=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"%&|(){}\[\],]+))/g)].map(([, quoted, bare]) => quoted ?? bare);
  return values.filter((value) => value.replace(/^\*|\*$/g, '').includes('*'));
}

/** A period without data must not read as fine where silence is the signal, nor keep an alarm ringing for ever where no data is an ordinary day. */
function checkMissing(row: SignalRow, what: string, said: Said): void {
  const { source, ceiling, missing } = row;
  if (ceiling === undefined || source.kind === 'event') return;
  // A filter with dimensions, or one whose log is silent, has no zeros.
  const isSparse = source.kind === 'filter' || source.isSparse;
  if (ceiling.when === 'lessThan' && missing === 'notBreaching') said.error('MissingDataMisread', '', `${what} rings when too little comes, and reads a period without data as fine: silence would never ring; expected \`BREACHING\`, or \`IGNORE\` of a metric that counts down to an end; change \`missingData\``);
  if (ceiling.when === 'atLeast' && isSparse && (missing === 'breaching' || missing === 'ignore')) said.error('MissingDataMisread', '', `${what} reads what comes only when it is not zero, and takes a period without data ${missing === 'breaching' ? 'for an alarm: it would ring on every quiet day' : 'as no change: once it rings it never ends'}; expected \`NOT_BREACHING\`; change \`missingData\``);
}

function checkFilter(source: FilterSource, what: string, said: Said): void {
  const names = Object.keys(source.dimensions);
  if (source.pattern.trim() === '') said.error('SignalPatternInvalid', '', `${what} matches every line; expected a filter pattern, e.g. \`{ $.status = "403" }\``);
  const problem = source.pattern.trim() === '' ? undefined : patternProblem(source.pattern);
  if (problem !== undefined) said.error('SignalPatternInvalid', '', `the pattern of ${what} has ${problem}; expected one that CloudWatch Logs can read, e.g. \`{ ($.status = "403") && ($.method = "PUT") }\`; correct it`);
  if (!VALUE.test(source.value)) said.error('SignalPatternInvalid', '', `${what} counts \`${source.value}\` of a line; expected a number, or a field such as \`$.bytes\`; correct \`value\``);
  for (const inner of innerWildcards(source.pattern)) said.error('SignalPatternInvalid', '', `the pattern of ${what} looks for \`${inner}\`; CloudWatch Logs reads an asterisk at the beginning and the end of a value as any text, and within it as an asterisk, so that no line would match; expected it at an end; compare with a regular expression between percent signs, or with two conditions`);
  if (source.pattern.length > QUOTAS.filterPattern) said.error('SignalPatternInvalid', '', `the pattern of ${what} has ${source.pattern.length} characters; CloudWatch Logs takes ${QUOTAS.filterPattern}`);
  if (names.length > QUOTAS.dimensionsPerFilter) said.error('SignalPatternInvalid', '', `${what} has ${names.length} dimensions; CloudWatch Logs takes ${QUOTAS.dimensionsPerFilter}`);
  for (const name of names) {
    if (!source.pattern.includes(source.dimensions[name])) said.error('SignalPatternInvalid', '', `dimension \`${name}\` of ${what} is \`${source.dimensions[name]}\`, which its pattern does not name; add \`(${source.dimensions[name]} = "*")\``);
  }
}
