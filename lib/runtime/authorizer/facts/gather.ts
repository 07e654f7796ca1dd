/**
 * All that is known of one request, judged: ``gatherFacts({ request, token, thumbprint, stored, route }, trust, now)`` -> tier, score, floors, context, facts.
 *
 * Pure: the same request, token, stored facts, configuration and time give the same judgement, in the authorizer and by hand. Whoever calls refuses where `floors` is not
 * empty; then policies decide, over `context`. `facts` is what the audit record says of each: as of when, or why it is missing.
 */
import type { RouteConfig } from '../../../contract/access/bundle';
import type { FactState } from '../../../contract/access/decision';
import type { Fact, StoredFacts } from '../../../contract/access/facts';
import type { AccessRequest } from '../../../contract/access/request';
import type { VerifiedToken } from '../token/claims';
import { behaviourOf } from './behaviour';
import { type AccessContext, contextOf } from './context';
import { deviceOf } from './device';
import { locationOf } from './location';
import type { PreparedTrust } from './prepare';
import { type Trust, trustOf } from './trust';
import { holds } from './windows';

export { prepareTrust, TrustConfigError, type PreparedTrust } from './prepare';
export type { AccessContext } from './context';

export interface Known {
  readonly request: Pick<AccessRequest, 'headers' | 'sourceIp'>;
  readonly token: VerifiedToken;
  /** Of the certificate that the request came with. (binding/bind.ts) */
  readonly thumbprint?: string;
  readonly stored: StoredFacts;
  readonly route: Pick<RouteConfig, 'hours' | 'minimumTier' | 'required'>;
}

export type FactName = 'behaviour' | 'device' | 'device.posture' | 'location.country' | 'session' | 'subject' | 'token.authentication';

export interface Gathered extends Trust {
  readonly context: AccessContext;
  readonly facts: Readonly<Record<FactName, Fact<unknown>>>;
}

export function gatherFacts({ request, token, thumbprint, stored: given, route }: Known, trust: PreparedTrust, now: number): Gathered {
  // A row without a certificate that proves the device is nobody's.
  const stored: StoredFacts = thumbprint === undefined ? { ...given, device: { missing: 'unasked' } } : given;
  const location = locationOf(request, trust, now);
  const device = deviceOf(stored.device, token, trust, now);
  const behaviour = behaviourOf(stored, token, location.country, thumbprint, trust.behaviour, now);
  const windows = trust.windows.filter(([, window]) => holds(window, now)).map(([name]) => name);
  const input = { token, stored, route, device, behaviour, location, windows };
  const judged = trustOf(input, trust.deniedCountries, now);
  return {
    tier: judged.tier, score: judged.score, floors: judged.floors, context: contextOf(input, judged, now),
    facts: {
      'behaviour': behaviour.risk, 'device': stored.device, 'device.posture': device.posture, 'location.country': location.country, 'session': stored.session, 'subject': stored.subject,
      'token.authentication': token.authTime === undefined ? { missing: 'absent' } : { value: token.authTime, asOf: token.authTime },
    },
  };
}

/** As the decision record has them. */
export function statesOf(facts: Readonly<Record<string, Fact<unknown>>>): Readonly<Record<string, FactState>> {
  return Object.fromEntries(Object.entries(facts).map(([name, { asOf, missing }]) => [name, missing === undefined ? { asOf: new Date((asOf as number) * 1_000).toISOString(), state: 'fresh' } : { state: missing }]));
}
