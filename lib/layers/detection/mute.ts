/**
 * Times at which nobody is paged: ``planMutes(watch, plan, observed)``.
 *
 * `AWS::CloudWatch::AlarmMuteRule` takes names of at most 100 alarms, a schedule and an ISO 8601 duration from PT1M to P15D. (Amazon CloudWatch API reference,
 * PutAlarmMuteRule and Schedule, read 2026-11-22.) Only what pages is named: alarms whose actions are off have nothing to mute. Critical alarms and changes of the control
 * plane are left out unless `everything` is said: whoever knows the time could use it.
 */
import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { compareText, type Findings } from '../../intent';
import { list } from '../front-door/compiler/say';
import { namesOf } from './compiler/budget';
import type { Properties, WatchPlan } from './model';
import type { Observed } from './subjects/observe';
import type { Watch } from './watch';
import type { MuteOptions } from './watch-props';

/** AlarmNames of a rule. */
const PER_RULE = 100;
const [LEAST, MOST] = [1, 15 * 24 * 60];
const ID = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/;
const AT = /^at\(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d\)$/;
const CRON = /^cron\((\S+ ){4}\S+\)$/;

export interface PlannedMute {
  /** Of its construct. */
  readonly id: string;
  readonly properties: Properties;
}

export function planMutes(watch: Watch, plan: WatchPlan, observed: readonly Observed[]): readonly PlannedMute[] {
  return watch._mutes.flatMap(({ said: { id, mute } }) => {
    const names = pagersOf(plan, mute, idsOf(mute.subjects, observed));
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

/** Composite alarms, and alarms that stand alone. */
function pagersOf(plan: WatchPlan, { everything = false }: MuteOptions, ids: ReadonlySet<string> | undefined): string[] {
  const grouped = new Set(plan.composites.flatMap((c) => c.signals));
  const alone = plan.signals.filter((s) => !grouped.has(s.key) && (everything || (s.severity !== 'critical' && s.subject.kind !== 'account')) && (ids === undefined || ids.has(s.subject.id)));
  const together = plan.composites.filter((c) => ids === undefined || ids.has(c.subject));
  return [...together.map((c) => c.name), ...alone.flatMap(namesOf)].sort(compareText);
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
    const { schedule } = mute;
    if (typeof schedule !== 'string' || !(Token.isUnresolved(schedule) || AT.test(schedule) || CRON.test(schedule))) error('MuteInvalid', `has the schedule \`${String(schedule)}\`; expected five fields, e.g. \`cron(0 2 * * SUN)\`, or one time, e.g. \`at(2026-12-24T02:00)\`; correct it`);
    const minutes = typeof (mute.duration as { toMinutes?: unknown } | undefined)?.toMinutes !== 'function' ? Number.NaN : mute.duration.isUnresolved() ? LEAST : mute.duration.toMinutes({ integral: false });
    if (!(Number.isInteger(minutes) && minutes >= LEAST && minutes <= MOST)) error('MuteInvalid', `lasts ${Number.isNaN(minutes) ? `\`${String(mute.duration)}\`` : `${minutes} minutes`}; expected whole minutes, from one to 15 days (${MOST}); write e.g. \`Duration.hours(1)\``);
    const unknown = (mute.subjects ?? []).filter((s) => !observed.some((o) => o.roots.includes(s)));
    if (unknown.length > 0) error('SubjectNotObserved', `is for ${list(unknown.map((s) => (s as Partial<IConstruct> | undefined)?.node?.path ?? String(s)))}, of which this watch observes nothing; expected something that is observed; observe it, or leave it out`);
  }
}
