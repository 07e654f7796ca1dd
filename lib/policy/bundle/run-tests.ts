/**
 * Policy tests, run by the very evaluator that decides requests: ``runPolicyTests(bundle, rows)``.
 *
 *   // policy test `staff read in office hours`: expected allow, got deny; not met: context.trust.tier >= 2
 *
 * What is looked at before any policy (the certificate, facts that have to be there, denied countries, floors of behaviour) is looked at here too, as far as a row says
 * it: a row that is let in here is let in there. A row that names a route or a persona that there is not fails whatever it expects: it tests nothing.
 * Not modelled: tokens and certificates themselves, revocations. A route that only observes is judged as if it were enforced.
 */
import type { PolicyBundle, RouteConfig } from '../../contract/access/bundle';
import type { Reason } from '../../contract/access/reasons';
import { isRecord } from '../../contract/token-claims';
import { didYouMean, type Finding, Findings } from '../../intent';
import type { PolicyTestData } from '../../intent/model-policy-test';
import { type CompiledEvaluator, loadPolicies } from '../evaluate';
import { askPolicies, cedarRequest } from '../request';
import { addressOf } from './check-trust';
import { unmetRules } from './explain';
import { type MatchedRoute, matchRoute } from './match-route';
import { contextOfRow } from './row-context';

export interface PolicyTestResult {
  readonly row: PolicyTestData;
  readonly passed: boolean;
  readonly got: PolicyTestData['expect'];
  /** Of what was decided before any policy. */
  readonly reason?: Reason;
  /** Ids of the policies that decided, sorted. */
  readonly policies: readonly string[];
  /** Where an allow was expected: what the policy of the route asks for and did not get, in its own words. */
  readonly unmet: readonly string[];
  /** Policies that could not be evaluated. */
  readonly errors: readonly { readonly id: string; readonly message: string }[];
  /** Of a failure. */
  readonly message?: string;
}

/** `personas`: all that are declared; a bundle knows only those that something in it names. */
export function runPolicyTests(bundle: PolicyBundle, rows: readonly PolicyTestData[], { personas: declared = [] }: { readonly personas?: readonly string[] } = {}): readonly PolicyTestResult[] {
  const evaluator = loadPolicies(bundle.policies, { strict: bundle.strict });
  const personas = [...new Set([...declared, ...knownPersonas(bundle)])].sort();
  return rows.map((row) => runRow(row, bundle, evaluator, personas));
}

/** One finding for each row that failed. */
export function policyTestFindings(results: readonly PolicyTestResult[], pointer = '/policyTests'): readonly Finding[] {
  const findings = new Findings();
  results.forEach(({ message }, i) => {
    if (message !== undefined) findings.error('PolicyTestFailed', `${pointer}/${i}`, message);
  });
  return findings.all();
}

function runRow(row: PolicyTestData, bundle: PolicyBundle, evaluator: CompiledEvaluator, personas: readonly string[]): PolicyTestResult {
  const fails = (reason: Reason | undefined, why: string): PolicyTestResult => ({ row, passed: false, got: 'deny', ...(reason === undefined ? {} : { reason }), policies: [], unmet: [], errors: [], message: `policy test \`${row.it}\` tests nothing: ${why}` });
  const routes = Object.keys(bundle.routes);
  const matched = matchRoute(routes, row.what);
  if (matched === undefined) return fails('route-unknown', `\`${row.what}\` is for no route of door \`${bundle.door}\`${didYouMean(row.what, routes, 'routes')}`);
  const unknown = row.who.personas.find((persona) => !personas.includes(persona));
  if (unknown !== undefined) return fails(undefined, `\`who\` is the unknown persona \`${unknown}\`${didYouMean(unknown, personas, 'personas')}`);
  if (addressOf(row.where.address)?.groups === undefined || row.where.address.includes('/')) return fails(undefined, `\`where\` is \`${row.where.address}\`; expected an address, e.g. \`203.0.113.7\``);
  const config = bundle.routes[matched.route];
  if (config.access === 'public') return judged(row, { got: 'allow', reason: 'public', policies: [], errors: [] }, []);
  const reason = refusedBefore(row, config, bundle);
  if (reason !== undefined) return judged(row, { got: 'deny', reason, policies: [], errors: [] }, []);
  return decided(row, matched, bundle, evaluator);
}

