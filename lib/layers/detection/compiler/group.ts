/**
 * Who is paged for what: ``groupsOf(facts, chosen)``. One attack rings many alarms: those of one subject are one composite alarm, and while that of a whole rings (an API), those
 * of its parts (its routes) ring in silence. What is critical pages by itself, and so does each change of the control plane: no other alarm hides it.
 *
 * Known before any alarm is planned, because the line of an alarm says whether it stands behind a composite: a chat that wants what pages leaves it out.
 */
import { compareText } from '../../../intent';
import type { PlannedComposite, Severity, WatchFacts } from '../model';
import type { Chosen } from './choose';
import { alarmName, describe } from './names';

const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];
/** How many of its signals a composite names; CloudWatch's text has 1,024 characters, of which the relay's line needs half. */
const NAMED = 8;

/** What pages as one, by subject. */
export interface Group {
  readonly ones: readonly Chosen[];
  /** The nearest whole that has a group of its own. */
  readonly whole?: string;
}

export function groupsOf(facts: WatchFacts, chosen: readonly Chosen[]): ReadonlyMap<string, Group> {
  if (!facts.isComposite) return new Map();
  const bySubject = new Map<string, Chosen[]>();
  for (const one of chosen) if (isGroupable(one)) bySubject.set(one.subject.id, [...(bySubject.get(one.subject.id) ?? []), one]);
  const within = new Map(facts.subjects.map((s) => [s.id, s.within]));
  const wholeOf = (id: string, seen: readonly string[] = []): string | undefined => {
    const whole = within.get(id);
    if (whole === undefined || seen.includes(whole)) return undefined;
    return bySubject.has(whole) ? whole : wholeOf(whole, [...seen, whole]);
  };
  const wholes = new Set([...bySubject.keys()].flatMap((id) => wholeOf(id) ?? []));
  return new Map([...bySubject].sort(([a], [b]) => compareText(a, b)).flatMap(([id, ones]): [string, Group][] => {
    const whole = wholeOf(id);
    const alarms = ones.reduce((sum, one) => sum + (one.band === undefined ? 1 : 2), 0);
    // One alarm is one page already, unless it can be silenced or silences others.
    return alarms < 2 && whole === undefined && !wholes.has(id) ? [] : [[id, { ones, ...(whole === undefined ? {} : { whole }) }]];
  }));
}

export function isGrouped(groups: ReadonlyMap<string, Group>, one: Chosen): boolean {
  return isGroupable(one) && groups.has(one.subject.id);
}

function isGroupable({ row, severity, subject }: Chosen): boolean {
  return row.source.kind !== 'event' && severity !== 'critical' && subject.kind !== 'account';
}

export function planComposites(facts: WatchFacts, groups: ReadonlyMap<string, Group>): PlannedComposite[] {
  return [...groups].map(([id, { ones, whole }]) => {
    const severity = worst(ones);
    const { subject } = ones[0];
    const description = describe(facts, { signal: `${subject.kind}.any`, subject, severity, title: 'Something is wrong', more: `${listed(ones)} Which of them: the alarm's page; begin with the most severe.` });
    return {
      key: `any@${id}`, name: alarmName(facts.id, 'any', id), description, severity, subject: id, signals: ones.map(({ row }) => `${row.id}@${id}`),
      ...(whole === undefined ? {} : { suppressor: { key: `any@${whole}`, name: alarmName(facts.id, 'any', whole) } }),
    };
  });
}

/** The most severe first: `One or more of serverErrors (high), denied, latency.` */
function listed(ones: readonly Chosen[]): string {
  const rank = (one: Chosen): number => SEVERITIES.indexOf(one.severity);
  const sorted = [...ones].sort((a, b) => rank(b) - rank(a) || compareText(a.row.id, b.row.id));
  const names = sorted.map(({ row, severity }) => `${row.id.replace(/^[^.]*\./, '')} (${severity})`);
  const rest = names.length - NAMED;
  const shown = rest > 0 ? `${names.slice(0, NAMED).join(', ')} and ${rest} more` : names.join(', ');
  return ones.length === 1 ? `It is ${shown}.` : `One or more of ${shown}.`;
}

function worst(ones: readonly Chosen[]): Severity {
  return SEVERITIES[Math.max(...ones.map((one) => SEVERITIES.indexOf(one.severity)))];
}
