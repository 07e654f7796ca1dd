/**
 * One request, judged: ``await judge(event, parts, now)``.
 *
 *   event -> host and route -> token -> what it is bound to -> what the stores say -> floors -> policies
 *
 * INVARIANT: `allow` is said for a public route, and where policies permit after everything before them answered, and nowhere else; every step that cannot answer ends with a refusal, and one that
 * throws ends in the caller, which refuses. Pure but for the stores, the keys and their memories: the same event, parts and time give the same judgement.
 */
import type { RouteConfig } from '../../../contract/access/bundle';
import type { StepUp } from '../../../contract/access/decision';
import type { Fact, StoredFacts, Tier } from '../../../contract/access/facts';
import type { CedarAnswer, CedarRequest } from '../../../contract/access/policy-table';
import type { Reason } from '../../../contract/access/reasons';
import type { AccessRequest } from '../../../contract/access/request';
import { askPolicies, type PolicyOutcome } from '../../../policy/request';
import { bind, type Bound } from '../binding/bind';
import { readEvent } from '../event/read-event';
import { gatherFacts, type Gathered } from '../facts/gather';
import { NO_FACTS, wantedRows } from '../stores';
import type { ClaimsReading, VerifiedToken } from '../token/claims';
import { type GivenToken, readToken } from '../token/grammar';
import { requestOf } from './cedar';
import type { Parts } from './parts';
import { whyNot } from './why-not';

export interface Judgement {
  readonly outcome: 'allow' | 'deny' | 'step-up';
  readonly reasons: readonly Reason[];
  readonly kind: 'rest' | 'http';
  readonly methodArn?: string;
  readonly request?: AccessRequest;
  /** Key of the bundle's routes. */
  readonly route?: string;
  readonly config?: RouteConfig;
  readonly token?: VerifiedToken;
  readonly thumbprint?: string;
  readonly policies: readonly string[];
  readonly tier: Tier;
  readonly score: number;
  readonly facts: Readonly<Record<string, Fact<unknown>>>;
  readonly stepUp?: StepUp;
  /** What policies were asked and said, for whoever explains it; absent where they were not asked. */
  readonly asked?: { readonly request: CedarRequest; readonly answer: CedarAnswer };
}

/** What is known so far: one object that every step adds to, and that says `deny` until the last one has answered. */
type Draft = { -readonly [K in keyof Judgement]: Judgement[K] };

const draftOf = (kind: 'rest' | 'http'): Draft => ({ outcome: 'deny', reasons: [], kind, policies: [], tier: 'BASIC', score: 0, facts: {} });

/** At once where keys and rows are in memory. */
export function judge(event: unknown, parts: Parts, now: number): Judgement | Promise<Judgement> {
  const reading = readEvent(event);
  const { request } = reading;
  if (request === undefined) {
    const unread = draftOf(reading.kind);
    if (reading.methodArn !== undefined) unread.methodArn = reading.methodArn;
    return refused(unread, [reading.refusal]);
  }
  const { bundle } = parts;
  const known = draftOf(request.kind);
  known.request = request;
  if (request.methodArn !== undefined) known.methodArn = request.methodArn;
  if (bundle.hosts.length > 0 && !bundle.hosts.includes(request.host)) return refused(known, ['host-not-allowed']);
  const route = routeOf(request.route, bundle.routes);
  if (route === undefined) return refused(known, ['route-unknown']);
  const config = bundle.routes[route];
  known.route = route;
  known.config = config;
  // Nothing of what the client says of itself is looked at, and nothing of it is believed.
  if (config.access === 'public') return allowed(known, 'public');
  const given = readToken(request);
  if (given.token === undefined) return refused(known, [given.refusal]);
  const next = ({ token, refusal }: ClaimsReading): Judgement | Promise<Judgement> => (token === undefined ? refused(known, [refusal]) : identified(known, request, config, given.token, token, parts, now));
  const verified = parts.verifier.verify(given.token, now);
  return verified instanceof Promise ? verified.then(next) : next(verified);
}

