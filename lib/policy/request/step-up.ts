/**
 * When a denial becomes a request to sign in again (RFC 9470): where the route asks for a fresher or stronger sign-in than the token has, and the very same request with
 * such a sign-in would be let in.
 *
 *   const { outcome, answer } = askPolicies(evaluator, request, route.stepUp);   // 'allow', 'deny', 'step-up'
 *
 * So nobody is sent away to sign in for nothing: neither where something else denies as well, nor on a route that does not ask. `answer` is the one to the request as it
 * is. Where the question with the fresh sign-in cannot be answered, the answer is no.
 */
import type { StepUp } from '../../contract/access/decision';
import type { CedarAnswer, CedarRequest, PolicyEvaluator } from '../../contract/access/policy-table';

export interface PolicyOutcome {
  readonly outcome: 'allow' | 'deny' | 'step-up';
  readonly answer: CedarAnswer;
}

type Token = Readonly<Record<string, unknown>>;

/** The same request as it would be right after the sign-in that is asked for. */
export function withFreshSignIn(request: CedarRequest, { acrValues = [] }: StepUp): CedarRequest {
  const [acr] = acrValues;
  const token = tokenOf(request);
  const strong = acr === undefined || (typeof token.acr === 'string' && acrValues.includes(token.acr));
  return { ...request, context: { ...request.context, token: { ...token, authAgeSeconds: 0, ...(strong ? {} : { acr }) } } };
}

/** Whether the token's sign-in is older or weaker than the route permits. Without either fact it is. */
export function asksForSignIn(request: CedarRequest, { maxAge, acrValues = [] }: StepUp): boolean {
  const { authAgeSeconds, acr } = tokenOf(request);
  const isOld = maxAge !== undefined && !(typeof authAgeSeconds === 'number' && authAgeSeconds <= maxAge);
  return isOld || (acrValues.length > 0 && !(typeof acr === 'string' && acrValues.includes(acr)));
}

/** What an answer and, where it was asked, the answer with a fresh sign-in amount to. */
export function readCedar(answer: CedarAnswer, fresh?: CedarAnswer): PolicyOutcome {
  return { outcome: answer.decision === 'allow' ? 'allow' : fresh?.decision === 'allow' ? 'step-up' : 'deny', answer };
}

/** At once where the evaluator answers at once. Throws what it throws to the first question. */
export function askPolicies(evaluator: { evaluate(request: CedarRequest): CedarAnswer }, request: CedarRequest, stepUp: StepUp | undefined): PolicyOutcome;
export function askPolicies(evaluator: PolicyEvaluator, request: CedarRequest, stepUp: StepUp | undefined): PolicyOutcome | Promise<PolicyOutcome>;
export function askPolicies(evaluator: PolicyEvaluator, request: CedarRequest, stepUp: StepUp | undefined): PolicyOutcome | Promise<PolicyOutcome> {
  const next = (answer: CedarAnswer): PolicyOutcome | Promise<PolicyOutcome> => {
    if (answer.decision === 'allow' || stepUp === undefined || !asksForSignIn(request, stepUp)) return readCedar(answer);
    try {
      const fresh = evaluator.evaluate(withFreshSignIn(request, stepUp));
      return isPending(fresh) ? fresh.then((later) => readCedar(answer, later), () => readCedar(answer)) : readCedar(answer, fresh);
    } catch {
      return readCedar(answer);
    }
  };
  const answer = evaluator.evaluate(request);
  return isPending(answer) ? answer.then(next) : next(answer);
}

function tokenOf({ context }: CedarRequest): Token {
  const token = Object.hasOwn(context, 'token') ? context.token : undefined;
  return typeof token === 'object' && token !== null ? token as Token : {};
}

function isPending<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown }).then === 'function';
}
