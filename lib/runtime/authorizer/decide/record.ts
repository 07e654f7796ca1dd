/**
 * A judgement as it is written down: ``recordOf(judgement, isObserved(judgement, now), subject, bundle.hash)``. The same in the audit log and by hand (`zero-trust decide`); who the
 * subject is, is the caller's to say.
 *
 * While a route only observes, a refusal is recorded and the request passes, but never one that nobody could judge: a path of two readings, an unknown route, an engine that
 * failed.
 */
import type { DecisionRecord } from '../../../contract/access/decision';
import type { Reason } from '../../../contract/access/reasons';
import { statesOf } from '../facts/gather';
import { resourceOf } from './cedar';
import type { Judgement } from './judge';

/** Nobody knows what was asked for, or whether anybody judged it. */
const NEVER_PASS: readonly Reason[] = ['bundle-invalid', 'deadline', 'event-malformed', 'host-not-allowed', 'internal-error', 'path-ambiguous', 'route-unknown'];

/** `now`: seconds. */
export function isObserved({ outcome, reasons, config }: Judgement, now: number): boolean {
  return outcome !== 'allow' && config?.observeUntil !== undefined && now < config.observeUntil && !reasons.some((reason) => NEVER_PASS.includes(reason));
}

export function recordOf({ outcome, reasons, policies, tier, score, thumbprint, route, config, request, facts, stepUp, asked }: Judgement, observed: boolean, subject: string | null, bundle: string): DecisionRecord {
  return {
    schema: 'zero-trust/decision/1', outcome, reasons: observed ? [...reasons, 'observed'] : reasons, policies, tier, score, subject,
    device: thumbprint === undefined ? null : `x5t#S256${thumbprint}`,
    action: route ?? request?.route ?? 'unknown', resource: asked?.request.resource.id ?? (route === undefined || request === undefined ? 'unknown' : resourceOf(route, request)),
    purpose: config?.purpose ?? null, facts: statesOf(facts), bundle, stepUp: outcome === 'step-up' ? stepUp ?? {} : null,
    mode: observed ? 'observe' : 'enforce',
  };
}