function routeOf(said: string, routes: Parts['bundle']['routes']): string | undefined {
  if (Object.hasOwn(routes, said)) return said;
  const any = said.replace(/^[A-Z]+/, 'ANY');
  return Object.hasOwn(routes, any) ? any : undefined;
}

/** Who it says it is; is it, and with what device? */
function identified(known: Draft, request: AccessRequest, config: RouteConfig, given: GivenToken, token: VerifiedToken, parts: Parts, now: number): Judgement | Promise<Judgement> {
  known.token = token;
  const { bound, refusal } = bind(request, given, token, parts.certificates, config.certificate, parts.bundle.limits, now);
  if (bound === undefined) return refused(known, [refusal]);
  const { thumbprint } = bound;
  if (thumbprint !== undefined) known.thumbprint = thumbprint;
  const next = ([facts, use]: Looked): Judgement | Promise<Judgement> => {
    if (use !== undefined) return refused(known, [use]);
    const gathered = gatherFacts({ request, token, stored: facts, route: config, ...(thumbprint === undefined ? {} : { thumbprint }) }, parts.trust, now);
    known.tier = gathered.tier;
    known.score = gathered.score;
    known.facts = gathered.facts;
    return gathered.floors.length > 0 ? refused(known, gathered.floors) : decided(known, request, config, token, gathered, parts);
  };
  const looked = stored(token, bound, config, parts, now);
  return looked instanceof Promise ? looked.then(next) : next(looked);
}

type Looked = readonly [StoredFacts, Reason | undefined];

/** Rows and the one use of a proof, at the same time. */
function stored(token: VerifiedToken, { thumbprint, replay }: Bound, { required }: RouteConfig, { stores }: Parts, now: number): Looked | Promise<Looked> {
  // A proof that nobody can remember could be used again.
  if (stores === undefined) return [NO_FACTS, replay === undefined ? undefined : 'store-unreachable'];
  const rows = stores.rows.read(wantedRows(token, thumbprint), required, now);
  if (replay === undefined) return rows instanceof Promise ? rows.then((facts): Looked => [facts, undefined]) : [rows, undefined];
  const refusals = { fresh: undefined, replayed: 'proof-replayed', unreachable: 'store-unreachable' } as const;
  return Promise.all([rows, stores.replays.first(replay, now)]).then(([facts, use]): Looked => [facts, refusals[use]]);
}

function decided(known: Draft, request: AccessRequest, config: RouteConfig, token: VerifiedToken, gathered: Gathered, { bundle, evaluator }: Parts): Judgement | Promise<Judgement> {
  const cedar = requestOf(bundle.door, known.route as string, request, config, token, gathered.context);
  const next = ({ outcome, answer }: PolicyOutcome): Judgement => {
    known.policies = answer.determining;
    known.asked = { request: cedar, answer };
    if (outcome === 'step-up') {
      known.stepUp = config.stepUp ?? {};
      return refused(known, ['step-up-needed'], 'step-up');
    }
    if (outcome !== 'allow' || isBroken(answer, bundle.engine, bundle.strict)) return refused(known, whyNot(answer, cedar, config, bundle.strict));
    return allowed(known, 'permitted');
  };
  const asked = askPolicies(evaluator, cedar, config.stepUp);
  return asked instanceof Promise ? asked.then(next) : next(asked);
}

/** Verified Permissions does not say which of the policies it could not evaluate: with strictness any of them denies. */
function isBroken({ errors }: CedarAnswer, engine: string, strict: boolean): boolean {
  return strict && errors.some(({ effect }) => effect === 'forbid' || engine === 'verified-permissions');
}

function allowed(known: Draft, reason: 'permitted' | 'public'): Judgement {
  known.outcome = 'allow';
  known.reasons = [reason];
  return known;
}

function refused(known: Draft, reasons: readonly Reason[], outcome: 'deny' | 'step-up' = 'deny'): Judgement {
  known.outcome = outcome;
  known.reasons = reasons.length > 0 ? reasons : ['no-policy'];
  return known;
}
