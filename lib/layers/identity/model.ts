/**
 * What a front door needs to know of who issues its tokens, and what it asks of them. FIXED between lib/layers/identity and
 * lib/layers/front-door: neither reads more of the other.
 */
import type { IdentityData } from '../../intent/model-front-door';

/** What a route asks of tokens, said when the route is declared. */
export interface ScopeDemand {
  /** Full name: `documents/read`. */
  readonly scope: string;
  /** Ids of the personas that may carry it; empty: every signed-in user and service client to which it is given. */
  readonly personas: readonly string[];
  /** `GET /documents/{id}` of the door's path, for messages. */
  readonly route: string;
  /** Of `addScope`: where it was called. */
  readonly site?: { toString(): string };
  /** Of `addScope`: by persona, the path of the identity that declared it. */
  readonly owners?: Readonly<Record<string, string>>;
  /** Of the route; stamped into tokens that carry the scope. */
  readonly purpose?: string;
}

/** A persona as the identity sees it: who is in one of the groups is it. */
export interface PersonaFacts {
  readonly id: string;
  readonly groups: readonly string[];
}

export interface IdentityFacts {
  readonly kind: IdentityData['kind'];
  /** `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`; may hold tokens. */
  readonly issuer: string;
  /** Of Cognito pools; may be a token. */
  readonly userPoolArn?: string;
  /** For JWT authorizers, which check `aud` or `client_id`; may be tokens. */
  readonly clientIds: readonly string[];
  /** All scopes that tokens may carry; absent where nobody knows (an own pool or issuer that did not say). */
  readonly scopes?: readonly string[];
  /** A user's token carries a scope only where one of his personas may: true with our pre-token hook alone. */
  readonly enforcesPersonas: boolean;
}
