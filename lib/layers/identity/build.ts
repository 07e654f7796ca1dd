/**
 * Everything that follows from routes, personas and clients, once, when all of it has been said: `buildIdentity(identity)`.
 *
 * Resource servers change in place; a client that lists its scopes changes only when it lists others; a persona is its groups and a line of the hook's table.
 */
import { CfnUserPoolGroup, CfnUserPoolResourceServer, type CfnUserPool, type CfnUserPoolClient, type CfnUserPoolDomain, type CfnUserPoolIdentityProvider } from 'aws-cdk-lib/aws-cognito';
import type { CfnResource } from 'aws-cdk-lib';
import type { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { TokenTable } from '../../contract/token-claims';
import { compareText, type Finding, Findings } from '../../intent';
import { relativePath } from '../network/segment';
import { checkClient, checkFederation, checkSignIn } from './checks';
import type { ClientFacts } from './closings-of-clients';
import type { PoolFacts } from './closings';
import { writable } from './emit-clients';
import { type EmittedHook, emitHook, isHookBuilt, isInFile, textOf } from './emit-hook';
import type { FederationData } from './federation';
import type { IdentityFoundation } from './identity-foundation';
import { featuresOf, planFor, tooLow } from './plan';
import { checkClientScopes, checkPersonas, type CompiledScopes, compileScopes, OWN, partsOf } from './scopes';
import { checkSessionTags, type Sessions } from './sessions';
import type { Written } from './written';

export interface BuiltIdentity {
  readonly path: string;
  readonly pool: CfnUserPool;
  readonly domain: CfnUserPoolDomain;
  readonly risk?: CfnResource;
  readonly activityLog?: CfnLogGroup;
  readonly providers: readonly { readonly resource: CfnUserPoolIdentityProvider; readonly data: FederationData }[];
  readonly clients: ReadonlyMap<string, { readonly resource: CfnUserPoolClient; readonly facts: ClientFacts }>;
  readonly hook?: EmittedHook;
  readonly table: string;
  readonly tableInFile: boolean;
  readonly sessions?: Sessions;
  readonly facts: PoolFacts;
  /** All that is ours, as it was written. */
  readonly written: Written;
  readonly scopes: CompiledScopes;
  readonly findings: readonly Finding[];
}

export function buildIdentity(identity: IdentityFoundation): BuiltIdentity {
  const { _settings: settings, _emitted: emitted, _clients: clients, _demands: demands } = identity;
  const { pool } = emitted;
  const findings = new Findings();
  const path = relativePath(identity, identity.node.path);
  const where = identity._site.toString();
  findings.append(identity._reports);
  checkSignIn(identity._signIn, findings);
  for (const [id, { data, site }] of clients) at(site.toString(), findings, (f) => { checkClient(id, data, { posture: settings.posture, federation: identity._federation }, f); });
  const groups = new Set([...identity._personas.values()].flatMap((p) => p.groups));
  checkFederation(identity, identity._federation, groups, findings);
  checkPersonas(path, demands.filter((d) => d.route === OWN), identity._personas, findings);
  const scopes = compileScopes(demands, findings);
  const written = identity._written;
  const servers = written.taking(identity, () => emitServers(identity, scopes));
  const made = new Map([...clients].sort(([a], [b]) => compareText(a, b)).map(([id, { data, resource, site }]) => {
    const own = data.scopes ?? scopesOfPeople(scopes);
    at(site.toString(), findings, (f) => { checkClientScopes(id, data.kind, own, scopes.rules, f); });
    const all = [...new Set([...(data.kind === 'service' ? [] : ['openid']), ...own.filter((s) => Object.hasOwn(scopes.rules, s))])].sort(compareText);
    identity._written.put(resource, 'allowedOAuthScopes', all);
    // A scope must be there before a client asks for it.
    for (const server of new Set(own.flatMap((s) => partsOf(s)?.server ?? []))) if (servers.has(server)) resource.node.addDependency(servers.get(server)!);
    for (const { resource: provider } of emitted.providers) if (data.kind !== 'service') resource.node.addDependency(provider);
    const facts: ClientFacts = { ...identity._clientSettings, data, pool, scopes: all };
    return [id, { resource, facts }] as const;
  }));
  checkClients(path, made.size, Object.keys(scopes.rules), findings);
  checkUnclaimed(scopes, new Set([...made.values()].flatMap((c) => c.facts.scopes)), made.size > 0, findings);
  checkHookNeeds(identity, path, findings);
  const sdk = identity._sdkScopes;
  for (const scope of sdk.filter((s) => !Object.hasOwn(scopes.rules, s))) checkClientScopes('sdkSignIn', 'web', [scope], scopes.rules, findings);
  written.taking(identity, () => { emitGroups(identity, findings); });
  const table = tableOf(identity, scopes);
  const version = [...clients.values()].some(({ data }) => data.kind === 'service') ? 'V3_0' : 'V2_0';
  const hook = identity._hasHook ? written.taking(identity, () => emitMine(identity, table)) : undefined;
  const isKnown = hook === undefined || written.putBeside(pool, 'lambdaConfig', { preTokenGenerationConfig: { lambdaArn: hook.handler.attrArn, lambdaVersion: version } });
  if (!isKnown) findings.error('IdentityOpen', '', `triggers of \`${path}/Pool\` were set as a value that only the deployment knows (\`pool.hook\`): got a token for \`LambdaConfig\`, expected literals beside the hook of this layer; set them one by one, or say \`noTokenHookBecause\``);
  if (identity._sessions !== undefined) {
    checkSessionTags(identity._sessions.tags, [...clients.values()].flatMap(({ data }) => writable(data, identity._clientSettings)), path, findings);
    const sessions = identity._sessions;
    written.taking(sessions, () => { sessions.attach(pool, new Map([...made].filter(([, c]) => c.facts.data.kind !== 'service').map(([id, c]) => [id, c.resource])), written); });
  }
  const features = featuresOf(pool, { managedLogin: !settings.hasClassicLogin, activityLogs: emitted.activityLog !== undefined });
  written.put(pool, 'userPoolTier', identity._plan ?? planFor(features));
  const message = identity._plan === undefined ? undefined : tooLow(path, identity._plan, features);
  if (message !== undefined) findings.error('PlanTooLow', '', message);
  return {
    path, ...emitted, clients: made, hook, table: textOf(table), tableInFile: isInFile(table), sessions: identity._sessions, scopes,
    facts: { ...settings, hook, hookVersion: version },
    written,
    findings: findings.all().map((f) => (f.where === '' ? { ...f, where } : f)),
  };
}

/** What a client of people gets that lists no scopes: one without personas may be a service's, and is given by name. */
export function scopesOfPeople({ rules }: CompiledScopes): string[] {
  return Object.keys(rules).filter((scope) => rules[scope].personas.length > 0).sort(compareText);
}

/** A pool to which nobody can sign in is no mistake of one line: clients may be added by another team later. */
function checkClients(path: string, clients: number, scopes: readonly string[], findings: Findings): void {
  if (clients > 0) return;
  const effect = scopes.length === 0 ? 'nobody can sign in' : `nobody can sign in, and nobody passes the routes that want ${[...scopes].sort(compareText).map((s) => `\`${s}\``).join(', ')}`;
  findings.warning('IdentityWithoutClients', '', `\`${path}\` has no client, so ${effect}; expected at least one application that asks for tokens; add it: \`addClient('portal', AppClient.web({ callbackUrls: ['https://app.example.com/signed-in'] }))\``);
}

