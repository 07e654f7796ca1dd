/**
 * What tokens carry after the hook: a table of people, and every event that can be made up, held against an oracle that shares no line with it.
 */
import * as fc from 'fast-check';
import { readTokenClaims, readTokenTable, type TokenTable } from '../../../lib/contract/token-claims';
import { decide, responseOf, type TokenDecision } from '../../../lib/runtime/pre-token/decide';

const SELF = 'aws.cognito.signin.user.admin';
const TABLE = readTokenTable(JSON.stringify({
  schema: 1,
  personas: { employee: ['staff'], manager: ['leads', 'board'] },
  scopes: {
    'documents/read': { personas: ['employee', 'manager'], purposes: ['support-case'] },
    'documents/delete': { personas: ['manager'], purposes: ['clean-up'] },
    'documents/import': { personas: [] },
  },
  providers: { Partner: ['staff'] },
}));

interface Asked {
  readonly trigger?: string;
  readonly scopes?: unknown;
  readonly groups?: unknown;
  readonly attributes?: Record<string, unknown>;
  readonly version?: unknown;
}

function event({ trigger = 'TokenGeneration_HostedAuth', scopes = [], groups = [], attributes = {}, version = '2' }: Asked): Record<string, unknown> {
  return { version, triggerSource: trigger, userName: 'x', callerContext: { clientId: 'c' }, request: { userAttributes: attributes, groupConfiguration: { groupsToOverride: groups, iamRolesToOverride: [], preferredRole: null }, scopes }, response: {} };
}

/** What the token carries, as Cognito makes it of the answer: suppression wins over addition. */
function carried(e: Record<string, unknown>, decision: TokenDecision): string[] {
  if (decision.outcome === 'refuse') return [];
  const { accessTokenGeneration: { scopesToAdd, scopesToSuppress } } = (responseOf(decision) as { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: string[]; scopesToSuppress: string[] } } }).claimsAndScopeOverrideDetails;
  const asked: unknown = (e.request as { scopes?: unknown } | undefined)?.scopes;
  const all = new Set([...(Array.isArray(asked) ? asked.filter((s): s is string => typeof s === 'string') : []), ...scopesToAdd]);
  for (const scope of scopesToSuppress) all.delete(scope);
  return [...all].sort();
}

const EXTERNAL = (provider: string, groups: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  'cognito:user_status': 'EXTERNAL_PROVIDER', 'identities': JSON.stringify([{ userId: 'u', providerName: provider, providerType: 'SAML' }]), 'custom:zt_groups': groups, ...more,
});
const ALL = ['openid', 'documents/read', 'documents/delete', 'documents/import'];

