/**
 * An authorizer: every event gets an answer, and only a judgement that ended in `allow` lets anything in.
 *
 *   const authorizer = new Authorizer({ open: () => openParts(...), clock, door, source, write });
 *   await authorizer.handle(event)
 *
 * INVARIANT: whatever throws, whatever is late, whatever cannot be written down is a no. A decision that could not be recorded is none: the line is written before the
 * answer is given. (What passes while a route only observes: record.ts.)
 */
import type { DecisionRecord } from '../../../contract/access/decision';
import { REASONS } from '../../../contract/access/reasons';
import { type Answer, answerOf, Unauthorized } from './answer';
import { AuditLog, subjectHash, subjectSeal } from './audit';
import { subjectKey } from '../stores/keys';
import { contextOf } from './told';
import { type Judgement, judge } from './judge';
import type { Parts } from './parts';
import { isObserved, recordOf } from './record';

export interface AuthorizerOptions {
  /** Called once; asked again only after it threw nothing. */
  readonly open: () => Parts;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Of the audit log's subjects. Undefined: they are left out. */
  readonly auditKey?: () => Buffer | undefined | Promise<Buffer | undefined>;
  readonly door: string;
  readonly source: string;
  readonly write: (line: string) => void;
}

/** What is written, and what of it only the scorer can read. */
type Recorded = readonly [DecisionRecord, seal: string | undefined];

/** Before a bundle says so. */
const DEADLINE_MS = 2_000;

export class Authorizer {
  private readonly log: AuditLog;
  private parts?: Parts;
  private failure?: unknown;

  constructor(private readonly options: AuthorizerOptions) {
    this.log = new AuditLog(options);
  }

  /** Throws `Unauthorized`, which a REST API takes for a 401, and nothing else. */
  public async handle(event: unknown): Promise<Answer> {
    try {
      return await this.answer(event);
    } catch (error) {
      if (error instanceof Unauthorized) throw error;
      return answerOf(kindOf(event), undefined, { isAllowed: false, answer: 'refuse', principal: 'nobody', context: {} });
    }
  }

  private async answer(event: unknown): Promise<Answer> {
    const begun = this.options.clock();
    const judging = this.judged(event, begun);
    const judgement = judging instanceof Promise ? await judging : judging;
    const observed = isObserved(judgement, begun / 1_000);
    const recording = this.recordOf(judgement, observed);
    const [record, seal] = recording instanceof Promise ? await recording : recording;
    this.log.record(record, { ...(seal === undefined ? {} : { seal }), requestId: judgement.request?.requestId ?? requestIdOf(event), nowMs: begun, tookMs: this.options.clock() - begun });
    const [reason] = judgement.reasons;
    const isAllowed = judgement.outcome === 'allow' || observed;
    return answerOf(judgement.kind, judgement.methodArn, {
      isAllowed, principal: judgement.token?.subject ?? 'nobody', context: contextOf(judgement, observed),
      ...(isAllowed ? {} : { answer: REASONS[reason].answer, ...(judgement.outcome === 'step-up' && judgement.stepUp !== undefined ? { stepUp: judgement.stepUp } : {}) }),
    });
  }

  private judged(event: unknown, nowMs: number): Judgement | Promise<Judgement> {
    const none: Judgement = { outcome: 'deny', reasons: ['internal-error'], kind: kindOf(event), policies: [], tier: 'BASIC', score: 0, facts: {} };
    let parts: Parts;
    try {
      parts = this.opened();
    } catch (error) {
      this.complain(error, event);
      return { ...none, reasons: ['bundle-invalid'] };
    }
    try {
      // Before anything is begun: nothing may throw beside a judgement that is on its way.
      const deadlineMs = Math.min(parts.bundle.limits.deadlineMs, DEADLINE_MS);
      const judging = judge(event, parts, nowMs / 1_000);
      // What was judged from memory alone is not late.
      return judging instanceof Promise ? this.inTime(judging, deadlineMs, none, event) : judging;
    } catch (error) {
      this.complain(error, event);
      return none;
    }
  }

  private async inTime(judging: Promise<Judgement>, deadlineMs: number, none: Judgement, event: unknown): Promise<Judgement> {
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<Judgement>((resolve) => { timer = setTimeout(() => { resolve({ ...none, reasons: ['deadline'] }); }, deadlineMs); });
      return await Promise.race([judging, late]);
    } catch (error) {
      this.complain(error, event);
      return none;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A bundle does not get better by being read again. */
  private opened(): Parts {
    if (this.failure !== undefined) throw this.failure;
    try {
      return (this.parts ??= this.options.open());
    } catch (error) {
      this.failure = error ?? new Error('nothing was thrown');
      throw error;
    }
  }

  /** Whatever it is that failed: the line is written. */
  private recordOf(judgement: Judgement, observed: boolean): Recorded | Promise<Recorded> {
    const { token, facts } = judgement;
    const bundle = (this.parts as Partial<Parts> | undefined)?.bundle?.hash ?? 'unknown';
    const record = (key: Buffer | undefined): Recorded => {
      if (token === undefined || key === undefined) return [recordOf(judgement, observed, null, bundle), undefined];
      const country: unknown = facts['location.country']?.value;
      return [
        recordOf(judgement, observed, subjectHash(key, token.issuer, token.subject), bundle),
        subjectSeal(key, subjectKey(token.issuer, token.subject), typeof country === 'string' ? country : undefined),
      ];
    };
    if (token === undefined) return record(undefined);
    try {
      const key = this.options.auditKey?.();
      return key instanceof Promise ? key.then(record, () => record(undefined)) : record(key);
    } catch {
      return record(undefined);
    }
  }

  /** Of an error its name, its words and where; never the event, which has the token in it. */
  private complain(error: unknown, event: unknown): void {
    const { name, code, message, stack } = (error ?? {}) as { name?: unknown; code?: unknown; message?: unknown; stack?: unknown };
    const text = (value: unknown): string | undefined => (typeof value === 'string' ? value.slice(0, 2_000) : undefined);
    this.options.write(JSON.stringify({ schema: 'zero-trust/engine-error/1', name: text(name), code: text(code), message: text(message), stack: text(stack), requestId: requestIdOf(event) }));
  }
}

function kindOf(event: unknown): 'rest' | 'http' {
  return (event as { version?: unknown } | null | undefined)?.version === '2.0' ? 'http' : 'rest';
}

function requestIdOf(event: unknown): string {
  const id = (event as { requestContext?: { requestId?: unknown } } | null | undefined)?.requestContext?.requestId;
  return typeof id === 'string' ? id.slice(0, 200) : 'unknown';
}
