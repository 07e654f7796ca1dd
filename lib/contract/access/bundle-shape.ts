/**
 * What each field of a bundle may be: ``bundleProblems(value)`` gives every mistake with its place and a stable code.
 *
 * Two kinds: fields of a wrong type, and names that stand for nothing (a window, a tier, a parameter, two issuers with one name, a route that no policy permits).
 * Policies are looked at as far as they say whom and what they are about; their expressions are read by lib/policy/evaluate, which refuses what it does not know.
 */
import { BUNDLE_SCHEMA } from './bundle';
import { TIERS } from './facts';
import { isRecord } from '../token-claims';
import { at, type Check, checkShape, fields, flag, integer, listOf, oneOf, pointerOf, recordOf, type ShapeProblem, shown, text } from './shape';

export const BUNDLE_PROBLEMS = [
  /** Not JSON, not an object, too large or too deep: cut off, or another file. */
  'BundleUnreadable',
  /** Written by another release. */
  'BundleVersion',
  /** Changed after it was written. */
  'BundleHash',
  /** A field that is missing, unknown or of a wrong type. */
  'BundleFieldWrong',
  'BundleIssuerTwice',
  'BundleKeysNotHttps',
  'BundleWindowUnknown',
  'BundleTierUnknown',
  'BundleParameterUnknown',
  'BundleRouteWithoutPolicy',
] as const;
export type BundleProblemCode = (typeof BUNDLE_PROBLEMS)[number];

export interface BundleProblem {
  readonly code: BundleProblemCode;
  readonly pointer: string;
  readonly message: string;
}

