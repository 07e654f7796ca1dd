/**
 * Which signals watch which subject, and how: ``choose(facts, rows, said)``.
 *
 * A row is on from its posture, or by name; overrides change its figures, those of one subject before those of all. What is asked and
 * cannot be watched is told: a log that is not there, a value that is not there. It never becomes an alarm that cannot ring.
 */
import { compareText, type Posture } from '../../../intent';
import { isToken } from '../../../intent/clean';
import { list, type Said } from '../../front-door/compiler/say';
import type { FilterSource, Severity, SignalOverride, SignalRow, SubjectFacts, WatchFacts } from '../model';
import { checkFigures } from './check-figures';
import { lackingFields, missingValues, unfitValues } from './resolve';

/** A signal of a subject, with its figures. */
export interface Chosen {
  readonly row: SignalRow;
  readonly subject: SubjectFacts;
  readonly severity: Severity;
  /** Of everything but events. */
  readonly ceiling: number;
  readonly band?: number;
  readonly period: number;
  readonly hasPeriodicSpikes?: boolean;
}

const RANK: Readonly<Record<Posture, number>> = { sandbox: 0, standard: 1, high: 2 };

export function choose(facts: WatchFacts, rows: readonly SignalRow[], said: Said): Chosen[] {
  const byKind = new Map<string, SignalRow[]>();
  for (const row of rows) byKind.set(row.subject, [...(byKind.get(row.subject) ?? []), row]);
  const overrides = new Map<string, SignalOverride[]>();
  for (const o of facts.overrides) overrides.set(o.signal, [...(overrides.get(o.signal) ?? []), o]);
  const subjects = [...facts.subjects].sort((a, b) => compareText(a.id, b.id));
  return subjects.flatMap((subject) => {
    const wanted = (byKind.get(subject.kind) ?? []).flatMap((row) => chosen(facts, row, subject, overrides.get(row.id) ?? [], said));
    return watchable(facts, subject, wanted, said);
  });
}

function chosen(facts: WatchFacts, row: SignalRow, subject: SubjectFacts, all: readonly SignalOverride[], said: Said): Chosen[] {
  const isOn = facts.extra.includes(row.id) || (row.from !== 'never' && RANK[row.from] <= RANK[facts.posture]);
  const mine = all.filter((o) => o.subject === undefined || o.subject === subject.id).sort((a, b) => Number(b.subject !== undefined) - Number(a.subject !== undefined));
  if (!isOn) {
    for (const o of mine) if (o.subject !== undefined) withoutEffect(facts, row, o, said);
    return [];
  }
  if (row.source.kind === 'metric' && subject.never?.includes(row.source.metric) === true) return [];
  if (mine.some((o) => o.offBecause !== undefined && o.offBecause.trim() !== '')) return [];
  const first = <K extends keyof SignalOverride>(field: K): SignalOverride[K] | undefined => mine.find((o) => o[field] !== undefined)?.[field];
  const one: Chosen = {
    row, subject, severity: first('severity') ?? row.severity, ceiling: first('ceiling') ?? row.ceiling?.value[facts.posture] ?? 0,
    period: first('period') ?? row.period, ...(first('band') === undefined && row.band === undefined ? {} : { band: first('band') ?? row.band }),
    ...((first('hasPeriodicSpikes') ?? row.hasPeriodicSpikes) === true ? { hasPeriodicSpikes: true } : {}),
  };
  return checkFigures(one, mine[0]?.where ?? subject.where, said) ? [one] : [];
}

/** A figure for a signal that is not on would be believed to watch. What is off in this posture may be turned off all the same: one program is built for several. */
export function withoutEffect(facts: WatchFacts, row: SignalRow, o: SignalOverride, said: Said): void {
  if (o.offBecause !== undefined) return;
  const asks = row.from === 'never' ? 'is on by name alone' : `is on from posture \`${row.from}\``;
  said.warning('OverrideWithoutEffect', o.where, `signal \`${row.id}\` is changed and is not on: it ${asks}, and watch \`${facts.id}\` has posture \`${facts.posture}\`; ask for it by name as well, or leave the change out`);
}