function decided(row: PolicyTestData, matched: MatchedRoute, bundle: PolicyBundle, evaluator: CompiledEvaluator): PolicyTestResult {
  const { who } = row;
  const config = bundle.routes[matched.route];
  const request = cedarRequest({ ...who, client: who.client ?? who.subject }, { door: bundle.door, route: matched.route, resource: matched.resource }, contextOfRow(row, matched, bundle));
  const { outcome, answer } = askPolicies(evaluator, request, config.stepUp);
  const policies = answer.determining;
  // Where policies decided against it, they are what is to be told.
  const unmet = outcome !== 'allow' && policies.length === 0 && row.expect === 'allow' ? unmetRules(bundle, matched.route, request) : [];
  return judged(row, { got: outcome, policies, errors: answer.errors.map(({ id, message }) => ({ id, message })) }, unmet);
}

function judged(row: PolicyTestData, { got, reason, policies, errors }: Pick<PolicyTestResult, 'errors' | 'got' | 'policies' | 'reason'>, unmet: readonly string[]): PolicyTestResult {
  const passed = got === row.expect;
  const result = { row, passed, got, ...(reason === undefined ? {} : { reason }), policies, unmet, errors };
  if (passed) return result;
  const because = [
    ...(reason === undefined ? [] : [`before any policy: ${reason}`]),
    ...(policies.length === 0 ? [] : [`decided by ${policies.map((id) => `\`${id}\``).join(', ')}`]),
    ...(unmet.length === 0 ? [] : [`not met: ${unmet.map((rule) => `\`${rule}\``).join(', ')}`]),
    ...errors.map(({ id, message }) => `policy \`${id}\` could not be evaluated: ${message}`),
  ];
  return { ...result, message: `policy test \`${row.it}\`: expected ${row.expect}, got ${got}; ${because.length === 0 ? 'no policy permits it' : because.join('; ')}` };
}

/** As the authorizer does, as far as a row says it. */
function refusedBefore({ device, where, behaviour }: PolicyTestData, { certificate, required }: RouteConfig, { trust }: PolicyBundle): Reason | undefined {
  if (certificate && device === undefined) return 'certificate-missing';
  if (required.includes('device') && device === undefined) return 'device-unknown';
  const { deniedCountries, behaviour: floors } = trust;
  if (deniedCountries.length > 0 && (where.country === undefined || deniedCountries.includes(where.country))) return 'location-denied';
  if (isAbove(behaviour?.travelSpeed, floors.maximumSpeed)) return 'travel-impossible';
  if (isAbove(behaviour?.riskScore, floors.maximumRisk) || isAbove(behaviour?.recentDenials, floors.maximumRecentDenials)) return 'risk-too-high';
  return isAbove(behaviour?.velocity, floors.maximumVelocity) ? 'velocity-too-high' : undefined;
}

function isAbove(value: number | undefined, most: number | undefined): boolean {
  return value !== undefined && most !== undefined && value > most;
}

/** Of routes, of issuers, and those that policies name. */
function knownPersonas({ routes, issuers, policies }: PolicyBundle): readonly string[] {
  const found = new Set([...Object.values(routes).flatMap((r) => r.personas), ...issuers.flatMap((i) => Object.keys(i.personas))]);
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isRecord(node)) return;
    if (node.type === 'Persona' && typeof node.id === 'string') found.add(node.id);
    Object.values(node).forEach(visit);
  };
  visit(policies.policies);
  return [...found];
}
