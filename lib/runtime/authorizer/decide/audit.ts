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
    write(JSON.stringify({
      ...record, door, reason, Decisions: 1, Milliseconds: Math.round(request.tookMs * 100) / 100,
      _aws: { Timestamp: request.nowMs, CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['door', 'outcome'], ['door', 'reason']], Metrics: [{ Name: 'Decisions', Unit: 'Count' }, { Name: 'Milliseconds', Unit: 'Milliseconds' }] }] },
    }));
    return record;
  }
}

/** Of the subject of an issuer, 132 bits. */
export function subjectHash(key: Buffer, issuer: string, subject: string): string {
  return `h:${createHmac('sha256', key).update(`${issuer}\n${subject}`).digest('base64url').slice(0, 22)}`;
}
