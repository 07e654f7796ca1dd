/**
 * What the subject did lately, as of now: ``behaviourOf(stored, token, place, device, trust, now)`` -> velocity, denials, risk, new device, travel, and the floors that they break.
 *
 * The scorer writes what it saw, up to then; velocity and denials halve as time passes, so that somebody who rested is not judged by yesterday, and a floor that was broken is
 * not broken for ever. Risk stays until somebody lowers it. Travel is judged against every place that the row remembers: whoever shared the token is found out though he came
 * last. It needs a distance that no look-up of addresses invents (distance.ts), and `LEAST_DISTANCE` of it.
 */
import type { BehaviourConfig } from '../../../contract/access/bundle';
import type { Fact, MissingBecause, StoredFacts, SubjectRow } from '../../../contract/access/facts';
import type { Reason } from '../../../contract/access/reasons';
import type { VerifiedToken } from '../token/claims';
import { leastDistance } from './distance';

export interface Behaviour {
  readonly risk: Fact<number>;
  /** Requests per minute. */
  readonly velocity: Fact<number>;
  readonly recentDenials: Fact<number>;
  readonly isNewDevice: Fact<boolean>;
  /** Kilometres per hour, of the fastest journey that it would have taken; 0 where nothing is far enough. */
  readonly speed: Fact<number>;
  readonly floors: readonly Reason[];
}

/** Seconds in which they halve: of a window of a minute, and of one of a quarter of an hour. */
export const VELOCITY_HALVES = 60;
export const DENIALS_HALVE = 900;
/** Kilometres: below it nothing is travel. Detections in use take 500 km and 1,000 km/h. */
export const LEAST_DISTANCE = 500;
/** Seconds that pass at least between two places, whatever clocks say. */
const LEAST_TIME = 60;

export function behaviourOf({ subject, session }: Pick<StoredFacts, 'session' | 'subject'>, { issuedAt }: Pick<VerifiedToken, 'issuedAt'>, country: Fact<string>, thumbprint: string | undefined, config: BehaviourConfig, now: number): Behaviour {
  // A row that cannot be read may say that the token was revoked.
  const unread: Reason[] = subject.missing === 'malformed' || session.missing === 'malformed' ? ['store-unreachable'] : [];
  const revoked: Reason[] = session.value !== undefined || (subject.value?.revokedBefore !== undefined && issuedAt < subject.value.revokedBefore) ? ['token-revoked'] : [];
  if (subject.value === undefined) {
    const none = { missing: subject.missing };
    return { risk: none, velocity: none, recentDenials: none, isNewDevice: none, speed: none, floors: [...revoked, ...unread] };
  }
  const { riskScore, updatedAt, recentDenials: denials, velocity, devices } = subject.value;
  const past = Math.max(0, now - updatedAt);
  const velocityNow = velocity * 2 ** (-past / VELOCITY_HALVES);
  const denialsNow = denials * 2 ** (-past / DENIALS_HALVE);
  const speed = speedOf(subject.value, country, now);
  return {
    risk: { value: riskScore, asOf: updatedAt }, velocity: { value: velocityNow, asOf: updatedAt }, recentDenials: { value: denialsNow, asOf: updatedAt },
    isNewDevice: thumbprint === undefined ? { missing: 'unasked' } : { value: !devices.includes(thumbprint), asOf: updatedAt }, speed,
    floors: [...revoked, ...unread, ...broken(config, riskScore, velocityNow, denialsNow, speed)],
  };
}

function broken({ maximumRisk, maximumVelocity, maximumRecentDenials, maximumSpeed }: BehaviourConfig, risk: number, velocity: number, denials: number, speed: Fact<number>): readonly Reason[] {
  const floors: Reason[] = [];
  if (isAbove(speed.value ?? 0, maximumSpeed)) floors.push('travel-impossible');
  if (isAbove(risk, maximumRisk) || isAbove(denials, maximumRecentDenials)) floors.push('risk-too-high');
  if (isAbove(velocity, maximumVelocity)) floors.push('velocity-too-high');
  return floors;
}

function isAbove(value: number, most: number | undefined): boolean {
  return most !== undefined && !(value <= most);
}

function speedOf({ places, updatedAt }: SubjectRow, country: Fact<string>, now: number): Fact<number> {
  if (country.value === undefined) return { missing: country.missing };
  if (places.length === 0) return { missing: 'absent' as MissingBecause };
  let fastest = 0;
  for (const place of places) {
    const distance = leastDistance(place, { country: country.value });
    // Nobody knows where that is.
    if (distance === undefined) return { missing: 'malformed' };
    if (distance >= LEAST_DISTANCE) fastest = Math.max(fastest, (distance * 3_600) / Math.max(LEAST_TIME, now - place.at));
  }
  return { value: fastest, asOf: updatedAt };
}