test.each<[string, Asked, string[]]>([
  ['an employee', { scopes: ALL, groups: ['staff'] }, ['documents/import', 'documents/read', 'openid']],
  ['a manager, by the second of his groups', { scopes: ALL, groups: ['board'] }, ['documents/delete', 'documents/import', 'documents/read', 'openid']],
  ['somebody in no group', { scopes: ALL }, ['documents/import', 'openid']],
  ['somebody in a group that no persona has', { scopes: ALL, groups: ['guests'] }, ['documents/import', 'openid']],
  ['a group whose name is a persona\'s, and no group of it', { scopes: ALL, groups: ['manager'] }, ['documents/import', 'openid']],
  ['a group in other capitals', { scopes: ALL, groups: ['STAFF'] }, ['documents/import', 'openid']],
  ['a scope that nobody declared', { scopes: ['documents/own', 'reports/read'], groups: ['staff', 'leads'] }, []],
  ['names of every object\'s own', { scopes: ['constructor', '__proto__', 'toString', 'hasOwnProperty'], groups: ['staff'] }, []],
  ['a service, in a group by mistake', { trigger: 'TokenGeneration_ClientCredentials', version: '3', scopes: ALL, groups: ['staff'] }, ['documents/import']],
  ['a token that is refreshed', { trigger: 'TokenGeneration_RefreshTokens', scopes: ALL, groups: ['staff'] }, ['documents/import', 'documents/read', 'openid']],
  ['a sign-in by SDK', { trigger: 'TokenGeneration_Authentication', scopes: [SELF], groups: ['staff'] }, []],
  ['a trigger that is not known', { trigger: 'TokenGeneration_Something', scopes: ALL, groups: ['staff'] }, ['openid']],
  ['groups that are no list', { scopes: ALL, groups: 'staff' }, ['openid']],
  ['a group that is no text', { scopes: ALL, groups: ['staff', 7] }, ['openid']],
  ['more groups than anybody has', { scopes: ALL, groups: Array.from({ length: 5_000 }, () => 'staff') }, ['openid']],
  ['more scopes than a client has', { scopes: [...ALL, ...Array.from({ length: 5_000 }, (_, i) => `x/${i}`)], groups: ['staff'] }, ['openid']],
  ['a scope that is no text', { scopes: [...ALL, null], groups: ['staff'] }, ['openid']],
  ['a provider\'s subject, in a group that it may say', { scopes: ALL, attributes: EXTERNAL('Partner', '["staff"]') }, ['documents/import', 'documents/read', 'openid']],
  ['a list as Cognito writes it for SAML', { scopes: ALL, attributes: EXTERNAL('Partner', '[staff, guests]') }, ['documents/import', 'documents/read', 'openid']],
  ['a provider that says more than it may', { scopes: ALL, attributes: EXTERNAL('Partner', '["staff","leads"]') }, ['documents/import', 'documents/read', 'openid']],
  ['a provider that may say nothing', { scopes: ALL, attributes: EXTERNAL('Other', '["staff","leads"]') }, ['documents/import', 'openid']],
  ['a local user who wrote the attribute himself', { scopes: ALL, attributes: { 'cognito:user_status': 'CONFIRMED', 'custom:zt_groups': '["leads"]' } }, ['documents/import', 'openid']],
  ['a local user who is linked to a provider', { scopes: ALL, attributes: EXTERNAL('Partner', '["staff"]', { 'cognito:user_status': 'CONFIRMED' }) }, ['documents/import', 'openid']],
  ['a subject of two providers', { scopes: ALL, attributes: { ...EXTERNAL('Partner', '["staff"]'), identities: '[{"providerName":"Partner"},{"providerName":"Other"}]' } }, ['openid']],
  ['identities that are no JSON', { scopes: ALL, attributes: { ...EXTERNAL('Partner', '["staff"]'), identities: '{' } }, ['openid']],
])('%s', (_, asked, expected) => {
  const e = event(asked);
  expect(carried(e, decide(e, TABLE))).toEqual([...expected].sort());
});

test.each<[string, unknown]>([
  ['version 1, which can take no scope away', event({ version: '1', scopes: ALL })],
  ['no version', { ...event({}), version: undefined }],
  ['a version as a number', event({ version: 2 })],
  ['nothing', undefined],
  ['a list', []],
])('no token at all: %s', (_, e) => {
  expect(decide(e, TABLE).outcome).toBe('refuse');
});

test('a sign-in by SDK gets the scopes of `sdkScopes` that it may carry, and only there', () => {
  const table: TokenTable = { ...TABLE, sdkScopes: ['documents/read', 'documents/delete', 'unknown/scope'] };
  const of = (trigger: string, scopes: string[]): string[] => { const e = event({ trigger, scopes, groups: ['staff'] }); return carried(e, decide(e, table)); };
  expect(of('TokenGeneration_Authentication', [SELF])).toEqual(['documents/read']);
  expect(of('TokenGeneration_RefreshTokens', [SELF])).toEqual(['documents/read']);
  expect(of('TokenGeneration_HostedAuth', [SELF, 'openid'])).toEqual(['openid']);
  expect(of('TokenGeneration_RefreshTokens', ['openid'])).toEqual(['openid']);
  const selfService = event({ trigger: 'TokenGeneration_Authentication', scopes: [SELF] });
  expect(carried(selfService, decide(selfService, { ...table, selfService: true }))).toEqual([SELF]);
  const hosted = event({ scopes: [SELF] });
  expect(carried(hosted, decide(hosted, { ...table, selfService: true }))).toEqual([]);
});

