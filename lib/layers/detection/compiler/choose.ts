/**
 * Which signals watch which subject, and how: ``choose(facts, rows, said)``.
 *
 * A row is on from its posture, or by name; overrides change its figures, those of one subject before those of all. What is asked and
 * cannot be watched is told: a log that is not there, a value that is not there. It never becomes an alarm that cannot ring.
 */
import { compareText, type Posture } from '../../../intent';
import { list, type Said } from '../../front-door/compiler/say';
import type { Severity, SignalOverride, SignalRow, SubjectFacts, WatchFacts } from '../model';
import { checkFigures } from './check-figures';
import { isToken, lackingFields, missingValues, unfitValues } from './resolve';

/** A signal of a subject, with its figures. */
export interface Chosen {
  readonly row: SignalRow;
  readonly subject: SubjectFacts;
  readonly severity: Severity;
  /** Of everything but events. */
  readonly ceiling: number;
  readonly band?: number;
  readonly period: number;
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
  if (mine.some((o) => o.offBecause !== undefined && o.offBecause.trim() !== '')) return [];
  const first = <K extends keyof SignalOverride>(field: K): SignalOverride[K] | undefined => mine.find((o) => o[field] !== undefined)?.[field];
  const one: Chosen = {
    row, subject, severity: first('severity') ?? row.severity, ceiling: first('ceiling') ?? row.ceiling?.value[facts.posture] ?? 0,
    period: first('period') ?? row.period, ...(first('band') === undefined && row.band === undefined ? {} : { band: first('band') ?? row.band }),
  };
  return checkFigures(one, mine[0]?.where ?? subject.where, said) ? [one] : [];
}

/** A figure for a signal that is not on would be believed to watch. */
export function withoutEffect(facts: WatchFacts, row: SignalRow, o: SignalOverride, said: Said): void {
  const asks = row.from === 'never' ? 'is on by name alone' : `is on from posture \`${row.from}\``;
  said.error('OverrideWithoutEffect', o.where, `signal \`${row.id}\` is changed and is not on: it ${asks}, and watch \`${facts.id}\` has posture \`${facts.posture}\`; ask for it by name as well, or leave the change out`);
}

function withoutLog(subject: SubjectFacts, log: string, ones: readonly Chosen[]): string {
  const [do_, them] = ones.length === 1 ? ['does', 'it'] : ['do', 'them'];
  return `\`${subject.id}\` has no log \`${log}\` in CloudWatch Logs, so ${list(ones.map(({ row }) => row.id), 12)} ${do_} not watch it; write the log there and hand it over, or turn ${them} off with a reason`;
}

function watchable(facts: WatchFacts, subject: SubjectFacts, wanted: readonly Chosen[], said: Said): Chosen[] {
  const without = new Map<string, Chosen[]>();
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
    if (missing.length > 0) said.error('SignalValueMissing', subject.where, `signal \`${one.row.id}\` of \`${subject.id}\` needs ${list(missing)}, which the subject does not have; give it among its values, or turn the signal off with a reason`);
    for (const name of unfit) said.error('SignalValueInvalid', subject.where, `value \`${name}\` of \`${subject.id}\` is ${isToken(subject.values[name]) ? 'known only to the deployment' : `\`${subject.values[name]}\``}, which signal \`${one.row.id}\` cannot look for; expected ${source.kind === 'filter' ? 'a text without quotes, wildcards, percent signs and line breaks' : 'a whole number'}`);
    return missing.length === 0 && unfit.length === 0;
  });
  for (const [log, ones] of [...without].sort(([a], [b]) => compareText(a, b))) {
    const named = ones.filter((one) => isNamed(facts, one));
    const rest = ones.filter((one) => !named.includes(one));
    if (named.length > 0) said.error('SignalLogMissing', subject.where, withoutLog(subject, log, named));
    if (rest.length > 0) said.warning('SignalLogMissing', subject.where, withoutLog(subject, log, rest));
  }
  for (const [why, ones] of [...lacking].sort(([a], [b]) => compareText(a, b))) said.warning('SignalValueMissing', subject.where, `\`${subject.id}\` is not watched by ${list(ones.map(({ row }) => row.id), 12)}: ${why}`);
  return good;
}

/** Asked for: what it needs has to be there. */
function isNamed(facts: WatchFacts, { row, subject }: Chosen): boolean {
  return facts.extra.includes(row.id) || facts.overrides.some((o) => o.signal === row.id && (o.subject === undefined || o.subject === subject.id));
}
