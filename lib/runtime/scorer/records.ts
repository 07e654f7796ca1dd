/**
 * Lines of the audit log, as AWS brings them: ``readRecords(event)`` -> `[{ id, lines } | { id, poison, data }]`.
 *
 *   log group -> subscription filter -> Kinesis stream -> here      `Records[].kinesis.data`, each a gzip of some lines; a failed record is named and comes again
 *   log group -> subscription filter -> here                        `awslogs.data`; what fails fails as a whole, and Lambda comes again twice
 *
 * The log is the way because it costs a decision nothing: the line is written anyway, and an authorizer that had to call a stream would wait for it, or answer without having
 * told. ("Log group-level subscription filters": data is base64 of gzip; `CONTROL_MESSAGE`s test whether the destination is there.) Bounded: no record unpacks to more than 16 MB.
 */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { own, record } from '../authorizer/event/plain';

export type LogRecord =
  | { readonly id: string; readonly lines: readonly string[]; readonly poison?: undefined }
  | { readonly id: string; readonly poison: string; readonly data: string; readonly lines?: undefined };

export interface LogRecords {
  /** `stream`: failed records can be named. */
  readonly kind: 'stream' | 'direct';
  readonly records: readonly LogRecord[];
}

const LARGEST = 16_000_000;
const MOST = 10_000;

/** Throws where the event is none of both: nobody else should call. */
export function readRecords(event: unknown): LogRecords {
  const direct = own(record(own(record(event), 'awslogs')), 'data');
  if (typeof direct === 'string') return { kind: 'direct', records: [unpack(createHash('sha256').update(direct).digest('hex').slice(0, 32), direct)] };
  const records = own(record(event), 'Records');
  if (!Array.isArray(records) || records.length === 0 || records.length > MOST) throw new Error('the event is neither of a Kinesis stream nor of a subscription of CloudWatch Logs');
  return { kind: 'stream', records: records.map((one: unknown) => {
    const kinesis = record(own(record(one), 'kinesis'));
    const [id, data] = [own(kinesis, 'sequenceNumber'), own(kinesis, 'data')];
    if (typeof id !== 'string' || id === '' || typeof data !== 'string') throw new Error('a record of the event has no sequence number or no data');
    return unpack(id, data);
  }) };
}

function unpack(id: string, data: string): LogRecord {
  let text: string;
  try {
    text = gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: LARGEST }).toString('utf8');
  } catch {
    return { id, poison: 'not-gzip', data };
  }
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return { id, poison: 'not-json', data };
  }
  const [kind, events] = [own(record(said), 'messageType'), own(record(said), 'logEvents')];
  if (kind === 'CONTROL_MESSAGE') return { id, lines: [] };
  if (kind !== 'DATA_MESSAGE' || !Array.isArray(events)) return { id, poison: 'not-of-logs', data };
  const lines = events.map((one: unknown) => own(record(one), 'message'));
  return lines.every((line) => typeof line === 'string') ? { id, lines: lines as string[] } : { id, poison: 'not-of-logs', data };
}
