/**
 * What routes ask of tokens becomes resource servers and the table of the pre-token hook:
 *
 *   compileScopes(demands, personas)   // { servers: Map { 'documents' => ['delete', 'read'] }, rules: { 'documents/read': { personas: ['employee'] } } }
 *
 * Pure. A scope belongs to one set of personas: tokens cannot tell two apart by it, so two routes that want different people want different
 * scopes. Limits are those of Cognito (developer guide, "Quotas in Amazon Cognito"; API reference, CreateResourceServer).
 */
import type { TokenTable } from '../../contract/token-claims';
import { compareText, didYouMean, Findings } from '../../intent';
import type { ClientData } from './app-client';
import type { PersonaFacts, ScopeDemand } from './model';

/** Scopes of one resource server; not adjustable. */
export const SCOPES_PER_SERVER = 100;
/** Resource servers of a pool: 25, adjustable to 300. */
export const SERVERS_PER_POOL = 25;
/** Scopes of one client; not adjustable. */
export const SCOPES_PER_CLIENT = 50;

/** Where a scope was declared with `addScope` instead of by a route. */
export const OWN = 'addScope';

export interface CompiledScopes {
  /** Names of scopes by identifier of their resource server; both sorted. */
  readonly servers: ReadonlyMap<string, readonly string[]>;
  readonly rules: TokenTable['scopes'];
}

/** `documents/read` -> `documents` and `read`; identifiers may be addresses. Undefined where it is no scope of a resource server. */
export function partsOf(scope: string): { readonly server: string; readonly name: string } | undefined {
  const at = scope.lastIndexOf('/');
  const [server, name] = [scope.slice(0, Math.max(at, 0)), scope.slice(at + 1)];
  const isPart = (text: string): boolean => /^[\x21\x23-\x5B\x5D-\x7E]{1,256}$/.test(text);
  return at > 0 && isPart(server) && isPart(name) && !server.startsWith('aws.cognito') ? { server, name } : undefined;
}

export function compileScopes(demands: readonly ScopeDemand[], findings: Findings): CompiledScopes {
  const servers = new Map<string, string[]>();
  const rules: Record<string, { personas: string[]; purposes?: string[] }> = {};
  for (const [scope, asked] of grouped(demands)) {
    const parts = partsOf(scope);
    if (parts === undefined) {
      // Of routes the intent tells it, with the place.
      if (asked.some((d) => d.route === OWN)) findings.error('ScopeInvalid', '', `scope \`${scope}\` is none of a resource server; expected \`server/name\` of printable letters without spaces, e.g. \`documents/read\`, and no server that begins with \`aws.cognito\`; rename it`);
      continue;
    }
    sameForAll(scope, asked, findings);
    servers.set(parts.server, [...servers.get(parts.server) ?? [], parts.name]);
    const purposes = [...new Set(asked.flatMap((d) => d.purpose ?? []))].sort(compareText);
    rules[scope] = { personas: [...new Set(asked.flatMap((d) => d.personas))].sort(compareText), ...(purposes.length === 0 ? {} : { purposes }) };
  }
  for (const [server, names] of servers) {
    if (names.length > SCOPES_PER_SERVER) findings.error('ScopesTooMany', '', `resource server \`${server}\` has ${names.length} scopes; expected at most ${SCOPES_PER_SERVER}, which is what Cognito takes; give the scopes of some routes another word before the \`/\``);
  }
  if (servers.size > SERVERS_PER_POOL) findings.warning('ScopesTooMany', '', `the scopes of the routes name ${servers.size} resource servers; expected at most ${SERVERS_PER_POOL}, which is what a user pool takes before its quota is raised (to 300 at most); raise it, or use fewer words before the \`/\``);
  return { servers: new Map([...servers].sort(([a], [b]) => compareText(a, b)).map(([server, names]) => [server, names.sort(compareText)])), rules };
}

function grouped(demands: readonly ScopeDemand[]): [string, ScopeDemand[]][] {
  const byScope = new Map<string, ScopeDemand[]>();
  for (const demand of demands) byScope.set(demand.scope, [...byScope.get(demand.scope) ?? [], demand]);
  return [...byScope].sort(([a], [b]) => compareText(a, b));
}

