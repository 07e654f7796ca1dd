/**
 * Times at which nobody is paged: ``planMutes(watch, plan, observed)``.
 *
 * `AWS::CloudWatch::AlarmMuteRule` takes names of at most 100 alarms, a schedule and an ISO 8601 duration from PT1M to P15D. (CloudWatch API,
 * PutAlarmMuteRule, Schedule, MuteTargets: models of botocore 1.44.5, 2026-11-17.) Alarms behind a composite are named beside it:
 * their actions are off anyway, and events of alarms that a rule names carry `muteDetail`, which the relay reads (CloudWatch user guide, "Alarm events and EventBridge", a copy with events of 2026,
 * looked up 2026-11-23; unverified: that it holds where actions are off. Chats hear of these alarms only with `onlyPages: false`). Critical alarms and changes of the control
 * plane are left out unless `everything` is said: whoever knows the time could use it.
 */
import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { compareText, type Findings } from '../../intent';
import { list } from '../front-door/compiler/say';
import { namesOf } from './compiler/budget';
import { zoneProblem } from './compiler/check-facts';
import { isZone } from './compiler/zones';
import { problemOf, shareOf, type Windows, windowsOf } from './mute-window';
import type { Properties, WatchPlan } from './model';
import type { Observed } from './subjects/observe';
import type { Watch } from './watch';
import type { MuteOptions } from './watch-props';

/** AlarmNames of a rule. */
const PER_RULE = 100;
const [LEAST, MOST] = [1, 15 * 24 * 60];
const ID = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/;
/** Of the year: whoever is called less than half of the time has no watch. */
const MOST_OF_TIME = 0.5;

export interface PlannedMute {
  /** Of its construct. */
  readonly id: string;
  readonly properties: Properties;
}

export function planMutes(watch: Watch, plan: WatchPlan, observed: readonly Observed[]): readonly PlannedMute[] {
  return watch._mutes.flatMap(({ said: { id, mute } }) => {
    const names = mutedBy(plan, mute, idsOf(mute.subjects, observed));
    const parts = Array.from({ length: Math.ceil(names.length / PER_RULE) }, (_, i) => names.slice(i * PER_RULE, (i + 1) * PER_RULE));
    return parts.map((AlarmNames, i): PlannedMute => ({
      id: `Mute-${id}${i === 0 ? '' : `-${i + 1}`}`,
      properties: {
        Name: `${watch.watchId}-${id}${i === 0 ? '' : `-${i + 1}`}`, Description: mute.because.slice(0, 1024),
        Rule: { Schedule: { Expression: mute.schedule, Duration: mute.duration.toIsoString(), Timezone: mute.timeZone ?? 'UTC' } }, MuteTargets: { AlarmNames },
      },
    }));
  });
}

/** Resources that they take: rules of at most 100 names. */
export function muteCount(watch: Watch, plan: WatchPlan, observed: readonly Observed[]): number {
  return watch._mutes.reduce((sum, { said: { mute } }) => sum + Math.ceil(mutedBy(plan, mute, idsOf(mute.subjects, observed)).length / PER_RULE), 0);
}

/** Composite alarms with all that stands behind them, and alarms that stand alone; what pages comes first. */
function mutedBy(plan: WatchPlan, { everything = false }: MuteOptions, ids: ReadonlySet<string> | undefined): string[] {
  const grouped = new Set(plan.composites.flatMap((c) => c.signals));
  const alone = plan.signals.filter((s) => !grouped.has(s.key) && (everything || (s.severity !== 'critical' && s.subject.kind !== 'account')) && (ids === undefined || ids.has(s.subject.id)));
  const together = plan.composites.filter((c) => ids === undefined || ids.has(c.subject));
  const behind = new Set(together.flatMap((c) => c.signals));
  return [...[...together.map((c) => c.name), ...alone.flatMap(namesOf)].sort(compareText), ...plan.signals.filter((s) => behind.has(s.key)).flatMap(namesOf).sort(compareText)];
}

function idsOf(subjects: readonly IConstruct[] | undefined, observed: readonly Observed[]): ReadonlySet<string> | undefined {
  return subjects === undefined ? undefined : new Set(observed.filter((o) => o.roots.some((root) => subjects.includes(root))).map((o) => o.facts.id));
}