function checkUnclaimed({ rules }: CompiledScopes, claimed: ReadonlySet<string>, hasClients: boolean, findings: Findings): void {
  const left = Object.keys(rules).filter((scope) => !claimed.has(scope)).sort(compareText);
  if (hasClients && left.length > 0) findings.warning('ScopeOfNoClient', '', `${left.length === 1 ? 'scope' : 'scopes'} ${left.map((s) => `\`${s}\``).join(', ')} can be asked for by no client, so that nobody passes the routes that want it; expected it in \`scopes\` of a client (one without personas is given by name alone); add it there`);
}

/** What the hook alone can do. */
function checkHookNeeds({ _hasHook: hasHook, _demands: demands, _sdkScopes: sdk, _federation: federation }: IdentityFoundation, path: string, findings: Findings): void {
  if (hasHook) return;
  const needs = [
    ...demands.filter((d) => d.route === OWN && d.personas.length > 0).map((d) => `scope \`${d.scope}\` is for personas`),
    ...(sdk.length > 0 ? ['`sdkSignIn` gives scopes'] : []),
    ...federation.filter((f) => f.groupsClaim !== undefined).map((f) => `identity provider \`${f.name}\` says groups`),
  ];
  for (const need of needs) findings.error('NeedsTokenHook', '', `${need}, and \`${path}\` has no pre-token hook, which alone sees to that; expected the hook; leave \`noTokenHookBecause\` out`);
}

