/**
 * `zero-trust.signal/1`: the one shape in which alarms and findings stand on the bus. Written by the relay, read by webhooks, responders and other people's
 * scripts (docs/signal-event.md, docs/schemas/signal-1.json).
 *
 *   const read = readSignal(event.detail);
 *   if ('because' in read) throw new Error(read.because);
 *   if (read.signal.state === 'raised' && atLeast(read.signal.severity, 'high')) ...
 *
 * Fields that a reader does not know are passed over, so that the shape can grow; what it knows must be exact, or the whole is refused. An event may come twice
 * (EventBridge delivers at least once): `id` is the same then. `key` is what the raised and the cleared event of one alarm or finding share.
 * Not here: what to do about it. Texts come from AWS and, within findings, from whoever attacked: they are data, never instructions.
 */
import { createHash } from 'node:crypto';
import { EVIDENCE_KINDS, isSeverity, isSignalId, isSubjectKind, LONGEST, plainText, type SignalSeverity, type SignalSourceKind, type SignalSubject, SOURCE_KINDS } from './signal-words';
import { isRecord } from './token-claims';

export * from './signal-line';
export * from './signal-words';

export const SIGNAL_SCHEMA = 'zero-trust.signal/1';
/** `source` and `detail-type` of the event on the bus; the signal is its `detail`. */
export const SIGNAL_SOURCE = 'zero-trust';
export const SIGNAL_DETAIL_TYPE = SIGNAL_SCHEMA;

/** Signals of the relay itself. */
export const UNREADABLE_SIGNAL = 'watch.unreadable';
export const BLIND_SIGNAL = 'watch.blind';
/** A composite alarm whose event does not say what it is about: its alarms say it, one by one. */
export const GROUP_SIGNAL = 'watch.group';

export interface SignalEvidence {
  readonly kind: (typeof EVIDENCE_KINDS)[number];
  /** ARN or id. */
  readonly id: string;
  /** Page of AWS's console; https. */
  readonly url?: string;
}

export interface SignalOrigin {
  readonly kind: SignalSourceKind;
  /** Id of the event that it was made from. */
  readonly event: string;
  /** AWS's own word: type of the finding, name of the alarm. */
  readonly type?: string;
  /** A sample that somebody had generated: not of an attack. */
  readonly isSample?: boolean;
  /** CloudWatch took no action, because a mute rule or a suppressor was in force, e.g. of a deployment. */
  readonly isMuted?: boolean;
  /** An alarm behind a composite alarm, which pages for it: whoever hears of both hears of one thing twice. */
  readonly isGrouped?: boolean;
}

export interface SignalData {
  readonly schema: typeof SIGNAL_SCHEMA;
  /** 32 hex digits, the same whenever the same event is relayed. */
  readonly id: string;
  /** 32 hex digits: of one alarm or finding. */
  readonly key: string;
  /** `firewall.blocked`, `guardDuty.finding`, ... */
  readonly signal: string;
  readonly severity: SignalSeverity;
  readonly state: 'raised' | 'cleared';
  readonly title: string;
  /** What AWS says of it. */
  readonly reason?: string;
  readonly subject: SignalSubject;
  /** Ids of flows and of routes. */
  readonly flows: readonly string[];
  readonly routes: readonly string[];
  /** How many more there are than had room. */
  readonly left?: { readonly flows: number; readonly routes: number };
  /** ISO-8601 instant, UTC. */
  readonly time: string;
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly owner?: string;
  readonly runbook?: string;
  readonly evidence: readonly SignalEvidence[];
  readonly source: SignalOrigin;
}

export type SignalReading = { readonly signal: SignalData } | { readonly because: string };

