/**
 * What API Gateway is told: ``answerOf(kind, methodArn, told)``.
 *
 *   REST API   // a policy for exactly the method and path that was asked for, or `Unauthorized` thrown, which alone becomes 401
 *   HTTP API   // `{ isAuthorized }`
 *
 * INVARIANT: an allow names one method ARN and nothing wider, so that a cache in front, were there one, could not serve it elsewhere; values of the context are scalars; what
 * is not an allow is never one in the other's words (a REST API takes an answer without a policy for an error, an HTTP API one without `isAuthorized`).
 */
import type { StepUp } from '../../../contract/access/decision';
import type { ReasonAnswer } from '../../../contract/access/reasons';

/** What stands behind the door may read this: strings, numbers, booleans. */
export type AnswerContext = Readonly<Record<string, string | number | boolean>>;

export interface Told {
  readonly isAllowed: boolean;
  /** Of a refusal. */
  readonly answer?: ReasonAnswer;
  readonly stepUp?: StepUp;
  readonly principal: string;
  readonly context: AnswerContext;
}

/** Thrown, with exactly this message, it is a 401. (API Gateway developer guide, "Output from an API Gateway Lambda authorizer".) */
export class Unauthorized extends Error {
  constructor() {
    super('Unauthorized');
  }
}

export type Answer =
  | { readonly principalId: string; readonly policyDocument: object; readonly context: AnswerContext }
  | { readonly isAuthorized: boolean; readonly context: AnswerContext };

/** Of a resource in a policy that an authorizer returns, and of the whole of its context. */
const LONGEST_ARN = 512;

/** Throws `Unauthorized`. */
export function answerOf(kind: 'rest' | 'http', methodArn: string | undefined, told: Told): Answer {
  const context = told.stepUp === undefined ? told.context : { ...told.context, challenge: challengeOf(told.stepUp) };
  if (kind === 'http') return { isAuthorized: told.isAllowed, context };
  if (!told.isAllowed && told.answer === 'challenge') throw new Unauthorized();
  const resource = methodArn === undefined || methodArn.length > LONGEST_ARN || /[*?$]/.test(methodArn) ? narrowest(methodArn) : methodArn;
  // Without an ARN there is nothing that could be allowed.
  const effect = told.isAllowed && resource !== undefined ? 'Allow' : 'Deny';
  return {
    principalId: told.principal, context,
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: effect === 'Allow' ? resource : '*' }] },
  };
}

/** Too long, or with what a policy would read as a pattern: the method and as much of the path as can be said. */
function narrowest(methodArn: string | undefined): string | undefined {
  if (methodArn === undefined) return undefined;
  const [fixed] = methodArn.split(/[*?$]/);
  const [, start] = /^(arn:[^/]+\/[^/]+\/[A-Z]+\/)/.exec(fixed) ?? [];
  return start === undefined ? undefined : `${fixed.slice(0, LONGEST_ARN - 1)}*`;
}

/** RFC 9470, 3. Values come from the bundle alone. */
export function challengeOf({ maxAge, acrValues }: StepUp): string {
  return ['Bearer error="insufficient_user_authentication"', 'error_description="a more recent or stronger sign-in is required"',
    ...(acrValues === undefined || acrValues.length === 0 ? [] : [`acr_values="${acrValues.join(' ').replace(/["\\]/g, '')}"`]),
    ...(maxAge === undefined ? [] : [`max_age="${maxAge}"`])].join(', ');
}
