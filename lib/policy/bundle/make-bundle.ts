/**
 * The bundle that the authorizer decides by: ``const { bundle, findings } = makeBundle(facts)``.
 *
 * Routes become policies (lib/policy/routes), those of users are validated with them against one schema, and everything stands in one JSON with the hash of its content.
 * There is a bundle where no finding is an error, and `readBundle` takes it. The same facts give the same bytes, in whatever order they were said.
 */
import { BUNDLE_SCHEMA, type PolicyBundle } from '../../contract/access/bundle';
import { bundleFieldProblems, bundleProblems, permittedActions } from '../../contract/access/bundle-shape';
import { bundleHash, canonicalJson } from '../../contract/access/canonical';
import type { PolicyTable } from '../../contract/access/policy-table';
import { at } from '../../contract/access/shape';
import { type Finding, Findings, nearest } from '../../intent';
import { cleanText } from '../../intent/clean';
import { compilePolicies, type PolicyFinding } from '../compile';
import { cedarOfRoute, type PolicyRoute, schemaOf } from '../routes';
import { checkRoutes } from './check-routes';
import { checkTrust } from './check-trust';
import { checkWords } from './check-words';
import { type BundleFacts, factProblems, inOneOrder } from './facts';

export interface MadeBundle {
  /** Absent where a finding is an error. */
  readonly bundle?: PolicyBundle;
  readonly findings: readonly Finding[];
}

const NO_POLICIES: PolicyTable = { schema: 'zero-trust/policy-table/1', policies: [] };

/** Under which the policies of routes stand beside those of users. */
export const ROUTES_FILE = 'zero-trust.routes.cedar';

export function makeBundle(said: BundleFacts): MadeBundle {
  const findings = new Findings();
  for (const { pointer, message } of factProblems(said)) findings.error('BundleFieldWrong', pointer, message);
  // Of a wrong type: nothing else could be said of it.
  if (findings.errors().length > 0) return { findings: findings.all() };
  const own = said.policies ?? {};
  if (Object.hasOwn(own, ROUTES_FILE)) findings.error('PolicyFileReserved', at('/policies', ROUTES_FILE), `a policy file is named \`${ROUTES_FILE}\`, as is the one that is made of the routes; give it another name`);
  for (const { code, pointer, message } of bundleFieldProblems(draftOf(said, NO_POLICIES))) findings.error(code, pointer, message);
  if (findings.errors().length > 0) {
    addPolicyFindings(compilePolicies({ files: own }).findings, said, findings);
    return { findings: findings.all() };
  }
  const facts = inOneOrder(said);
  for (const { code, pointer, message } of bundleProblems(draftOf(facts, NO_POLICIES))) if (code === 'BundleIssuerTwice') findings.error(code, pointer, message);
  checkRoutes(facts, findings);
  checkTrust(facts, findings);
  const routes = cedarOfRoutes(facts);
  const files = findings.errors().length > 0 ? own : { ...own, [ROUTES_FILE]: routes };
  const { table, findings: found } = compilePolicies({ files, schema: schemaOfFacts(facts) });
  addPolicyFindings(found, facts, findings);
  // Of policies that do not fit the schema, too: all mistakes at once.
  const readable = table ?? compilePolicies({ files: own }).table;
  if (readable !== undefined) checkWords(readable, facts.trust, findings);
  if (table !== undefined && findings.errors().length === 0) checkCoverage(table, facts, findings);
  if (table === undefined || findings.errors().length > 0) return { findings: findings.all() };
  const { hash: _, ...content } = draftOf(facts, table);
  const engine = facts.engine ?? 'compiled';
  const whole = engine === 'compiled' ? content : { ...content, cedar: sortedRecord(files) };
  const bundle = { ...whole, hash: bundleHash(whole) };
  return { bundle, findings: findings.all() };
}

/** The file: canonical, so that the same content is the same bytes. */
export function bundleText(bundle: PolicyBundle): string {
  return canonicalJson(bundle);
}

/** The policies of all routes, as people read them. */
export function cedarOfRoutes({ door, routes }: Pick<BundleFacts, 'door' | 'routes'>): string {
  return [...routes].sort((a, b) => (a.id < b.id ? -1 : 1)).map((route): PolicyRoute => ({ door, ...route })).map(cedarOfRoute).join('\n');
}

export function schemaOfFacts({ door, routes, personas, posture }: Pick<BundleFacts, 'door' | 'personas' | 'posture' | 'routes'>): string {
  return schemaOf([{ id: door, routes: routes.filter((r) => r.config.access === 'scopes').map((r) => r.id) }], { personas, ...(posture === undefined ? {} : { posture }) });
}

function draftOf({ door, routes, hosts, issuers, trust, limits, engine = 'compiled', strict = true }: BundleFacts, policies: PolicyTable): PolicyBundle {
  return {
    schema: BUNDLE_SCHEMA, hash: `sha256:${'0'.repeat(64)}`, engine, strict, door,
    hosts, issuers, routes: Object.fromEntries(routes.map((route) => [route.id, route.config])), trust, limits, policies,
  };
}

/** Cedar says of each action anew what is wrong at one place. */
function addPolicyFindings(found: readonly PolicyFinding[], { personas, door }: BundleFacts, findings: Findings): void {
  const places = new Map<string, { readonly first: PolicyFinding; more: number }>();
  for (const finding of found) {
    const { code, file, line, column, message } = finding;
    const key = JSON.stringify([code, file, line, column, message.replace(/Action::"(?:[^"\\]|\\.)*"/g, '')]);
    const place = places.get(key);
    if (place === undefined) places.set(key, { first: finding, more: 0 });
    else place.more++;
  }
  findings.append([...places.values()].map(({ first: { code, level, file, line, column, message }, more }): Finding => ({
    code, level, pointer: at('/policies', file), where: `${file}:${line}:${column}`,
    message: cleanText(`${message}${nearestOf(message, { Persona: personas, Door: [door] })}${more === 0 ? '' : `; the same of ${more} more ${more === 1 ? 'action' : 'actions'}`}`),
  })));
}

/** Cedar lists all that there are, and does not say which was meant. */
function nearestOf(message: string, known: Readonly<Record<'Door' | 'Persona', readonly string[]>>): string {
  const [, type, id] = /entity `(Persona|Door)::"(.*?)"` is of an enumerated entity type/.exec(message) ?? [];
  const near = type === undefined ? undefined : nearest(id, known[type as 'Door' | 'Persona']);
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

function checkCoverage({ policies, actions }: PolicyTable, { routes }: BundleFacts, findings: Findings): void {
  const permitted = permittedActions(policies as never, actions ?? []);
  for (const { id, config } of routes) {
    if (config.access === 'scopes' && !permitted(id)) findings.error('RouteWithoutPolicy', at('/routes', id), `route \`${id}\` has no policy that permits it, so nobody could call it; expected scopes or personas, or a policy of your own with \`action == Action::${JSON.stringify(id)}\``);
  }
}

function sortedRecord(of: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
}