test('claims say who it is, and nothing that the request says of itself', () => {
  const e = { ...event({ scopes: ALL, groups: ['staff'], attributes: { 'zt:personas': 'manager', 'custom:persona': 'manager' } }) };
  (e.request as Record<string, unknown>).clientMetadata = { 'zt:personas': '["manager"]', 'purpose': 'anything' };
  const decision = decide(e, TABLE);
  const response = decision.outcome === 'stamp' ? responseOf(decision) as Record<string, Record<string, { claimsToAddOrOverride: Record<string, unknown> }>> : {};
  const { idTokenGeneration: id, accessTokenGeneration: access } = response.claimsAndScopeOverrideDetails;
  expect(access.claimsToAddOrOverride).toEqual({ 'zt:schema': '1', 'zt:personas': ['employee'], 'zt:purposes': ['support-case'], 'zt:subject': 'user', 'zt:origin': 'local' });
  expect(id.claimsToAddOrOverride).toEqual(access.claimsToAddOrOverride);
  expect(readTokenClaims(access.claimsToAddOrOverride)).toEqual({ personas: ['employee'], purposes: ['support-case'], subject: 'user', origin: 'local' });
  expect(readTokenClaims({ ...access.claimsToAddOrOverride, 'zt:personas': 'employee' })).toBeUndefined();
  const service = decide(event({ trigger: 'TokenGeneration_ClientCredentials', version: '3', scopes: ['documents/import'] }), TABLE);
  expect(service).toMatchObject({ claims: { personas: [], subject: 'service', origin: 'service' } });
  expect(JSON.stringify(responseOf(service as Extract<TokenDecision, { outcome: 'stamp' }>))).not.toContain('idTokenGeneration');
  expect(decide(event({ attributes: EXTERNAL('Partner', 'staff') }), TABLE)).toMatchObject({ claims: { personas: ['employee'], origin: 'federated:Partner' } });
});

/* The oracle: which scopes may stand in a token, said once more, slowly. */
function mayStand(scope: string, e: Record<string, unknown>, raw: RawTable): boolean {
  const request = e.request as Record<string, any>;
  if (e.triggerSource !== 'TokenGeneration_ClientCredentials' && ['openid', 'email', 'phone', 'profile'].includes(scope)) return true;
  const rule = raw.scopes.find(([name]) => name === scope)?.[1];
  if (rule === undefined) return false;
  if (rule.length === 0) return true;
  if (e.triggerSource === 'TokenGeneration_ClientCredentials') return false;
  const inPool: string[] = request.groupConfiguration?.groupsToOverride ?? [];
  for (const persona of rule) {
    for (const group of raw.personas.find(([id]) => id === persona)?.[1] ?? []) {
      if (inPool.includes(group)) return true;
      if (request.userAttributes['cognito:user_status'] === 'EXTERNAL_PROVIDER' && raw.provider.includes(group) && JSON.parse(request.userAttributes['custom:zt_groups']).includes(group)) return true;
    }
  }
  return false;
}

interface RawTable {
  readonly personas: readonly (readonly [string, string[]])[];
  readonly scopes: readonly (readonly [string, string[]])[];
  readonly provider: string[];
}

const GROUPS = ['staff', 'leads', 'guests', 'constructor', '__proto__'];
const PERSONAS = ['employee', 'manager', 'toString', 'partner'];
const SCOPES = ['a/read', 'a/write', 'b/read', '__proto__', 'valueOf'];
const some = (list: readonly string[]): fc.Arbitrary<string[]> => fc.subarray([...list]);
const pairs = (keys: readonly string[], values: readonly string[]): fc.Arbitrary<(readonly [string, string[]])[]> =>
  some(keys).chain((ids) => fc.tuple(...ids.map((id) => some(values).map((v) => [id, v] as const))));

