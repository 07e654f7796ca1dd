/** What is wrong with what the app says, before any row is looked at. */
import { didYouMean } from '../../../intent';
import { isToken } from '../../../intent/clean';
import { list, type Said } from '../../front-door/compiler/say';
import type { SignalOverride, SignalRow, SubjectFacts, WatchFacts } from '../model';
import { withoutEffect } from './choose';
import { isZone, nearestZone } from './zones';

const INSTANT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

export function checkFacts(facts: WatchFacts, rows: readonly SignalRow[], said: Said): void {
  const signals = new Map(rows.map((row) => [row.id, row]));
  if (facts.owner.trim() === '') said.error('WatchWithoutOwner', '', `watch \`${facts.id}\` has no owner; expected who is called when an alarm rings, e.g. a team`);
  if (facts.subjects.length === 0) said.warning('WatchWithoutSubjects', '', `watch \`${facts.id}\` observes nothing; hand it what it is to watch with \`observe\``);
  if (facts.shards !== undefined && (!Number.isInteger(facts.shards) || facts.shards < 1 || facts.shards > 100)) said.error('ShardsInvalid', '', `watch \`${facts.id}\` is to be spread over \`${String(facts.shards)}\` nested stacks; expected 1 to 100`);
  checkSubjects(facts.subjects, new Set(rows.map((row) => row.subject)), said);
  for (const o of facts.overrides) checkOverride(facts, o, signals, said);
  checkTwice(facts.overrides, said);
  for (const id of [...new Set(facts.extra)]) {
    const row = signals.get(id);
    if (row === undefined) said.error('UnknownSignal', '', `watch \`${facts.id}\` asks for the unknown signal \`${id}\`${didYouMean(id, signals.keys(), 'signals')}`);
    else if (!facts.subjects.some((s) => s.kind === row.subject)) said.error('SignalWithoutSubject', '', `watch \`${facts.id}\` asks for signal \`${id}\` by name, and observes nothing of kind \`${row.subject}\`; observe it, or leave the name out`);
  }
  for (const row of facts.rows ?? []) {
    // Its own code where its log is the reason: without a trail there is no account.
    if (isOnFor(facts, row) && !facts.subjects.some((s) => s.kind === row.subject)) said.error('SignalWithoutSubject', '', `signal \`${row.id}\` is about \`${row.subject}\`, of which watch \`${facts.id}\` observes nothing; expected something that it can watch; ${row.subject === 'account' ? 'observe a trail' : 'observe it'}, or leave the signal out`);
  }
  if (facts.timeZone !== undefined && !isZone(facts.timeZone)) said.error('TimeZoneInvalid', '', zoneProblem(`watch \`${facts.id}\``, facts.timeZone));
  for (const { start, end } of facts.exclusions ?? []) {
    if (!INSTANT.test(start) || !INSTANT.test(end) || start >= end) said.error('ExclusionInvalid', '', `bands of watch \`${facts.id}\` are not to learn from \`${start}\` to \`${end}\`; expected two times such as \`2026-12-24T00:00:00\` (UTC, no zone), the earlier first`);
  }
}

function checkSubjects(subjects: readonly SubjectFacts[], kinds: ReadonlySet<string>, said: Said): void {
  const seen = new Map<string, SubjectFacts>();
  for (const subject of subjects) {
    const twin = seen.get(subject.id);
    if (!kinds.has(subject.kind)) said.error('SubjectKindUnknown', subject.where, `\`${subject.id}\` is of kind \`${String(subject.kind)}\`, which no signal is about: nothing would watch it${didYouMean(String(subject.kind), kinds, 'kinds')}`);
    if (subject.id.trim() === '' || isToken(subject.id)) said.error('SubjectIdInvalid', subject.where, `a subject of kind \`${subject.kind}\` has ${isToken(subject.id) ? 'an id that only the deployment knows' : 'no id'}; expected a stable one, e.g. the path of its construct: names of alarms are made from it`);
    else if (twin !== undefined) said.error('SubjectIdTaken', subject.where, `two subjects have the id \`${subject.id}\`: \`${twin.title}\` (${twin.kind}${twin.where === '' ? '' : `, ${twin.where}`}) and \`${subject.title}\` (${subject.kind}); observe one thing once, or give the second an id of its own`);
    else seen.set(subject.id, subject);
  }
}

