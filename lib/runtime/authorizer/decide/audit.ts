/**
 * One line for each decision: ``new AuditLog({ door, write }).record(decision, ...)``.
 *
 * JSON of CONTRACTS.md with metrics in CloudWatch's embedded format in the same line, so that the count of decisions and the log cannot disagree. Lines of one execution
 * environment count up: who takes one away leaves a gap. No token, no address and no name: the subject is `h:` and a hash under a key that can be destroyed, after which
 * the log says nothing of anybody; without a key it is left out.
 * (CloudWatch user guide, "Specification: CloudWatch embedded metric format".)
 */
import { createHmac } from 'node:crypto';
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

  public record(decision: DecisionRecord, request: { readonly requestId: string; readonly nowMs: number; readonly tookMs: number }): AuditRecord {
    const { door, source, write } = this.options;
    const record: AuditRecord = { ...decision, requestId: request.requestId, sequence: ++this.sequence, source, at: new Date(request.nowMs).toISOString() };
    const [reason = 'none'] = decision.reasons;
    const measured = { door, reason, Decisions: 1, Milliseconds: Math.round(request.tookMs * 100) / 100 };
    // What is the same in every line is written once. All three are objects that are not empty.
    write(`${JSON.stringify(record).slice(0, -1)},${JSON.stringify(measured).slice(1, -1)},"_aws":{"Timestamp":${JSON.stringify(request.nowMs)},${METRICS}}}`);
    return record;
  }
}

/** Hashes of subjects under the key that is in use; another key forgets them all. */
let hashes: { readonly key: Buffer; readonly bySubject: Map<string, string> } | undefined;
const MOST_HASHES = 5_000;

/** Of the subject of an issuer, 132 bits. */
export function subjectHash(key: Buffer, issuer: string, subject: string): string {
  if (hashes === undefined || !hashes.key.equals(key)) hashes = { key: Buffer.from(key), bySubject: new Map() };
  const { bySubject } = hashes;
  const of = `${issuer}\n${subject}`;
  const known = bySubject.get(of);
  if (known !== undefined) return known;
  const made = `h:${createHmac('sha256', key).update(of).digest('base64url').slice(0, 22)}`;
  if (bySubject.size >= MOST_HASHES) bySubject.clear();
  bySubject.set(of, made);
  return made;
}