/** Where `addScope` said who it is for, what asks for it without a word of personas (a mixin on an API that exists) means these. */
function sameForAll(scope: string, asked: readonly ScopeDemand[], findings: Findings): void {
  const sets = new Map<string, string>();
  const isSaid = asked.some((d) => d.route === OWN && d.personas.length > 0);
  for (const { personas, route } of asked) {
    if (isSaid && personas.length === 0 && route !== OWN) continue;
    const who = [...new Set(personas)].sort(compareText).map((p) => `\`${p}\``).join(', ');
    if (!sets.has(who)) sets.set(who, route);
  }
  if (sets.size < 2) return;
  const whoAsks = [...sets].sort(([a], [b]) => compareText(a, b)).map(([who, route]) => `\`${route}\` for ${who === '' ? 'everybody' : who}`).join(', ');
  findings.error('ScopeOfTwoPersonas', '', `scope \`${scope}\` is asked for by routes of different personas: ${whoAsks}; a token that carries it passes all of them; expected one set of personas for each scope; give the routes scopes of their own, or leave the difference to the policy engine`);
}

/** Whether the scopes may be this client's, and each one that is not. */
export function checkClientScopes(client: string, kind: string, scopes: readonly string[], rules: TokenTable['scopes'], findings: Findings): void {
  for (const scope of scopes) {
    if (!Object.hasOwn(rules, scope)) {
      findings.error('UnknownScope', '', `client \`${client}\` asks for scope \`${scope}\`, which no resource server has${didYouMean(scope, Object.keys(rules), 'scopes')}; expected one that a route asks for, or that was added with \`addScope\``);
    } else if (kind === 'service' && rules[scope].personas.length > 0) {
      findings.error('ServiceIsNoPersona', '', `service client \`${client}\` asks for scope \`${scope}\`, which is for ${rules[scope].personas.map((p) => `\`${p}\``).join(', ')}; no persona is a service, so the hook would take it away; expected a scope without personas; give the service's routes a scope of their own`);
    }
  }
  if (scopes.length > SCOPES_PER_CLIENT) findings.error('ScopesTooMany', '', `client \`${client}\` has ${scopes.length} scopes; expected at most ${SCOPES_PER_CLIENT}, which is what Cognito takes; list those that it needs in \`scopes\`, or let routes share scopes`);
  if (kind === 'service' && scopes.length === 0) findings.error('ClientWithoutScopes', '', `service client \`${client}\` has no scope; expected at least one: its tokens would admit to nothing; list what it needs in \`scopes\``);
}

/** Why nobody gets a token with one of these scopes as this persona: no people sign in by these clients, or none of them asks for it. */
export function whyNobody(path: string, { groups }: PersonaFacts, wanted: readonly string[], { clients, sdkScopes }: { readonly clients: readonly { readonly id: string; readonly data: Pick<ClientData, 'kind' | 'scopes'> }[]; readonly sdkScopes: readonly string[] }): string | undefined {
  if (groups.length === 0) return undefined; // told by whoever knows that a persona needs them
  const people = clients.filter((c) => c.data.kind !== 'service');
  if (people.length === 0) return `\`${path}\` has no client for people, so that nobody signs in; expected an application of theirs; add it: \`addClient('portal', AppClient.web({ callbackUrls: ['https://app.example.com/signed-in'] }))\``;
  // A client that lists no scopes has all those of personas.
  if (wanted.some((s) => sdkScopes.includes(s)) || people.some(({ data: { scopes } }) => scopes === undefined || scopes.some((s) => wanted.includes(s)))) return undefined;
  return `no client for people of \`${path}\` asks for ${wanted.map((s) => `\`${s}\``).join(' or ')}: got ${people.map((c) => `\`${c.id}\``).sort(compareText).join(', ')}, which list other scopes; expected it in \`scopes\` of one of them`;
}

/** Personas of scopes that nobody can be, of those that were declared here and not by a door. */
export function checkPersonas(path: string, demands: readonly ScopeDemand[], personas: ReadonlyMap<string, PersonaFacts>, all: Findings): void {
  for (const { scope, personas: ids, site, owners = {} } of demands) {
    const findings = new Findings(() => site?.toString() ?? '');
    for (const id of ids) {
      const persona = personas.get(id);
      const owner = Object.hasOwn(owners, id) && owners[id] !== path ? owners[id] : undefined;
      if (persona === undefined && owner !== undefined) findings.error('UnknownPersona', '', `scope \`${scope}\` of \`${path}\` is for persona \`${id}\` of \`${owner}\`, whom it does not know${didYouMean(id, personas.keys(), 'personas')}; expected a persona of its own; declare it with \`addPersona\``);
      else if (persona === undefined) findings.error('UnknownPersona', '', `scope \`${scope}\` is for persona \`${id}\`, which is not declared${didYouMean(id, personas.keys(), 'personas')}; add it with \`addPersona\``);
      else if (persona.groups.length === 0) findings.error('PersonaOfNobody', '', `scope \`${scope}\` is for persona \`${id}\`, which has no groups, so nobody can be it; expected names of groups in the user pool; pass \`groups\` to \`addPersona\``);
    }
    all.append(findings.all());
  }
}
