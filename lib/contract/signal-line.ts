/**
 * The last line of an alarm's description: what the relay reads of an alarm that the watch made.
 *
 *   alarmDescription('Blocked requests of the firewall are unusual. First: ...', { signal: 'firewall.blocked', severity: 'high', subject, flows: [], routes })
 *   // Blocked requests of the firewall are unusual. First: ...
 *   // zero-trust:{"signal":"firewall.blocked","severity":"high","subject":{"kind":"firewall","id":"Shop/Firewall"},"routes":["GET /orders"]}
 *
 * A description has at most 1,024 characters (CloudWatch API reference, PutMetricAlarm and PutCompositeAlarm, `AlarmDescription`: models of botocore 1.44.5, 2026-11-17): the line wins
 * over the prose, lists are shortened, and `left` says how many were left out. All of it is literal: a token has no length that is known at synth.
 */
import { createHash } from 'node:crypto';
import { isSeverity, isSignalId, isSubjectKind, LONGEST, plainText, type SignalSeverity, type SignalSubject } from './signal-words';
import { isRecord } from './token-claims';

export const LONGEST_DESCRIPTION = 1_024;
export const SIGNAL_LINE = 'zero-trust:';

export interface SignalLine {
  readonly signal: string;
  readonly severity: SignalSeverity;
  readonly subject: SignalSubject;
  readonly flows: readonly string[];
  readonly routes: readonly string[];
  /** How many flows and routes were left out. */
  readonly left?: { readonly flows: number; readonly routes: number };
  readonly owner?: string;
  readonly runbook?: string;
  /** It stands behind a composite alarm, which pages for it. */
  readonly isGrouped?: boolean;
}

/** Longest id of a subject in a line; a longer one ends in a hash of the whole. */
const LONGEST_SUBJECT = 256;

/** The prose, cut to the room that is left, and the line. */
export function alarmDescription(prose: string, facts: SignalLine): string {
  const plain = plainText(prose, LONGEST_DESCRIPTION);
  // Half of the room is the line's, and all that the prose does not need.
  const line = signalLine(facts, Math.max(LONGEST_DESCRIPTION / 2, LONGEST_DESCRIPTION - plain.length - 1));
  const room = LONGEST_DESCRIPTION - line.length - 1;
  return plain === '' || room < 2 ? line : `${plainText(plain, room)}\n${line}`;
}

/** At most `room` characters where that is possible at all: lists go first, then the runbook, the owner, and most of the subject's id. */
export function signalLine(facts: SignalLine, room = LONGEST_DESCRIPTION): string {
  let [flows, routes] = [facts.flows, facts.routes].map((ids) => fitting(ids, room));
  let [owner, runbook] = [facts.owner, facts.runbook];
  let longest = LONGEST_SUBJECT;
  for (;;) {
    const left = { flows: facts.flows.length - flows.length + (facts.left?.flows ?? 0), routes: facts.routes.length - routes.length + (facts.left?.routes ?? 0) };
    const line = SIGNAL_LINE + JSON.stringify({
      signal: facts.signal, severity: facts.severity, subject: { kind: facts.subject.kind, id: shortSubject(facts.subject.id, longest) }, ...(facts.isGrouped === true ? { isGrouped: true } : {}),
      ...(routes.length > 0 ? { routes } : {}), ...(flows.length > 0 ? { flows } : {}), ...(left.flows + left.routes > 0 ? { left } : {}),
      ...texts({ owner: [owner, LONGEST.owner], runbook: [runbook, LONGEST.runbook] }),
    });
    if (line.length <= room) return line;
    if (flows.length + routes.length > 0) [flows, routes] = flows.length > routes.length ? [flows.slice(0, -1), routes] : [flows, routes.slice(0, -1)];
    else if (runbook !== undefined) runbook = undefined;
    else if (owner !== undefined) owner = undefined;
    else if (longest > 40) longest -= 8;
    else return line; // Never with ids that `isSignalId` and `isSubjectKind` take, in 512 characters.
  }
}

function texts(fields: Readonly<Record<string, readonly [string | undefined, number]>>): object {
  return Object.fromEntries(Object.entries(fields).map(([name, [value = '', longest]]) => [name, plainText(value, longest)]).filter(([, value]) => value !== ''));
}

/** The first of them that could have room at all: the rest is left out at once. */
function fitting(ids: readonly string[], room: number): readonly string[] {
  let used = 0;
  const plain = ids.map((id) => plainText(id, LONGEST.flow)).filter((id) => id !== '').slice(0, LONGEST.list);
  const tooMuch = plain.findIndex((id) => (used += JSON.stringify(id).length + 1) > room);
  return tooMuch < 0 ? plain : plain.slice(0, tooMuch);
}

/** The id as a line has it. Whoever compares ids of subjects compares these. */
export function shortSubject(id: string, longest = LONGEST_SUBJECT): string {
  const plain = plainText(id, Number.MAX_SAFE_INTEGER) || '-';
  if (plain.length <= longest) return plain;
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 12);
  return `${plain.slice(0, longest - 13).replace(/[\uD800-\uDBFF]$/, '')}~${hash}`;
}

/** Of the last line of a description. */
export function readSignalLine(description: string): { readonly line: SignalLine } | { readonly because: string } {
  const last = description.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith(SIGNAL_LINE)) return { because: `the alarm's description does not end with a line \`${SIGNAL_LINE}{...}\`` };
  let value: unknown;
  try {
    value = JSON.parse(last.slice(SIGNAL_LINE.length));
  } catch {
    return { because: 'the last line of the alarm\'s description is no JSON' };
  }
  const line = isRecord(value) ? lineOf(value) : undefined;
  return line === undefined ? { because: 'the last line of the alarm\'s description lacks a signal, a severity or a subject, or has one that is none' } : { line };
}

function lineOf({ signal, severity, subject, flows = [], routes = [], left = { flows: 0, routes: 0 }, owner, runbook, isGrouped }: Record<string, unknown>): SignalLine | undefined {
  if (!isSignalId(signal) || !isSeverity(severity) || !isRecord(subject) || !isSubjectKind(subject.kind) || !isText(subject.id, LONGEST.subject)) return undefined;
  if (!isTexts(flows) || !isTexts(routes) || !isRecord(left) || !isCount(left.flows) || !isCount(left.routes)) return undefined;
  if (!(owner === undefined || isText(owner, LONGEST.owner)) || !(runbook === undefined || isText(runbook, LONGEST.runbook)) || !(isGrouped === undefined || typeof isGrouped === 'boolean')) return undefined;
  return {
    signal, severity, subject: { kind: subject.kind, id: subject.id }, flows, routes,
    ...(left.flows + left.routes > 0 ? { left: { flows: left.flows, routes: left.routes } } : {}),
    ...(owner === undefined ? {} : { owner }), ...(runbook === undefined ? {} : { runbook }), ...(isGrouped === true ? { isGrouped } : {}),
  };
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value !== '' && value === plainText(value, longest);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= LONGEST.list && value.every((v) => isText(v, LONGEST.flow));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