test('against the oracle: a token carries exactly what was asked for and is permitted', () => {
  let kept = 0;
  let taken = 0;
  fc.assert(fc.property(
    fc.record({ personas: pairs(PERSONAS, GROUPS), scopes: pairs(SCOPES, PERSONAS), provider: some(GROUPS) }),
    fc.record({
      trigger: fc.constantFrom('TokenGeneration_HostedAuth', 'TokenGeneration_RefreshTokens', 'TokenGeneration_NewPasswordChallenge', 'TokenGeneration_ClientCredentials'),
      scopes: some([...SCOPES, 'openid', 'email', 'c/unknown']), groups: some(GROUPS), said: some(GROUPS), isFederated: fc.boolean(),
    }),
    (raw, { trigger, scopes, groups, said, isFederated }) => {
      // As it travels: by text.
      const body = (entries: readonly (readonly [string, unknown])[]): string => `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(',')}}`;
      const table = readTokenTable(`{"schema":1,"personas":${body(raw.personas)},"scopes":${body(raw.scopes.map(([s, personas]) => [s, { personas }]))},"providers":${body([['Partner', raw.provider]])}}`);
      const e = event({ trigger, scopes, groups, version: '3', attributes: isFederated ? EXTERNAL('Partner', JSON.stringify(said)) : { 'custom:zt_groups': JSON.stringify(said) } });
      const expected = scopes.filter((s) => mayStand(s, e, raw)).sort();
      kept += expected.length;
      taken += scopes.length - expected.length;
      expect(carried(e, decide(e, table))).toEqual(expected);
    },
  ), { numRuns: 2_000 });
  expect(kept).toBeGreaterThan(500);
  expect(taken).toBeGreaterThan(500);
});

test('whatever the event is, nothing is thrown, and no scope of a persona is left to somebody who is none', () => {
  const anything = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.constantFrom<unknown>('2', '3', 'TokenGeneration_HostedAuth', 'TokenGeneration_Authentication', 'staff', SELF, ...ALL, null, 7, true, ''), fc.string(), fc.array(tie('value'), { maxLength: 4 }), tie('object')),
    object: fc.dictionary(fc.constantFrom('version', 'triggerSource', 'request', 'scopes', 'groupConfiguration', 'groupsToOverride', 'userAttributes', 'identities', 'cognito:user_status', 'custom:zt_groups', 'x'), tie('value'), { maxKeys: 6 }),
  })).object;
  const base = event({ scopes: ALL });
  const request = base.request as Record<string, unknown>;
  fc.assert(fc.property(fc.oneof(anything, anything.map((r) => ({ ...base, request: r })), anything.map((r) => ({ ...base, request: { ...request, ...(r as object) } })), anything.map((g) => ({ ...base, request: { ...request, groupConfiguration: g } }))), (e) => {
    const decision = decide(e, TABLE);
    const asked: unknown = ((e as Record<string, unknown>).request as { groupConfiguration?: { groupsToOverride?: unknown } } | null)?.groupConfiguration?.groupsToOverride;
    const groups = Array.isArray(asked) ? asked : [];
    const left = carried(e as Record<string, unknown>, decision);
    if (!groups.includes('staff') && !groups.includes('leads') && !groups.includes('board')) expect(left.filter((s) => s === 'documents/read' || s === 'documents/delete')).toEqual([]);
    expect(left).not.toContain(SELF);
  }), { numRuns: 3_000 });
});

test.each<[string, string]>([
  ['no JSON', '{'],
  ['another schema', '{"schema":2,"personas":{},"scopes":{}}'],
  ['no personas', '{"schema":1,"scopes":{}}'],
  ['a rule without personas, which would be everybody\'s', '{"schema":1,"personas":{},"scopes":{"a/b":{}}}'],
  ['groups as one text', '{"schema":1,"personas":{"p":"staff"},"scopes":{}}'],
  ['a field of a later version', '{"schema":1,"personas":{},"scopes":{},"denied":["a/b"]}'],
])('a table that is not understood is none: %s', (_, text) => {
  expect(() => readTokenTable(text)).toThrow();
});
