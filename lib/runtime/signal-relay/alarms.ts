/**
 * State changes of CloudWatch alarms, metric and composite alike: `readAlarm(event)`.
 *
 *   to ALARM               -> the signal of the description's line, raised
 *   to OK                  -> the same, cleared
 *   to INSUFFICIENT_DATA   -> `watch.blind`, raised: nobody knows, so nothing is cleared; cleared with the next state
 *
 * Shape: CloudWatch user guide, "Alarm events and EventBridge", stored copies without a date, looked up 2026-11-22. Whether a composite's event carries its description is not shown
 * there (unverified; its example has none): one without is `watch.group` by its name. It pages as an alarm, and its parts stand on the bus one by one, so nothing is lost, and
 * nobody is called twice.
 */
import { BLIND_SIGNAL, GROUP_SIGNAL, readSignalLine, type SignalLine, SIGNAL_LINE, type SignalData, type SignalEvidence } from '../../contract/signal';
import { isRecord } from '../../contract/token-claims';
import { at, consoleUrl, type Draft, type Envelope, instantOf, signalFrom, textOf } from './event';

export function readAlarm(event: Envelope): readonly SignalData[] | string {
  const name = textOf(event.detail.alarmName);
  const arn = event.resources.find((r) => /^arn:[^:]+:cloudwatch:[^:]*:\d{12}:alarm:/.test(r));
  if (name === undefined || arn === undefined) return 'the event names no alarm';
  const said = at(event.detail, 'configuration', 'description');
  if (typeof said !== 'string' && typeof at(event.detail, 'configuration', 'alarmRule') !== 'string') return `the event of alarm ${name} has no description`;
  const read = typeof said === 'string' ? readSignalLine(said) : { line: groupOf(name) };
  if ('because' in read) return `${read.because} (alarm ${name})`;
  const value = at(event.detail, 'state', 'value');
  const before = at(event.detail, 'previousState', 'value');
  if (value !== 'ALARM' && value !== 'OK' && value !== 'INSUFFICIENT_DATA') return `the state of alarm ${name} is none of ALARM, OK and INSUFFICIENT_DATA`;
  const { line } = read;
  const evidence: readonly SignalEvidence[] = [
    { kind: 'alarm', id: arn, url: consoleUrl(event.region, `cloudwatch/home?region=${event.region}#alarmsV2:alarm/${encodeURIComponent(name)}`) },
    ...triggers(event).map((id): SignalEvidence => ({ kind: 'alarm', id })),
  ];
  const common = {
    subject: line.subject, flows: line.flows, routes: line.routes, ...(line.left === undefined ? {} : { left: line.left }), ...(line.owner === undefined ? {} : { owner: line.owner }),
    ...(line.runbook === undefined ? {} : { runbook: line.runbook }), evidence, kind: 'alarm', type: name,
    time: instantOf(at(event.detail, 'state', 'timestamp')) ?? event.time, reason: textOf(at(event.detail, 'state', 'reason')),
    isMuted: isRecord(event.detail.muteDetail) || textOf(at(event.detail, 'state', 'actionsSuppressedBy')) !== undefined,
  } as const satisfies Partial<Draft>;
  const prose = typeof said === 'string' ? textOf(said.split('\n')[0]) ?? SIGNAL_LINE : `alarm ${name} rings: see which of its parts do`;
  const title = prose.startsWith(SIGNAL_LINE) ? `${line.signal} of ${line.subject.id}` : prose;
  const own: Draft = { ...common, part: line.signal, key: ['alarm', arn], signal: line.signal, severity: line.severity, state: value === 'ALARM' ? 'raised' : 'cleared', title, ...(line.isGrouped === true ? { isGrouped: true } : {}) };
  // No composite tells that one of its alarms is blind: it is never a part.
  const blind: Draft = { ...common, part: BLIND_SIGNAL, key: ['blind', arn], signal: BLIND_SIGNAL, severity: 'medium', state: value === 'INSUFFICIENT_DATA' ? 'raised' : 'cleared', title: `alarm ${name} has no data, so ${line.signal} is not watched` };
  const drafts = value === 'INSUFFICIENT_DATA' ? [blind] : before === 'INSUFFICIENT_DATA' ? [own, blind] : [own];
  return drafts.map((d) => signalFrom(event, d));
}

/** A composite alarm by its name alone. What is critical stands in none: the worst that it can be is high, and who asks for high must not miss it. */
function groupOf(name: string): SignalLine {
  return { signal: GROUP_SIGNAL, severity: 'high', subject: { kind: 'alarm', id: name }, flows: [], routes: [] };
}

/** The alarms that moved a composite. */
function triggers(event: Envelope): readonly string[] {
  const data = at(event.detail, 'state', 'reasonData');
  if (typeof data !== 'string' || data.length > 65_536) return [];
  try {
    const list = at(JSON.parse(data), 'triggeringAlarms');
    return Array.isArray(list) ? list.map((a) => at(a, 'arn')).filter((a): a is string => textOf(a) !== undefined) : [];
  } catch {
    return [];
  }
}