/** Those that aws-jwt-verify knows. No `none`, and nothing that a public key would be the secret of. */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'EdDSA', 'RS256', 'RS384', 'RS512'];
const CENTURY = 3_155_760_000;
const seconds = integer(0, CENTURY);
const age = integer(1, CENTURY);
const names = listOf(text());
const count = integer(0, Number.MAX_SAFE_INTEGER);
/** No user, no query, no fragment: what is fetched is what is read here. */
const httpsAddress = text(/^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[^\s?#@\\]*)?$/, 'an address that begins with `https://`, without user, query and fragment', { code: 'BundleKeysNotHttps' });
const timeZone = text(/^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*$/, 'an IANA name, e.g. `Europe/Berlin`');
const network = text(/^[0-9A-Fa-f:.]+\/\d{1,3}$/, 'a CIDR, e.g. `203.0.113.0/24`');
const country = text(/^[A-Z]{2}$/, 'an ISO 3166 code of two capitals, e.g. `DE`');

const ISSUER = fields({
  issuer: text(), kind: oneOf(['cognito', 'oidc']), jwksUri: httpsAddress, audiences: listOf(text(), 1), algorithms: listOf(oneOf(ALGORITHMS), 1),
  maximumLifetime: integer(1, CENTURY), types: listOf(text(undefined, 'a text', { empty: true }), 1), personas: recordOf(names),
}, { groupsClaim: text() });

/** One of two: by a parameter that it names, or by the guard, which needs none. */
const byPath = fields({ kind: oneOf(['own', 'shared']), by: oneOf(['path', 'guard']), parameter: text() });
const byGuard = fields({ kind: oneOf(['own', 'shared']), by: oneOf(['path', 'guard']) });
const OBJECT_RULE: Check = (value, place, problems) => (isRecord(value) && value.by === 'path' ? byPath : byGuard)(value, place, problems);

const ROUTE = fields({
  access: oneOf(['scopes', 'public']), scopes: names, personas: names, minimumTier: oneOf(TIERS, 'BundleTierUnknown'), certificate: flag, hours: names,
  required: listOf(oneOf(['device', 'subject', 'session'])),
}, { purpose: text(), objectRule: OBJECT_RULE, stepUp: fields({}, { maxAge: integer(1, CENTURY), acrValues: listOf(text(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'printable ASCII without blanks, quotes and backslashes')) }), observeUntil: integer(1, 253_402_300_799) });

const windowFields = fields({ timeZone, days: listOf(integer(1, 7), 1), since: integer(0, 1_439), until: integer(0, 1_440) });
const WINDOW: Check = (value, place, problems) => {
  windowFields(value, place, problems);
  if (!isRecord(value) || !Number.isSafeInteger(value.since) || value.since !== value.until) return;
  problems.push({ pointer: pointerOf(place), message: `\`${pointerOf(place)}\` begins and ends at ${shown(value.since)}; expected two minutes of the day: a whole one is 0 to 1440` });
};

const TRUST = fields({
  decay: fields({ KNOWN: age, MANAGED: age, HARDENED: age }), addressSets: recordOf(listOf(network)), deniedCountries: listOf(country), windows: recordOf(WINDOW),
  behaviour: fields({}, { maximumRisk: integer(0, 100), maximumVelocity: count, maximumRecentDenials: count, maximumSpeed: count }),
}, { countryHeader: text(/^[a-z0-9-]+$/, 'the name of a header in lower case') });

const LIMITS = fields({
  clockSkew: integer(0, 3_600), deadlineMs: integer(1, 300_000), snapshotMaxAge: seconds, snapshotMaxStale: seconds, keysMaxAge: seconds, keysMaxStale: seconds, proofMaxAge: seconds,
});

/** What an `op` has beside it is read by lib/policy/evaluate. */
const operator = oneOf(['All', '==', 'in', 'is']);
const SCOPE: Check = (value, place, problems) => operator(isRecord(value) && Object.hasOwn(value, 'op') ? value.op : undefined, { up: place, field: 'op' }, problems);
/** Expressions are lib/policy/evaluate's to read, whole: looking at them twice would cost every cold start. */
const unread: Check = () => undefined;
const POLICY = fields({
  id: text(undefined, 'a text that is not empty', { longest: 10_000 }), effect: oneOf(['permit', 'forbid']), principal: SCOPE, action: SCOPE, resource: SCOPE,
  conditions: listOf(unread),
}, { annotations: recordOf(unread, unread) });
const ENTITY_UID = fields({ type: text(), id: text(undefined, 'a text', { empty: true }) });
const POLICIES = fields({ schema: oneOf(['zero-trust/policy-table/1']), policies: listOf(POLICY) }, { actions: listOf(fields({ uid: ENTITY_UID, attrs: recordOf(unread, unread), parents: listOf(ENTITY_UID) })) });

const BUNDLE = fields({
  schema: oneOf([BUNDLE_SCHEMA]), hash: text(/^sha256:[0-9a-f]{64}$/, '`sha256:` and 64 hexadecimal digits'), engine: oneOf(['compiled', 'cedar-wasm', 'verified-permissions']), strict: flag, door: text(),
  hosts: listOf(text(/^[a-z0-9.-]+$/, 'a host in lower case')), issuers: listOf(ISSUER), routes: recordOf(ROUTE, text(/^[A-Z]+ \/\S*$/, 'a method, a blank and a path', { longest: 4_096 })), trust: TRUST, limits: LIMITS, policies: POLICIES,
}, { cedar: recordOf(text(undefined, 'a text', { empty: true, longest: 10_000_000 })) });

/** Sorted by place. Names are looked at where every field has its type. */
export function bundleProblems(value: unknown): readonly BundleProblem[] {
  const wrong = bundleFieldProblems(value);
  if (wrong.length > 0) return wrong;
  const found: ShapeProblem[] = [];
  checkNames(value as never, found);
  return coded(found);
}

/** Types alone: of a bundle whose policies are still to come. */
export function bundleFieldProblems(value: unknown): readonly BundleProblem[] {
  return coded(checkShape(BUNDLE, value));
}

function coded(found: readonly ShapeProblem[]): BundleProblem[] {
  return found.map(({ code, pointer, message }): BundleProblem => ({ code: (code ?? 'BundleFieldWrong') as BundleProblemCode, pointer, message }))
    .sort((a, b) => (a.pointer < b.pointer ? -1 : a.pointer > b.pointer ? 1 : 0));
}

/** As far as it is looked at here; every field has its type. */
interface Checked {
  readonly issuers: readonly { readonly issuer: string }[];
  readonly routes: Readonly<Record<string, { readonly access: string; readonly hours: readonly string[]; readonly objectRule?: { readonly parameter?: string } }>>;
  readonly trust: { readonly windows: object };
  readonly policies: { readonly policies: readonly { readonly id: string; readonly effect: string; readonly action: Readonly<Record<string, unknown>> }[]; readonly actions?: readonly { readonly uid: Uid; readonly parents: readonly Uid[] }[] };
}
interface Uid { readonly type: string; readonly id: string }

function checkNames({ issuers, routes, trust, policies }: Checked, found: ShapeProblem[]): void {
  const twice = (list: readonly string[], pointer: (i: number) => string, code: string, what: string): void => {
    const first = new Map<string, number>();
    list.forEach((name, i) => {
      const other = first.get(name);
      if (other === undefined) first.set(name, i);
      else found.push({ code, pointer: pointer(i), message: `\`${pointer(i)}\` is \`${name}\`, as is \`${pointer(other)}\`; expected ${what}` });
    });
  };
  twice(issuers.map((i) => i.issuer), (i) => `/issuers/${i}/issuer`, 'BundleIssuerTwice', 'each issuer once: its keys and audiences have to be certain');
  twice(policies.policies.map((p) => p.id), (i) => `/policies/policies/${i}/id`, 'BundleFieldWrong', 'one id per policy');
  const permitted = permittedActions(policies.policies, policies.actions ?? []);
  for (const id of Object.keys(routes)) {
    const pointer = at('/routes', id);
    const { access, hours, objectRule } = routes[id];
    hours.forEach((name, i) => {
      if (!Object.hasOwn(trust.windows, name)) found.push({ code: 'BundleWindowUnknown', pointer: at(`${pointer}/hours`, i), message: `\`${at(`${pointer}/hours`, i)}\` is the unknown window \`${name}\`; known windows: ${Object.keys(trust.windows).sort().map((w) => `\`${w}\``).join(', ') || 'none'}` });
    });
    const parameter = objectRule?.parameter;
    if (parameter !== undefined && !pathParameters(id).includes(parameter)) found.push({ code: 'BundleParameterUnknown', pointer: `${pointer}/objectRule/parameter`, message: `\`${pointer}/objectRule/parameter\` is \`${parameter}\`, which the path does not have; its parameters: ${pathParameters(id).map((p) => `\`${p}\``).join(', ') || 'none'}` });
    if (access === 'scopes' && !permitted(id)) found.push({ code: 'BundleRouteWithoutPolicy', pointer, message: `route \`${id}\` has no policy that permits it; expected at least one: nobody could call it` });
  }
}

