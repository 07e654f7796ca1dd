/**
 * What stands behind the door is told of who came in: `requestContext.authorizer` of its event (REST), `requestContext.authorizer.lambda` (HTTP APIs).
 *
 * Scalars only. Lists are texts with one space between: scopes and ids of personas have none in them (RFC 6749, 3.3), and one that has is left out. `schema` says that these
 * are words of the door; that they came through it is for the guard to check. Of a refusal nothing is told but that it is one.
 */
import type { Judgement } from './judge';
import type { AnswerContext } from './answer';

export const CONTEXT_SCHEMA = 'zero-trust/context/1';

export function contextOf({ outcome, token, tier, score, config, route, thumbprint, reasons }: Judgement, isObserved: boolean): AnswerContext {
  if (outcome !== 'allow' && !isObserved) return { schema: CONTEXT_SCHEMA, outcome };
  return {
    schema: CONTEXT_SCHEMA, outcome, tier, score, route: route ?? '',
    ...(token === undefined ? {} : { sub: token.subject, issuer: token.issuer, client: token.client, kind: token.kind, scopes: listed(token.scopes), personas: listed(token.personas), ...(token.username === undefined ? {} : { username: token.username }) }),
    ...(thumbprint === undefined ? {} : { device: thumbprint }),
    ...(config?.purpose === undefined ? {} : { purpose: config.purpose }),
    ...(config?.objectRule === undefined ? {} : { objectRule: config.objectRule.kind, objectBy: config.objectRule.by }),
    ...(isObserved ? { observed: reasons.join(' ') } : {}),
  };
}

function listed(words: readonly string[]): string {
  return words.filter((word) => word !== '' && !/\s/.test(word)).join(' ');
}
