/**
 * What every event of EventBridge has, read without trust: `envelopeOf(event)`, and helpers for what stands within.
 *
 * A field that is not as AWS writes it gives undefined; whoever needs it says so, and the event goes to the bus as unreadable.
 */
import { LONGEST, plainText, signalHash, type SignalData, type SignalEvidence, SIGNAL_SCHEMA, type SignalSeverity, type SignalSourceKind, type SignalSubject } from '../../contract/signal';
import { isRecord } from '../../contract/token-claims';

export type Fields = Readonly<Record<string, unknown>>;

export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  readonly account: string;
  readonly region: string;
  /** ISO-8601, UTC. */
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: Fields;
}

export function envelopeOf(event: unknown): Envelope | undefined {
  if (!isRecord(event)) return undefined;
  const { id, source, account, region, time, resources, detail } = event;
  const at = instantOf(time);
  if (textOf(id) === undefined || typeof id !== 'string' || typeof source !== 'string' || typeof event['detail-type'] !== 'string' || !isAccount(account) || !isRegion(region) || at === undefined || !isRecord(detail)) return undefined;
  return { id, source, detailType: event['detail-type'], account, region, time: at, resources: Array.isArray(resources) ? resources.filter((r): r is string => typeof r === 'string') : [], detail };
}

/** `2019-10-02T17:04:40.989+0000` as `2019-10-02T17:04:40.989Z`. */
export function instantOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$/.test(value)) return undefined;
  const at = Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

export function isAccount(value: unknown): value is string {
  return typeof value === 'string' && /^\d{12}$/.test(value);
}

export function isRegion(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(value);
}

/** A value below records: `at(detail, 'resource', 'instanceDetails', 'instanceId')`; a number is an index of a list. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((v, key) => (typeof key === 'number' ? (Array.isArray(v) ? v[key] : undefined) : isRecord(v) && Object.hasOwn(v, key) ? v[key] : undefined), value);
}

/** The first that is a text with something in it. */
export function textOf(...values: readonly unknown[]): string | undefined {
  return values.find((v): v is string => typeof v === 'string' && plainText(v, LONGEST.reason) !== '');
}

export interface Draft {
  /** Which of the signals of one event: part of its id. */
  readonly part: string;
  /** What one alarm or finding has in common. */
  readonly key: readonly string[];
  readonly signal: string;
  readonly severity: SignalSeverity;
  readonly state: SignalData['state'];
  readonly title: string;
  readonly reason?: string;
  readonly subject: SignalSubject;
  readonly flows?: readonly string[];
  readonly routes?: readonly string[];
  readonly left?: { readonly flows: number; readonly routes: number };
  readonly time?: string;
  readonly account?: string;
  readonly region?: string;
  readonly owner?: string;
  readonly runbook?: string;
  readonly evidence: readonly SignalEvidence[];
  readonly kind: SignalSourceKind;
  readonly type?: string;
  readonly isSample?: boolean;
  readonly isMuted?: boolean;
  readonly isGrouped?: boolean;
}

/** A signal that its reader takes: texts are cut, lists are shortened and counted. */
export function signalFrom(event: Envelope, d: Draft): SignalData {
  const [flows, routes] = [d.flows ?? [], d.routes ?? []].map((list) => list.slice(0, LONGEST.list).map((id) => plainText(id, LONGEST.flow)));
  const left = { flows: (d.left?.flows ?? 0) + (d.flows?.length ?? 0) - flows.length, routes: (d.left?.routes ?? 0) + (d.routes?.length ?? 0) - routes.length };
  const reason = plainText(d.reason ?? '', LONGEST.reason);
  return {
    schema: SIGNAL_SCHEMA, id: signalHash(event.id, d.part), key: signalHash(...d.key), signal: d.signal, severity: d.severity, state: d.state,
    title: plainText(d.title, LONGEST.title), ...(reason === '' ? {} : { reason }),
    subject: { kind: d.subject.kind, id: plainText(d.subject.id, LONGEST.subject) }, flows, routes, ...(left.flows + left.routes > 0 ? { left } : {}),
    time: d.time ?? event.time, account: d.account ?? event.account, region: d.region ?? event.region,
    ...(d.owner === undefined ? {} : { owner: d.owner }), ...(d.runbook === undefined ? {} : { runbook: d.runbook }),
    evidence: d.evidence.slice(0, LONGEST.evidences).map((e) => ({ ...e, id: plainText(e.id, LONGEST.evidence) })),
    source: {
      kind: d.kind, event: plainText(event.id, LONGEST.event), ...(d.type === undefined ? {} : { type: plainText(d.type, LONGEST.type) }),
      ...(d.isSample === true ? { isSample: true } : {}), ...(d.isMuted === true ? { isMuted: true } : {}), ...(d.isGrouped === true ? { isGrouped: true } : {}),
    },
  };
}

/** A page of AWS's console in the region's own partition. */
export function consoleUrl(region: string, page: string): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.cn' : region.startsWith('us-gov-') ? 'amazonaws-us-gov.com' : 'aws.amazon.com';
  return `https://${region}.console.${domain}/${page}`;
}