const ID = /^[0-9a-f]{32}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const HTTPS = /^https:\/\/[^\s"<>\\^`{|}]+$/;
export function readSignal(value: unknown): SignalReading {
  if (!isRecord(value)) return { because: 'a signal is an object' };
  if (value.schema !== SIGNAL_SCHEMA) return { because: `\`schema\` is not \`${SIGNAL_SCHEMA}\`` };
  const wrong = WRONG.find(([field, isRight]) => !isRight(value[field]));
  if (wrong !== undefined) return { because: `\`${wrong[0]}\` is not as \`${SIGNAL_SCHEMA}\` has it` };
  const v = value as unknown as SignalData;
  return { signal: {
    schema: SIGNAL_SCHEMA, id: v.id, key: v.key, signal: v.signal, severity: v.severity, state: v.state, title: v.title, ...(v.reason === undefined ? {} : { reason: v.reason }),
    subject: { kind: v.subject.kind, id: v.subject.id }, flows: [...v.flows], routes: [...v.routes], ...(v.left === undefined ? {} : { left: { flows: v.left.flows, routes: v.left.routes } }),
    time: v.time, account: v.account, region: v.region, ...(v.owner === undefined ? {} : { owner: v.owner }), ...(v.runbook === undefined ? {} : { runbook: v.runbook }),
    evidence: v.evidence.map(({ kind, id, url }) => ({ kind, id, ...(url === undefined ? {} : { url }) })),
    source: { kind: v.source.kind, event: v.source.event, ...(v.source.type === undefined ? {} : { type: v.source.type }), ...(v.source.isSample === undefined ? {} : { isSample: v.source.isSample }), ...(v.source.isMuted === undefined ? {} : { isMuted: v.source.isMuted }), ...(v.source.isGrouped === undefined ? {} : { isGrouped: v.source.isGrouped }) },
  } };
}

type Check = (value: unknown) => boolean;

const text = (longest: number): Check => (v) => typeof v === 'string' && v !== '' && v.length <= longest && v === plainText(v, longest);
const oneOf = (words: readonly string[]): Check => (v) => typeof v === 'string' && words.includes(v);
const matching = (pattern: RegExp, longest: number): Check => (v) => typeof v === 'string' && v.length <= longest && pattern.test(v);
const optional = (check: Check): Check => (v) => v === undefined || check(v);
const listOf = (check: Check, longest: number): Check => (v) => Array.isArray(v) && v.length <= longest && v.every(check);
const flag: Check = (v) => typeof v === 'boolean';
const count: Check = (v) => typeof v === 'number' && Number.isSafeInteger(v) && v >= 0;
const record = (fields: Readonly<Record<string, Check>>): Check => (v) => isRecord(v) && Object.entries(fields).every(([name, check]) => check(v[name]));

const WRONG: readonly (readonly [keyof SignalData, Check])[] = [
  ['id', matching(ID, 32)], ['key', matching(ID, 32)], ['signal', isSignalId], ['severity', isSeverity], ['state', oneOf(['raised', 'cleared'])],
  ['title', text(LONGEST.title)], ['reason', optional(text(LONGEST.reason))],
  ['subject', record({ kind: isSubjectKind, id: text(LONGEST.subject) })],
  ['flows', listOf(text(LONGEST.flow), LONGEST.list)], ['routes', listOf(text(LONGEST.flow), LONGEST.list)], ['left', optional(record({ flows: count, routes: count }))],
  ['time', isInstant], ['account', matching(/^\d{12}$/, 12)], ['region', matching(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, 32)],
  ['owner', optional(text(LONGEST.owner))], ['runbook', optional(text(LONGEST.runbook))],
  ['evidence', listOf(record({ kind: oneOf(EVIDENCE_KINDS), id: text(LONGEST.evidence), url: optional(matching(HTTPS, LONGEST.evidence)) }), LONGEST.evidences)],
  ['source', record({ kind: oneOf(SOURCE_KINDS), event: text(LONGEST.event), type: optional(text(LONGEST.type)), isSample: optional(flag), isMuted: optional(flag), isGrouped: optional(flag) })],
];

/** 32 hex digits of what identifies something. */
export function signalHash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function isInstant(value: unknown): boolean {
  // The calendar has no 30th of February: Date rolls it over.
  return typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().slice(0, 10) === value.slice(0, 10);
}