/** How a log is handed over, as the user says it. */
const HANDED: Readonly<Record<FilterSource['log'], string>> = {
  cloudTrail: '`observe` an `AccountBaseline`, a trail that writes to CloudWatch Logs, or its log group (`holds: ObservedLog.CLOUD_TRAIL`)', accessLog: 'write it to CloudWatch Logs, and where that cannot be seen pass `accessLog` of `observe`',
  flowLog: 'let the watch write one (`watch.observe(vpc, { writeFlowLog: true })`), or pass `flowLog`', firewallLog: 'write it to CloudWatch Logs, and where that cannot be seen pass `firewallLog` of `observe`',
  resolverLog: 'log queries of the resolver to CloudWatch Logs, or pass `resolverLog` of `observe`', userActivity: 'deliver the activity log of the pool to CloudWatch Logs, or pass `activityLog` of `observe`',
};

function withoutLog(subject: SubjectFacts, log: FilterSource['log'], ones: readonly Chosen[]): string {
  const [do_, them] = ones.length === 1 ? ['does', 'it'] : ['do', 'them'];
  return `\`${subject.id}\` has no log \`${log}\` in CloudWatch Logs, so ${list(ones.map(({ row }) => row.id), 12)} ${do_} not watch it; ${HANDED[log]}; or turn ${them} off with a reason`;
}

function watchable(facts: WatchFacts, subject: SubjectFacts, wanted: readonly Chosen[], said: Said): Chosen[] {
  const without = new Map<FilterSource['log'], Chosen[]>();
  const unsaid = new Map<string, Chosen[]>();
  const lacking = new Map<string, Chosen[]>();
  const good = wanted.filter((one) => {
    const { source } = one.row;
    if (source.kind === 'event') return true;
    if (source.kind === 'filter' && (subject.logs[source.log] ?? '') === '') {
      without.set(source.log, [...(without.get(source.log) ?? []), one]);
      return false;
    }
    const missing = [...missingValues(source, subject), ...lackingFields(source, subject)];
    const lacks = missing.map((name) => subject.lacks?.[name]);
    if (missing.length > 0 && lacks.every((why) => why !== undefined) && !isNamed(facts, one)) {
      for (const why of new Set(lacks as string[])) lacking.set(why, [...(lacking.get(why) ?? []), one]);
      return false;
    }
    const unfit = unfitValues(source, subject);
    if (missing.length > 0) unsaid.set(list(missing, 12), [...unsaid.get(list(missing, 12)) ?? [], one]);
    for (const name of unfit) said.error('SignalValueInvalid', subject.where, `value \`${name}\` of \`${subject.id}\` is ${isToken(subject.values[name]) ? 'known only to the deployment' : `\`${subject.values[name]}\``}, which signal \`${one.row.id}\` cannot look for; expected ${source.kind === 'filter' ? 'a text without quotes, wildcards, percent signs and line breaks' : 'a whole number'}`);
    return missing.length === 0 && unfit.length === 0;
  });
  for (const [log, ones] of [...without].sort(([a], [b]) => compareText(a, b))) {
    const named = ones.filter((one) => isNamed(facts, one) || isOwn(facts, one));
    const rest = ones.filter((one) => !named.includes(one));
    if (named.length > 0) said.error('SignalLogMissing', subject.where, withoutLog(subject, log, named));
    if (rest.length > 0) said.warning('SignalLogMissing', subject.where, withoutLog(subject, log, rest));
  }
  for (const [names, ones] of [...unsaid].sort(([a], [b]) => compareText(a, b))) {
    const them = ones.length === 1 ? 'it' : 'them';
    said.error('SignalValueMissing', subject.where, `${list(ones.map(({ row }) => row.id), 12)} of \`${subject.id}\` ${ones.length === 1 ? 'needs' : 'need'} ${names}, which is not known of it; expected its value; say it where it is observed, e.g. \`dimensions: { ${/`([^`]+)`/.exec(names)?.[1] ?? 'Name'}: '...' }\`, or turn ${them} off with a reason`);
  }
  for (const [why, ones] of [...lacking].sort(([a], [b]) => compareText(a, b))) said.warning('SignalValueMissing', subject.where, `\`${subject.id}\` is not watched by ${list(ones.map(({ row }) => row.id), 12)}: ${why}`);
  return good;
}

/** Asked for: what it needs has to be there. */
function isNamed(facts: WatchFacts, { row, subject }: Chosen): boolean {
  return facts.extra.includes(row.id) || facts.overrides.some((o) => o.signal === row.id && (o.subject === undefined || o.subject === subject.id));
}

/** Somebody wrote it for this app: it is never lost beside a warning. */
function isOwn(facts: WatchFacts, { row }: Chosen): boolean {
  return facts.rows?.includes(row) === true;
}
