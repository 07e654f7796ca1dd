/**
 * An event of AWS -> signals -> the bus: `relay(event, bus)`. Whatever it is given leads to at least one signal, but for findings that Access Analyzer deleted, which are no
 * news: what cannot be read is one itself (`watch.unreadable`), with the reason and the id.
 *
 * An event may come twice, and a batch may fail in part: then all of it is tried again, by AWS in the end. The ids of signals say what is the same; those that
 * this environment has put are not put again. Nothing of an event is logged but its id.
 */
import { readSignal, SIGNAL_DETAIL_TYPE, SIGNAL_SOURCE, signalHash, type SignalData, UNREADABLE_SIGNAL } from '../../contract/signal';
import { isRecord } from '../../contract/token-claims';
import { readAccessAnalyzer } from './access-analyzer';
import { readAlarm } from './alarms';
import { type Envelope, envelopeOf, signalFrom, textOf } from './event';
import { readGuardDuty } from './guard-duty';
import { readAsff, readOcsf } from './security-hub';

/** As EventBridge's PutEvents has it. */
export interface PutEntry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly EventBusName: string;
  readonly Time: Date;
}

export interface PutResult {
  readonly FailedEntryCount?: number;
  readonly Entries?: readonly { readonly EventId?: string; readonly ErrorCode?: string }[];
}

export interface Bus {
  readonly name: string;
  put(entries: readonly PutEntry[]): Promise<PutResult>;
  wait(milliseconds: number): Promise<void>;
  /** Where the relay runs, for what does not say where it comes from. */
  readonly here: { readonly account: string; readonly region: string };
  now(): Date;
}

/** PutEvents takes ten entries and 256 KB. (EventBridge user guide, "Sending events with PutEvents".) */
const ENTRIES = 10;
const BYTES = 200_000;
const PAUSES = [200, 1_000];
const REMEMBERED = 1_000;

/** What this environment has put. A second delivery to another environment is told by its id alone. */
const known = new Set<string>();

/** How many signals were put, and how many of them say that something could not be read. */
export async function relay(event: unknown, bus: Bus): Promise<{ readonly put: number; readonly unreadable: number }> {
  const signals = signalsOf(event, bus).filter(({ id }) => !known.has(id));
  for (const batch of batches(signals)) await putAll(batch, bus);
  return { put: signals.length, unreadable: signals.filter((s) => s.signal === UNREADABLE_SIGNAL).length };
}

export function signalsOf(event: unknown, { here, now }: Pick<Bus, 'here' | 'now'>): readonly SignalData[] {
  const envelope = envelopeOf(event);
  if (envelope === undefined) {
    const id = textOf(isRecord(event) ? event.id : undefined) ?? signalHash(JSON.stringify(event ?? null));
    return [unreadable({ id, source: '', detailType: '', ...here, time: now().toISOString(), resources: [], detail: {} }, 'it is no event of EventBridge', '0')];
  }
  let readings: readonly (SignalData | string)[];
  try {
    readings = read(envelope);
  } catch (error) {
    // A bug of ours is no reason to lose an alarm.
    readings = [`reading it failed: ${error instanceof Error ? error.name : 'unknown'}`];
  }
  return readings.map((reading, i) => {
    if (typeof reading === 'string') return unreadable(envelope, reading, `${i}`);
    const checked = readSignal(reading);
    return 'because' in checked ? unreadable(envelope, `what was read of it is no signal: ${checked.because}`, `${i}`) : checked.signal;
  });
}

function read(event: Envelope): readonly (SignalData | string)[] {
  const list = (result: readonly SignalData[] | string): readonly (SignalData | string)[] => (typeof result === 'string' ? [result] : result);
  switch (`${event.source}/${event.detailType}`) {
    case 'aws.cloudwatch/CloudWatch Alarm State Change': return list(readAlarm(event));
    case 'aws.guardduty/GuardDuty Finding': return list(readGuardDuty(event));
    case 'aws.securityhub/Security Hub Findings - Imported': return readAsff(event);
    case 'aws.securityhub/Findings Imported V2': return readOcsf(event);
    case 'aws.access-analyzer/Access Analyzer Finding':
    case 'aws.access-analyzer/Internal Access Finding':
    case 'aws.access-analyzer/Unused Access Finding for IAM entities': return list(readAccessAnalyzer(event));
    default: return [`no reader for events \`${event.detailType}\` of \`${event.source}\``];
  }
}

function unreadable(event: Envelope, because: string, part: string): SignalData {
  return signalFrom(event, {
    part: `unreadable ${part}`, key: ['unreadable', event.id, part], kind: 'relay', signal: UNREADABLE_SIGNAL, severity: 'high', state: 'raised',
    title: `an event${event.source === '' ? '' : ` of ${event.source}`} could not be read`, reason: because, type: event.detailType === '' ? undefined : event.detailType,
    subject: { kind: 'event', id: event.id },
    evidence: [{ kind: 'event', id: event.id }, ...event.resources.filter((r) => r.trim() !== '').map((id) => ({ kind: 'resource' as const, id }))],
  });
}

function* batches(signals: readonly SignalData[]): Generator<readonly SignalData[]> {
  let batch: SignalData[] = [];
  let bytes = 0;
  for (const signal of signals) {
    const size = Buffer.byteLength(JSON.stringify(signal)) + 200;
    if (batch.length > 0 && (batch.length === ENTRIES || bytes + size > BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(signal);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function putAll(batch: readonly SignalData[], bus: Bus): Promise<void> {
  let left = batch;
  let codes: readonly string[] = [];
  for (const pause of [0, ...PAUSES]) {
    if (pause > 0) await bus.wait(pause);
    try {
      const { Entries = [] } = await bus.put(left.map((signal) => ({ Source: SIGNAL_SOURCE, DetailType: SIGNAL_DETAIL_TYPE, Detail: JSON.stringify(signal), EventBusName: bus.name, Time: new Date(signal.time) })));
      // An entry without an id was not taken, whatever the count says.
      const isTaken = (i: number): boolean => Entries[i]?.EventId !== undefined && Entries[i].ErrorCode === undefined;
      left.forEach((signal, i) => { if (isTaken(i)) remember(signal.id); });
      codes = [...new Set(left.flatMap((_, i) => (isTaken(i) ? [] : [Entries[i]?.ErrorCode ?? 'NoAnswer'])))];
      left = left.filter((_, i) => !isTaken(i));
    } catch (error) {
      codes = [error instanceof Error ? error.name : 'unknown'];
    }
    if (left.length === 0) return;
  }
  // AWS calls again, and keeps the event in the dead-letter queue in the end.
  throw new Error(`${left.length} of ${batch.length} signals could not be put on the bus: ${codes.join(', ')}`);
}

function remember(id: string): void {
  if (known.size >= REMEMBERED) known.delete(known.values().next().value as string);
  known.add(id);
}
