/**
 * Why a request was not let in, as stable words: ``REASONS['token-expired']``.
 *
 * Scripts, alarms and audits rely on the words: add, never rename. `-missing` is about what is not there, `-invalid` about what is wrong, `-unknown` about what
 * nobody knows, `-stale` about what is too old. What the client is told is one of four answers (decision.ts), never the reason.
 */

/** What the client is told. `challenge`: 401 with `WWW-Authenticate`; `refuse`: 403; `step-up`: 401 of RFC 9470. */
export type ReasonAnswer = 'challenge' | 'refuse' | 'step-up';

interface ReasonRow {
  readonly answer: ReasonAnswer;
  /** For people who read the audit log. */
  readonly text: string;
}

const row = (answer: ReasonAnswer, text: string): ReasonRow => ({ answer, text });

export const REASONS = {
  // the event and the engine itself
  'event-malformed': row('refuse', 'the event is not one that API Gateway sends to an authorizer'),
  'route-unknown': row('refuse', 'the bundle has no such route'),
  'path-ambiguous': row('refuse', 'the path can be read in more than one way, or is not the one of the route'),
  'host-not-allowed': row('refuse', 'the request came by a host that the door does not serve'),
  'bundle-invalid': row('refuse', 'the bundle cannot be read, or is of another version'),
  'internal-error': row('refuse', 'the engine failed; the log has the error under the same request id'),
  'deadline': row('refuse', 'the decision took longer than it may'),
  // the token
  'token-missing': row('challenge', 'no token'),
  'token-ambiguous': row('challenge', 'more than one token, or more than one Authorization header'),
  'token-malformed': row('challenge', 'not a JWS in its strict compact form'),
  'token-algorithm': row('challenge', 'an algorithm, header or key type that the issuer does not use'),
  'token-issuer': row('challenge', 'no issuer of this door'),
  'token-key-unknown': row('challenge', 'no such key of this issuer'),
  'token-signature': row('challenge', 'the signature is wrong'),
  'token-expired': row('challenge', 'past its end'),
  'token-not-yet': row('challenge', 'issued in the future, or not valid yet'),
  'token-lifetime': row('challenge', 'without an end or an issue time, or valid for longer than the issuer may say'),
  'token-audience': row('challenge', 'meant for somebody else'),
  'token-use': row('challenge', 'an ID token, a refresh token or something else in place of an access token'),
  'token-claims': row('challenge', 'a claim of a wrong type'),
  'token-revoked': row('challenge', 'the session or all tokens of the subject before a time were revoked'),
  'keys-unavailable': row('refuse', 'keys of the issuer cannot be had, and none that is known is young enough'),
  // binding and device
  'certificate-missing': row('refuse', 'the route or the token asks for a client certificate and there is none'),
  'certificate-invalid': row('refuse', 'the certificate is expired, a CA, not for clients, or not readable'),
  'certificate-mismatch': row('challenge', 'the token is bound to another certificate'),
  'proof-missing': row('challenge', 'the token is bound to a key and no DPoP proof came with it'),
  'proof-invalid': row('challenge', 'the DPoP proof is for another request, another token, another key, or too old'),
  'proof-replayed': row('challenge', 'the DPoP proof was used before'),
  'device-unknown': row('refuse', 'the device is in no inventory'),
  'device-revoked': row('refuse', 'the device was revoked'),
  'device-of-another': row('refuse', 'the device is enrolled for other subjects'),
  'posture-stale': row('refuse', 'the device has not reported for longer than its tier permits'),
  'tier-too-low': row('refuse', 'the route asks for a higher tier'),
  'store-unreachable': row('refuse', 'facts that the route rests on cannot be had'),
  // who, where, how, when
  'scope-missing': row('refuse', 'the token carries none of the scopes of the route'),
  'persona-missing': row('refuse', 'the subject is none of the personas of the route'),
  'object-of-another': row('refuse', 'the object belongs to somebody else'),
  'location-denied': row('refuse', 'from an address or country that is denied'),
  'travel-impossible': row('refuse', 'too far from where the subject was last seen for the time between'),
  'risk-too-high': row('refuse', 'the risk of the subject is above the floor'),
  'velocity-too-high': row('refuse', 'more requests than the route permits one subject'),
  'outside-hours': row('refuse', 'not at this time'),
  'step-up-needed': row('step-up', 'signed in too long ago, or too weakly'),
  // policy
  'no-policy': row('refuse', 'no policy permits it'),
  'policy-forbids': row('refuse', 'a policy forbids it'),
  'policy-error': row('refuse', 'a policy that forbids could not be evaluated'),
  'engine-unavailable': row('refuse', 'the policy engine did not answer'),
  // let in
  'permitted': row('refuse', 'a policy permits it and none forbids it'),
  'public': row('refuse', 'the route is public'),
  'preflight': row('refuse', 'a CORS preflight of a route that declares it'),
  'observed': row('refuse', 'would have been refused; the route only observes'),
} as const satisfies Readonly<Record<string, ReasonRow>>;

export type Reason = keyof typeof REASONS;

export function isReason(word: string): word is Reason {
  return Object.hasOwn(REASONS, word);
}