export function checkMutes(watch: Watch, observed: readonly Observed[], findings: Findings): void {
  const seen = new Set<string>();
  for (const { said: { id, mute }, site } of watch._mutes) {
    const error = (code: string, message: string): void => { findings.append([{ code, level: 'error', pointer: '', where: site.toString(), message: `mute rule \`${id}\` ${message}` }]); };
    if (!ID.test(id) || id.length > 60) error('MuteInvalid', 'has no id that can be one; expected at most 60 letters, digits and single hyphens, a letter first; rename it');
    if (seen.has(id)) error('MuteInvalid', 'is there twice; expected one of each id; rename one');
    seen.add(id);
    if (typeof mute.because !== 'string' || mute.because.trim() === '') error('MuteInvalid', 'has no reason; expected why nobody is to be called then, in a sentence that reviewers will read; write `because`');
    const { schedule, timeZone } = mute;
    const problem = Token.isUnresolved(schedule) ? 'one that is known now: another one could mute for ever' : problemOf(schedule);
    if (problem !== undefined) error('MuteInvalid', `has the schedule \`${Token.isUnresolved(schedule) ? 'known at deployment alone' : String(schedule)}\`; expected ${problem}; correct it`);
    if (timeZone !== undefined && !Token.isUnresolved(timeZone) && !isZone(String(timeZone))) findings.append([{ code: 'MuteInvalid', level: 'error', pointer: '', where: site.toString(), message: zoneProblem(`mute rule \`${id}\``, String(timeZone)) }]);
    const minutes = typeof (mute.duration as { toMinutes?: unknown } | undefined)?.toMinutes !== 'function' ? Number.NaN : mute.duration.isUnresolved() ? Number.NaN : mute.duration.toMinutes({ integral: false });
    if (!(Number.isInteger(minutes) && minutes >= LEAST && minutes <= MOST)) error('MuteInvalid', `lasts ${mute.duration?.isUnresolved?.() === true ? 'a time that is known at deployment alone' : Number.isNaN(minutes) ? `\`${String(mute.duration)}\`` : `${minutes} minutes`}; expected whole minutes, from one to 15 days (${MOST}), known now; write e.g. \`Duration.hours(1)\``);
    const unknown = (mute.subjects ?? []).filter((s) => !observed.some((o) => o.roots.includes(s)));
    if (unknown.length > 0) error('SubjectNotObserved', `is for ${list(unknown.map((s) => (s as Partial<IConstruct> | undefined)?.node?.path ?? String(s)))}, of which this watch observes nothing; expected something that is observed; observe it, or leave it out`);
  }
  checkShare(watch, observed, findings);
}

/** Rules that come again and again, all that silence one thing taken together: where days of several zones cannot be compared, their shares are added. */
function checkShare(watch: Watch, observed: readonly Observed[], findings: Findings): void {
  const lasting = watch._mutes.flatMap(({ said: { id, mute }, site }) => {
    const minutes = isKnown(mute) ? mute.duration.toMinutes({ integral: false }) : Number.NaN;
    const windows = minutes <= MOST ? windowsOf(mute.schedule, minutes) : undefined;
    return windows === undefined ? [] : [{ id, site, windows, zone: mute.timeZone ?? 'UTC', ids: idsOf(mute.subjects, observed) }];
  });
  const told = new Set<string>();
  for (const subject of [...new Set(observed.map((o) => o.facts.id))].sort(compareText)) {
    const mine = lasting.filter((m) => m.ids === undefined || m.ids.has(subject));
    const key = mine.map((m) => m.id).join(' ');
    if (told.has(key)) continue;
    told.add(key);
    const zones = new Map<string, Windows>();
    for (const { zone, windows } of mine) zones.set(zone, [...zones.get(zone) ?? [], ...windows]);
    const share = [...zones.values()].reduce((sum, windows) => sum + shareOf(windows), 0);
    if (share <= MOST_OF_TIME) continue;
    const [what, verb] = mine.length === 1 ? ['mute rule', 'mutes'] : ['mute rules', 'together mute'];
    findings.append([{ code: 'MuteInvalid', level: 'error', pointer: '', where: mine[mine.length - 1].site.toString(), message: `${what} ${list(mine.map((m) => m.id))} ${verb} \`${subject}\` for ${Math.min(100, Math.round(share * 100))} % of the year; expected at most ${MOST_OF_TIME * 100} %, or nobody watches; shorten \`duration\`, or turn off with a reason what nobody wants to hear of` }]);
  }
}

function isKnown({ schedule, duration }: MuteOptions): boolean {
  return typeof schedule === 'string' && typeof (duration as { toMinutes?: unknown } | undefined)?.toMinutes === 'function' && !duration.isUnresolved();
}
