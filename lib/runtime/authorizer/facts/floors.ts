/**
 * What keeps a request out whatever the policies say: ``floorsOf(judged, trust, now)`` -> `['posture-stale']`. Empty: nothing.
 *
 * Where a fact is missing that a rule rests on, the rule holds against the request:
 *
 *   the route requires it         unreachable, stale or malformed refuse; that there is no row of a subject or session is an answer, that there is none of a device is none
 *   the tier of the route         without a row the tier is BASIC
 *   denied countries              a country that nobody knows may be one of them
 *   a row that cannot be read     refuses everywhere: it may revoke
 *
 * A route that requires no fact is served while the table does not answer, as far as its tier goes: that is what leaving `required` empty means.
 */
import type { RouteConfig } from '../../../contract/access/bundle';
import type { StoredFacts } from '../../../contract/access/facts';
import type { Reason } from '../../../contract/access/reasons';
import type { VerifiedToken } from '../token/claims';
import type { Behaviour } from './behaviour';
import { type Device, rankOf } from './device';
import type { Location } from './location';

export interface Judged {
  readonly token: Pick<VerifiedToken, 'kind' | 'session'>;
  readonly stored: StoredFacts;
  readonly route: Pick<RouteConfig, 'hours' | 'minimumTier' | 'required'>;
  readonly device: Device;
  readonly behaviour: Behaviour;
  readonly location: Location;
  /** Names of the windows that hold now. */
  readonly windows: readonly string[];
}

/** Revocation first: the client is told of the first one. */
export function floorsOf({ token, stored, route, device, behaviour, location, windows }: Judged, deniedCountries: ReadonlySet<string>): readonly Reason[] {
  const isDenied = deniedCountries.size > 0 && (location.country.value === undefined || deniedCountries.has(location.country.value));
  const isOffHours = route.hours.length > 0 && !route.hours.some((name) => windows.includes(name));
  return [...new Set<Reason>([
    ...behaviour.floors.filter((floor) => floor === 'token-revoked'),
    ...device.floors,
    ...route.required.flatMap((kind) => unmet(kind, stored, token)),
    ...tooLow(device, stored, route.minimumTier),
    ...(isDenied ? ['location-denied' as const] : []),
    ...behaviour.floors,
    ...(isOffHours ? ['outside-hours' as const] : []),
  ])];
}

function unmet(kind: keyof StoredFacts, stored: StoredFacts, token: Judged['token']): readonly Reason[] {
  const { missing } = stored[kind];
  if (missing === undefined) return [];
  if (kind === 'device') return missing === 'absent' || missing === 'unasked' ? ['device-unknown'] : ['store-unreachable'];
  // A service has no session to end: its tokens end with its subject.
  const hasNone = kind === 'session' && missing === 'unasked' && token.kind === 'service' && token.session === undefined && stored.subject.missing !== 'unasked';
  return missing === 'absent' || hasNone ? [] : ['store-unreachable'];
}

function tooLow({ tier, enrolled, floors }: Device, { device }: StoredFacts, minimum: RouteConfig['minimumTier']): readonly Reason[] {
  if (rankOf(tier) >= rankOf(minimum) || floors.length > 0) return [];
  if (device.missing === 'absent') return ['device-unknown'];
  if (device.missing === 'unreachable' || device.missing === 'stale') return ['store-unreachable'];
  return [rankOf(enrolled) >= rankOf(minimum) ? 'posture-stale' : 'tier-too-low'];
}
