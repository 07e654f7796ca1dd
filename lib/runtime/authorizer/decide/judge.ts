/**
 * One request, judged: ``await judge(event, parts, now)``.
 *
 *   event -> host and route -> token -> what it is bound to -> what the stores say -> floors -> policies
 *
 * INVARIANT: the one place that says `allow` is at the end of this file, after everything before it answered; every step that cannot answer ends with a refusal, and one that
 * throws ends in the caller, which refuses. Pure but for the stores, the keys and their memories: the same event, parts and time give the same judgement.
 */
import type { RouteConfig } from '../../../contract/access/bundle';
import type { StepUp } from '../../../contract/access/decision';
import type { Fact, StoredFacts, Tier } from '../../../contract/access/facts';
import type { CedarAnswer } from '../../../contract/access/policy-table';
import type { Reason } from '../../../contract/access/reasons';
import type { AccessRequest } from '../../../contract/access/request';
import { askPolicies } from '../../../policy/request';
import { bind, type Bound } from '../binding/bind';
import { readEvent } from '../event/read-event';
import { gatherFacts, type Gathered } from '../facts/gather';
import { NO_FACTS, wantedRows } from '../stores';
import type { VerifiedToken } from '../token/claims';
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
}

type Known = Pick<Judgement, 'config' | 'facts' | 'kind' | 'methodArn' | 'policies' | 'request' | 'route' | 'score' | 'thumbprint' | 'tier' | 'token'>;

const NOTHING = { policies: [], tier: 'BASIC', score: 0, facts: {} } as const;

export async function judge(event: unknown, parts: Parts, now: number): Promise<Judgement> {
  const { request, refusal, ...rest } = readEvent(event);
  if (request === undefined) return refused(rest as Known, [refusal as Reason]);
  const { bundle } = parts;
  const known: Known = { ...NOTHING, kind: request.kind, request, ...(request.methodArn === undefined ? {} : { methodArn: request.methodArn }) };
  if (bundle.hosts.length > 0 && !bundle.hosts.includes(request.host)) return refused(known, ['host-not-allowed']);
  const route = [request.route, request.route.replace(/^[A-Z]+/, 'ANY')].find((key) => Object.hasOwn(bundle.routes, key));
  if (route === undefined) return refused(known, ['route-unknown']);
  const config = bundle.routes[route];
  const there: Known = { ...known, route, config };
  // Nothing of what the client says of itself is looked at, and nothing of it is believed.
  if (config.access === 'public') return { ...there, outcome: 'allow', reasons: ['public'] };
  const given = readToken(request);
  if (given.token === undefined) return refused(there, [given.refusal]);
  const verified = parts.verifier.verify(given.token, now);
  const { token, refusal: wrong } = verified instanceof Promise ? await verified : verified;
  return token === undefined ? refused(there, [wrong]) : identified(there, request, config, given.token, token, parts, now);
}

/** Who it says it is; is it, and with what device? */
async function identified(there: Known, request: AccessRequest, config: RouteConfig, given: GivenToken, token: VerifiedToken, parts: Parts, now: number): Promise<Judgement> {
  const known: Known = { ...there, token };
  const { bound, refusal } = bind(request, given, token, parts.certificates, config.certificate, parts.bundle.limits, now);
  if (bound === undefined) return refused(known, [refusal]);
  const withDevice: Known = bound.thumbprint === undefined ? known : { ...known, thumbprint: bound.thumbprint };
  const looked = stored(token, bound, config, parts, now);
  const [facts, use] = looked instanceof Promise ? await looked : looked;
  if (use !== undefined) return refused(withDevice, [use]);
  const gathered = gatherFacts({ request, token, stored: facts, route: config, ...(bound.thumbprint === undefined ? {} : { thumbprint: bound.thumbprint }) }, parts.trust, now);
  const judged: Known = { ...withDevice, tier: gathered.tier, score: gathered.score, facts: gathered.facts };
  return gathered.floors.length > 0 ? refused(judged, gathered.floors) : decided(judged, request, config, token, gathered, parts);
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

async function decided(known: Known, request: AccessRequest, config: RouteConfig, token: VerifiedToken, gathered: Gathered, { bundle, evaluator }: Parts): Promise<Judgement> {
  const cedar = requestOf(bundle.door, known.route as string, request, config, token, gathered.context);
  const asked = askPolicies(evaluator, cedar, config.stepUp);
  const { outcome, answer } = asked instanceof Promise ? await asked : asked;
  const judged: Known = { ...known, policies: answer.determining };
  if (outcome === 'step-up') return { ...judged, outcome, reasons: ['step-up-needed'], stepUp: config.stepUp ?? {} };
  if (outcome !== 'allow' || isBroken(answer, bundle.engine, bundle.strict)) return refused(judged, whyNot(answer, cedar, config, bundle.strict));
  return { ...judged, outcome: 'allow', reasons: ['permitted'] };
}

/** Verified Permissions does not say which of the policies it could not evaluate: with strictness any of them denies. */
function isBroken({ errors }: CedarAnswer, engine: string, strict: boolean): boolean {
  return strict && errors.some(({ effect }) => effect === 'forbid' || engine === 'verified-permissions');
}

function refused(known: Partial<Known> & Pick<Known, 'kind'>, reasons: readonly Reason[]): Judgement {
  return { ...NOTHING, ...known, outcome: 'deny', reasons: reasons.length > 0 ? reasons : ['no-policy'] };
}