function emitMine(identity: IdentityFoundation, table: TokenTable): EmittedHook {
  // The package has it; only a checkout that was never built has not.
  if (!isHookBuilt()) throw new Error('the code of the pre-token hook (assets/pre-token) is not there: run `node scripts/bundle-assets.mjs`');
  return emitHook(identity, identity._emitted.pool, { table, posture: identity._settings.posture });
}

function emitServers(identity: IdentityFoundation, { servers }: CompiledScopes): Map<string, CfnUserPoolResourceServer> {
  return new Map([...servers].map(([server, names]) => [server, new CfnUserPoolResourceServer(identity, `Scopes-${server}`, {
    userPoolId: identity._emitted.pool.ref, identifier: server, name: server.slice(0, 256),
    scopes: names.map((name) => ({ scopeName: name, scopeDescription: `${server}/${name}`.slice(0, 256) })),
  })]));
}

/** A group is its name: personas may share it. Its role is that of the one persona that has a role. */
function emitGroups(identity: IdentityFoundation, findings: Findings): void {
  const roles = new Map<string, Set<string>>();
  const names = new Set<string>();
  for (const persona of identity._personas.values()) {
    for (const group of persona.groups) {
      if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(group)) {
        findings.error('GroupInvalid', '', `group \`${group}\` of persona \`${persona.id}\` cannot be one of a user pool; expected at most 128 letters, digits and signs without spaces; rename it`);
        continue;
      }
      names.add(group);
      if (identity._sessions?.roles.has(persona.id) === true) roles.set(group, (roles.get(group) ?? new Set()).add(persona.id));
    }
  }
  for (const name of [...names].sort(compareText)) {
    const of = [...roles.get(name) ?? []].sort(compareText);
    if (of.length > 1) findings.error('GroupOfTwoRoles', '', `group \`${name}\` is of ${of.map((p) => `\`${p}\``).join(' and ')}, each with a session role of its own; expected one role for each group; give the personas groups of their own`);
    new CfnUserPoolGroup(identity, `Group-${name}`, { userPoolId: identity._emitted.pool.ref, groupName: name, ...(of.length === 1 ? { roleArn: identity._sessions!.roles.get(of[0])!.roleArn } : {}) });
  }
}

function tableOf(identity: IdentityFoundation, { rules }: CompiledScopes): TokenTable {
  const personas = [...identity._personas.values()].filter((p) => p.groups.length > 0).sort((a, b) => compareText(a.id, b.id));
  const providers = identity._federation.filter((f) => f.groups.length > 0).map((f) => [f.name, f.groups] as const);
  return {
    schema: 1,
    personas: Object.fromEntries(personas.map((p) => [p.id, [...p.groups].sort(compareText)])),
    scopes: rules,
    ...(identity._sdkScopes.length === 0 ? {} : { sdkScopes: [...identity._sdkScopes].sort(compareText) }),
    ...(identity._hasSelfService ? { selfService: true } : {}),
    ...(providers.length === 0 ? {} : { providers: Object.fromEntries(providers) }),
  };
}

/** Findings of one declaration, with its place. */
function at(where: string, findings: Findings, run: (findings: Findings) => void): void {
  const own = new Findings();
  run(own);
  findings.append(own.all().map((f) => ({ ...f, where })));
}

