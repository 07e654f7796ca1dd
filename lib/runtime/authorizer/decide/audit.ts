/**
 * One line for each decision: ``new AuditLog({ door, write }).record(decision, ...)``.
 *
 * JSON of CONTRACTS.md with metrics in CloudWatch's embedded format in the same line, so that the count of decisions and the log cannot disagree. Lines of one execution
 * environment count up: who takes one away leaves a gap. No token, no address and no name: the subject is `h:` and a hash under a key that can be destroyed, after which
 * the log says nothing of anybody; without a key it is left out.
 * (CloudWatch user guide, "Specification: CloudWatch embedded metric format".)
 */
import { createHmac } from 'node:crypto';
import { sealSubject } from '../../../contract/access/observation';
import type { AuditRecord, DecisionRecord } from '../../../contract/access/decision';

export const NAMESPACE = 'ZeroTrust/Decisions';

const METRICS = JSON.stringify({ CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['door', 'outcome'], ['door', 'reason']], Metrics: [{ Name: 'Decisions', Unit: 'Count' }, { Name: 'Milliseconds', Unit: 'Milliseconds' }] }] }).slice(1, -1);

export interface AuditOptions {
  /** Path of the door. */
  readonly door: string;
  /** Of this execution environment, random. */
  readonly source: string;
  readonly write: (line: string) => void;
}

export class AuditLog {
  private sequence = 0;

  constructor(private readonly options: AuditOptions) {}

  public record(decision: DecisionRecord, request: { readonly requestId: string; readonly nowMs: number; readonly tookMs: number; readonly seal?: string }): AuditRecord {
    const { door, source, write } = this.options;
    const record: AuditRecord = { ...decision, requestId: request.requestId, sequence: ++this.sequence, source, at: new Date(request.nowMs).toISOString(), ...(request.seal === undefined ? {} : { seal: request.seal }) };
    const [reason = 'none'] = decision.reasons;
    const measured = { door, reason, Decisions: 1, Milliseconds: Math.round(request.tookMs * 100) / 100 };
    // What is the same in every line is written once. All three are objects that are not empty.
    write(`${JSON.stringify(record).slice(0, -1)},${JSON.stringify(measured).slice(1, -1)},"_aws":{"Timestamp":${JSON.stringify(request.nowMs)},${METRICS}}}`);
    return record;
  }
}

/** Hashes and seals of subjects under the key that is in use; another key forgets them all. */
let known: { readonly key: Buffer; readonly texts: Map<string, string> } | undefined;
const MOST_KNOWN = 10_000;

function remembered(key: Buffer, of: string, make: () => string): string {
  if (known === undefined || !known.key.equals(key)) known = { key: Buffer.from(key), texts: new Map() };
  const { texts } = known;
  const before = texts.get(of);
  if (before !== undefined) return before;
  const made = make();
  if (texts.size >= MOST_KNOWN) texts.clear();
  texts.set(of, made);
  return made;
}

/** Of the subject of an issuer, 132 bits. */
export function subjectHash(key: Buffer, issuer: string, subject: string): string {
  const of = `${issuer}\n${subject}`;
  return remembered(key, `h${of}`, () => `h:${createHmac('sha256', key).update(of).digest('base64url').slice(0, 22)}`);
}

/** For the scorer alone, which has to write the subject's row: its key and the country, encrypted. (lib/contract/access/observation.ts) */
export function subjectSeal(key: Buffer, row: string, country: string | undefined): string {
  return remembered(key, `s${country ?? ''}\n${row}`, () => sealSubject(key, { row, ...(country === undefined ? {} : { country }) }));
}
