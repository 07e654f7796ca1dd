/**
 * What decisions say about a subject: ``pointsOf(reasons)``, ``isDenial(outcome, reasons)``. 100 points are the highest risk; they halve in `RISK_HALVES` seconds.
 *
 * A reason has points where somebody else than the subject is likely behind the request, or where the subject tries what is not his. Reasons that are our own doing (a table that
 * is down, a route that is closed at night) have none, and reasons that come from this very score have none: a refusal must not be the cause of the next one.
 */
import type { Outcome } from '../../contract/access/decision';
import type { Reason } from '../../contract/access/reasons';
import { DENIALS_HALVE } from '../authorizer/facts/behaviour';

interface Weight {
  readonly points: number;
  readonly because: string;
}

export const WEIGHTS: Readonly<Partial<Record<Reason, Weight>>> = {
  'travel-impossible': { points: 30, because: 'two people hold the token' },
  'proof-replayed': { points: 30, because: 'somebody recorded a request and sent it again' },
  'certificate-mismatch': { points: 25, because: 'a bound token is used without the device that it is bound to' },
  'proof-invalid': { points: 15, because: 'a bound token is used by somebody without its key, or with a wrong clock' },
  'proof-missing': { points: 15, because: 'a bound token is used by somebody without its key' },
  'device-revoked': { points: 20, because: 'a device that was reported lost is in use' },
  'device-of-another': { points: 20, because: 'a device that was enrolled for somebody else is in use' },
  'token-revoked': { points: 10, because: 'a session that was ended is in use; a client that has not noticed yet is more likely' },
  'object-of-another': { points: 5, because: 'ids of objects are being tried' },
  'policy-forbids': { points: 5, because: 'what a policy forbids by name is being tried' },
  'path-ambiguous': { points: 5, because: 'a path that reads in two ways is rarely an accident' },
  'persona-missing': { points: 2, because: 'routes of others are being tried' },
  'scope-missing': { points: 1, because: 'routes of others are being tried, or a client is set up wrongly' },
  'device-unknown': { points: 2, because: 'a device that is in no inventory is in use' },
  'location-denied': { points: 10, because: 'the token is used where nobody should be' },
};

/** Not the subject's doing, or the score's own. */
const NO_DENIALS: ReadonlySet<Reason> = new Set<Reason>([
  'bundle-invalid', 'deadline', 'engine-unavailable', 'internal-error', 'keys-unavailable', 'policy-error', 'store-unreachable',
  'outside-hours', 'posture-stale', 'risk-too-high', 'velocity-too-high',
]);

/** Seconds. */
export const RISK_HALVES = 3_600;
export { DENIALS_HALVE };
export const VELOCITY_WINDOW = 60;
/** After it nothing of a refusal is left: six halves of its risk. */
export const REFUSALS_WINDOW = 6 * RISK_HALVES;

/** Of an observed route too: that it was let through does not make it harmless. The worst reason counts: several of one request are one act. */
export function pointsOf(reasons: readonly Reason[]): number {
  return reasons.reduce((most, reason) => Math.max(most, WEIGHTS[reason]?.points ?? 0), 0);
}

export function isDenial(outcome: Outcome, reasons: readonly Reason[]): boolean {
  return outcome === 'deny' && !reasons.some((reason) => NO_DENIALS.has(reason));
}