/** Whether some policy may permit an action: one that names it, a group that it is in, or every action. */
export function permittedActions(policies: Checked['policies']['policies'], actions: readonly { readonly uid: Uid; readonly parents: readonly Uid[] }[]): (route: string) => boolean {
  const key = ({ type, id }: Uid): string => `${type}::${id}`;
  const parents = new Map(actions.map((a) => [key(a.uid), a.parents.map(key)]));
  const named = new Set<string>();
  let every = false;
  for (const { effect, action } of policies) {
    if (effect !== 'permit') continue;
    if (action.op === 'All') every = true;
    const said = [action.entity, ...(Array.isArray(action.entities) ? action.entities as unknown[] : [])];
    for (const uid of said) if (isRecord(uid) && typeof uid.type === 'string' && typeof uid.id === 'string') named.add(`${action.op === '==' ? '=' : ''}${key(uid as never)}`);
  }
  return (route) => {
    const self = `Action::${route}`;
    if (every || named.has(`=${self}`)) return true;
    const seen = new Set([self]);
    for (const one of seen) for (const parent of parents.get(one) ?? []) seen.add(parent);
    return [...seen].some((one) => named.has(one));
  };
}

/** `GET /documents/{id}/{rest+}` -> `id`, `rest`. */
export function pathParameters(route: string): string[] {
  return [...route.slice(route.indexOf(' ') + 1).matchAll(/(?<=\/)\{([^{}]+?)\+?\}(?=\/|$)/g)].map(([, name]) => name);
}