function checkOverride(facts: WatchFacts, o: SignalOverride, signals: ReadonlyMap<string, SignalRow>, said: Said): void {
  const row = signals.get(o.signal);
  if (row === undefined) return said.error('UnknownSignal', o.where, `a change is for the unknown signal \`${o.signal}\`${didYouMean(o.signal, signals.keys(), 'signals')}`);
  if (o.offBecause !== undefined && o.offBecause.trim() === '') said.error('SignalOffWithoutReason', o.where, `signal \`${o.signal}\` is turned off without a reason; write why in \`because\`, in a sentence`);
  if ([o.ceiling, o.band, o.period, o.severity, o.hasPeriodicSpikes, o.offBecause].every((field) => field === undefined)) said.error('OverrideEmpty', o.where, `a change of signal \`${o.signal}\` changes nothing; set its \`ceiling\`, \`band\`, \`period\` or \`severity\`, or turn it off with a reason`);
  if (row.source.kind === 'event' && [o.ceiling, o.band, o.period, o.severity, o.hasPeriodicSpikes].some((field) => field !== undefined)) said.error('OverrideWithoutEffect', o.where, `signal \`${o.signal}\` is an event of a service: it has no ceiling, band or period, and the severity of the finding; leave them out`);
  const ofKind = facts.subjects.filter((s) => s.kind === row.subject);
  if (o.subject !== undefined && !ofKind.some((s) => s.id === o.subject)) {
    const other = facts.subjects.find((s) => s.id === o.subject);
    return said.error('UnknownSubject', o.where, other === undefined
      ? `a change of signal \`${o.signal}\` is for the unknown subject \`${o.subject}\`${didYouMean(o.subject, ofKind.map((s) => s.id), 'subjects of it')}`
      : `a change of signal \`${o.signal}\` is for \`${o.subject}\`, which is of kind \`${other.kind}\`; the signal is about \`${row.subject}\``);
  }
  // Those of one subject are told where it is chosen.
  if (o.subject === undefined && !isOnFor(facts, row)) withoutEffect(facts, row, o, said);
}

function isOnFor(facts: WatchFacts, { id, from }: SignalRow): boolean {
  const postures = ['sandbox', 'standard', 'high'];
  return facts.extra.includes(id) || (from !== 'never' && postures.indexOf(from) <= postures.indexOf(facts.posture));
}

/** Of a watch and of a mute rule alike. */
export function zoneProblem(what: string, zone: string): string {
  const near = nearestZone(zone);
  return `${what} is in the time zone \`${zone}\`, which is none${near === undefined ? '' : `; did you mean \`${near}\`?`}; expected a name of the IANA database, e.g. \`Europe/Berlin\`; correct it`;
}

function checkTwice(overrides: readonly SignalOverride[], said: Said): void {
  const fields = ['ceiling', 'band', 'period', 'severity', 'hasPeriodicSpikes', 'offBecause'] as const;
  const seen = new Map<string, SignalOverride>();
  for (const o of overrides) {
    const twice = fields.filter((field) => {
      if (o[field] === undefined) return false;
      const key = JSON.stringify([o.signal, o.subject ?? null, field]);
      const isTwice = seen.has(key);
      seen.set(key, o);
      return isTwice;
    });
    if (twice.length > 0) said.error('OverrideTwice', o.where, `${list(twice.map((field) => (field === 'offBecause' ? 'because' : field === 'hasPeriodicSpikes' ? 'periodicSpikes' : field)))} of signal \`${o.signal}\`${o.subject === undefined ? '' : ` of \`${o.subject}\``} ${twice.length === 1 ? 'is' : 'are'} set twice; keep one`);
  }
}
