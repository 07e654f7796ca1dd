/**
 * An authorizer: every event gets an answer, and only a judgement that ended in `allow` lets anything in.
 *
 *   const authorizer = new Authorizer({ open: () => openParts(...), clock, door, source, write });
 *   await authorizer.handle(event)
 *
 * INVARIANT: whatever throws, whatever is late, whatever cannot be written down is a no. A decision that could not be recorded is none: the line is written before the
 * answer is given. While a route only observes, a refusal is recorded and the request passes, but never one that nobody could judge: a path of two readings, an unknown route,
 * an engine that failed.
 */
import type { DecisionRecord } from '../../../contract/access/decision';
import { type Reason, REASONS } from '../../../contract/access/reasons';
import { statesOf } from '../facts/gather';
import { type Answer, answerOf, Unauthorized } from './answer';
import { AuditLog, subjectHash } from './audit';
import { resourceOf } from './cedar';
import { contextOf } from './told';
import { type Judgement, judge } from './judge';
import type { Parts } from './parts';

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

/** Nobody knows what was asked for, or whether anybody judged it. */
const NEVER_PASS: readonly Reason[] = ['bundle-invalid', 'deadline', 'event-malformed', 'host-not-allowed', 'internal-error', 'path-ambiguous', 'route-unknown'];
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
    const judgement = await this.judged(event, begun);
    const isObserved = this.isObserved(judgement, begun / 1_000);
    const record = await this.recordOf(judgement, isObserved);
    this.log.record(record, { requestId: judgement.request?.requestId ?? requestIdOf(event), nowMs: begun, tookMs: this.options.clock() - begun });
    const [reason] = judgement.reasons;
    const isAllowed = judgement.outcome === 'allow' || isObserved;
    return answerOf(judgement.kind, judgement.methodArn, {
      isAllowed, principal: judgement.token?.subject ?? 'nobody', context: contextOf(judgement, isObserved),
      ...(isAllowed ? {} : { answer: REASONS[reason].answer, ...(judgement.outcome === 'step-up' && judgement.stepUp !== undefined ? { stepUp: judgement.stepUp } : {}) }),
    });
  }

  private async judged(event: unknown, nowMs: number): Promise<Judgement> {
    const none: Judgement = { outcome: 'deny', reasons: ['internal-error'], kind: kindOf(event), policies: [], tier: 'BASIC', score: 0, facts: {} };
    let parts: Parts;
    try {
      parts = this.opened();
    } catch (error) {
      this.complain(error, event);
      return { ...none, reasons: ['bundle-invalid'] };
    }
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<Judgement>((resolve) => { timer = setTimeout(() => { resolve({ ...none, reasons: ['deadline'] }); }, Math.min(parts.bundle.limits.deadlineMs, DEADLINE_MS)); });
      return await Promise.race([judge(event, parts, nowMs / 1_000), late]);
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

  private isObserved({ outcome, reasons, config }: Judgement, now: number): boolean {
    return outcome !== 'allow' && config?.observeUntil !== undefined && now < config.observeUntil && !reasons.some((reason) => NEVER_PASS.includes(reason));
  }

  private async recordOf({ outcome, reasons, policies, tier, score, token, thumbprint, route, config, request, facts, stepUp }: Judgement, isObserved: boolean): Promise<DecisionRecord> {
    const key = token === undefined ? undefined : await this.auditKey();
    return {
      schema: 'zero-trust/decision/1', outcome, reasons: isObserved ? [...reasons, 'observed'] : reasons, policies, tier, score,
      subject: token === undefined || key === undefined ? null : subjectHash(key, token.issuer, token.subject),
      device: thumbprint === undefined ? null : `x5t#S256${thumbprint}`,
      action: route ?? request?.route ?? 'unknown', resource: route === undefined || request === undefined ? 'unknown' : resourceOf(route, request),
      purpose: config?.purpose ?? null, facts: statesOf(facts), // Whatever it is that failed: the line is written.
      bundle: (this.parts as Partial<Parts> | undefined)?.bundle?.hash ?? 'unknown', stepUp: outcome === 'step-up' ? stepUp ?? {} : null,
      mode: config?.observeUntil !== undefined && isObserved ? 'observe' : 'enforce',
    };
  }

  private async auditKey(): Promise<Buffer | undefined> {
    try {
      return await this.options.auditKey?.();
    } catch {
      return undefined;
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
