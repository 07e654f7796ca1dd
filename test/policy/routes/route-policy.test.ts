/** lib/policy/routes: what a route compiles to, judged by the Cedar project's own parser, validator and evaluator. */
import * as fc from 'fast-check';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { RouteConfig } from '../../../lib/contract/access/bundle';
import type { RouteData } from '../../../lib/intent';
import { compilePolicies } from '../../../lib/policy/compile';
import { loadPolicies } from '../../../lib/policy/evaluate';
import { cedarOfRoute, namesSomebody, type PolicyRoute, quote, routeConfig, routePolicyId, rulesOf, schemaOf } from '../../../lib/policy/routes';
import { runs } from '../../algebra/support';
import { hostile, type RandomRequest, randomRequests, requestTo, ROUTE, ROUTE_ID, routeConfigs } from '../bundle/support';

interface Json { readonly [name: string]: any }

function parsed(text: string): Json {
  const answer = cedar.policyToJson(text);
  if (answer.type !== 'success') throw new Error(`${answer.errors.map((e) => e.message).join('; ')}\n${text}`);
  return answer.json as Json;
}

test('a route as people read it', () => {
  const config: RouteConfig = {
    ...ROUTE, scopes: ['documents/admin', 'documents/read'], minimumTier: 'MANAGED', certificate: true, required: ['session', 'device'], hours: ['office'], purpose: 'support-case', observeUntil: 1_798_761_600,
    objectRule: { kind: 'own', by: 'path', parameter: 'owner-id' }, stepUp: { maxAge: 900, acrValues: ['phr', 'mfa'] },
  };
  expect(cedarOfRoute({ door: 'Documents', id: 'GET /people/{owner-id}', config, because: 'people read what is theirs' })).toBe([
    '// Before any policy: a client certificate.',
    '// Before any policy: facts of device, session.',
    '// Only observed until 2027-01-01T00:00:00.000Z.',
    '@id("route.Documents.GET /people/{owner-id}")',
    '@because("people read what is theirs")',
    'permit (',
    '  principal in Persona::"employee",',
    '  action == Action::"GET /people/{owner-id}",',
    '  resource in Door::"Documents"',
    ')',
    'when { context.token.scopes.containsAny(["documents/admin", "documents/read"]) }',
    'when { context.trust.tier >= 2 } // MANAGED',
    'when { context.path["owner-id"] == principal.sub }',
    'when { context.token has authAgeSeconds && context.token.authAgeSeconds <= 900 }',
    'when { context.token has acr && ["phr", "mfa"].contains(context.token.acr) }',
    'when { context.time.windows.contains("office") }',
    'when { context has purpose && context.purpose == "support-case" };',
    '',
  ].join('\n'));
  expect(cedarOfRoute({ door: 'D', id: 'GET /x', config: { ...ROUTE, scopes: [], personas: ['a', 'b'], objectRule: { kind: 'shared', by: 'guard' } } })).toBe([
    '// Behind the door: the guard lets in to own and shared objects only.', '@id("route.D.GET /x")', 'permit (', '  principal,', '  action == Action::"GET /x",', '  resource in Door::"D"', ')',
    'when { principal in [Persona::"a", Persona::"b"] };', '',
  ].join('\n'));
  expect(cedarOfRoute({ door: 'D', id: 'GET /x', config: { ...ROUTE, scopes: [] } })).toContain('\n);\n');
});

test('nobody is permitted where nobody is named, and public routes ask nobody', () => {
  for (const config of [{ ...ROUTE, scopes: [], personas: [] }, { ...ROUTE, access: 'public' as const }]) {
    const text = cedarOfRoute({ door: 'D', id: 'GET /x\npermit(principal, action, resource);', config });
    expect(text.trim().split('\n')).toHaveLength(1);
    expect(cedar.policySetTextToParts(text)).toMatchObject({ type: 'success', policies: [] });
  }
});

test('no name breaks out of its string: what Cedar reads is what was said', () => {
  const seen = { policies: 0 };
  fc.assert(fc.property(hostile, hostile, hostile, fc.array(hostile, { minLength: 1, maxLength: 3 }), fc.array(hostile, { maxLength: 3 }), hostile, (door, id, because, scopes, personas, word) => {
    fc.pre([door, id, because, word, ...scopes, ...personas].every((t) => !/\p{Cs}/u.test(t)));
    const config: RouteConfig = { ...ROUTE, scopes, personas, purpose: word, hours: [word], stepUp: { acrValues: [word] }, objectRule: { kind: 'own', by: 'path', parameter: word } };
    const text = cedarOfRoute({ door, id, config, because });
    // One policy, and nothing beside it.
    expect(cedar.policySetTextToParts(text)).toMatchObject({ type: 'success', policies: [expect.anything()], policy_templates: [] });
    const json = parsed(text);
    expect(json.annotations).toStrictEqual({ id: routePolicyId(door, id), because });
    expect(json.effect).toBe('permit');
    expect(json.action).toStrictEqual({ op: '==', entity: { type: 'Action', id } });
    expect(json.resource).toStrictEqual({ op: 'in', entity: { type: 'Door', id: door } });
    if (personas.length === 1) expect(json.principal).toStrictEqual({ op: 'in', entity: { type: 'Persona', id: personas[0] } });
    else expect(json.principal).toStrictEqual({ op: 'All' });
    const path = (of: string, attr: string): Json => ({ '.': { left: { '.': { left: { Var: 'context' }, attr: of } }, attr } });
    const values = (list: readonly string[]): Json => ({ Set: list.map((Value) => ({ Value })) });
    const bodies: Json[] = [
      ...(personas.length > 1 ? [{ in: { left: { Var: 'principal' }, right: { Set: personas.map((p) => ({ Value: { __entity: { type: 'Persona', id: p } } })) } } }] : []),
      scopes.length === 1 ? { contains: { left: path('token', 'scopes'), right: { Value: scopes[0] } } } : { containsAny: { left: path('token', 'scopes'), right: values(scopes) } },
      { '==': { left: path('path', word), right: { '.': { left: { Var: 'principal' }, attr: 'sub' } } } },
      { '&&': { left: { has: { left: { '.': { left: { Var: 'context' }, attr: 'token' } }, attr: 'acr' } }, right: { contains: { left: values([word]), right: path('token', 'acr') } } } },
      { contains: { left: path('time', 'windows'), right: { Value: word } } },
      { '&&': { left: { has: { left: { Var: 'context' }, attr: 'purpose' } }, right: { '==': { left: { '.': { left: { Var: 'context' }, attr: 'purpose' } }, right: { Value: word } } } } },
    ];
    expect(json.conditions).toStrictEqual(bodies.map((body) => ({ kind: 'when', body })));
    seen.policies++;
  }), runs(400));
  expect(seen.policies).toBeGreaterThan(300);
});

test('what is no text and no number never becomes code', () => {
  for (const scopes of [['\ud800'], [{ toString: () => '"' } as never]]) expect(() => cedarOfRoute({ door: 'D', id: 'GET /', config: { ...ROUTE, scopes } })).toThrow(expect.objectContaining({ code: 'PolicyTextInvalid' }));
  for (const maxAge of ['900 }; permit(principal, action, resource); //', NaN, 1.5, 2 ** 60]) expect(() => cedarOfRoute({ door: 'D', id: 'GET /', config: { ...ROUTE, stepUp: { maxAge: maxAge as number } } })).toThrow(expect.objectContaining({ code: 'PolicyTextInvalid' }));
  expect(cedarOfRoute({ door: 'D', id: 'GET /', config: { ...ROUTE, minimumTier: 'TOP' as never } })).toContain('context.trust.tier >= 4 }');
  expect(cedarOfRoute({ door: 'D', id: 'GET /', config: { ...ROUTE, observeUntil: '1\npermit(principal, action, resource);' as never } })).toContain('// Only observed until a time that is none.\n');
});

test('what does not show on a screen is written as an escape', () => {
  expect(quote('a"\\\n\u202e\u200b\u00a0é😀 ')).toBe('"a\\"\\\\\\n\\u{202e}\\u{200b}\\u{a0}é😀 "');
});

/** Whether the rules of a route are met, written by hand from RouteConfig. */
function meets({ access, scopes, personas, minimumTier, objectRule, stepUp, hours, purpose }: RouteConfig, { who, context }: RandomRequest): boolean {
  if (access !== 'scopes') return false;
  if (scopes.length === 0 && personas.length === 0) return false;
  if (scopes.length > 0 && !scopes.some((scope) => context.token.scopes.includes(scope))) return false;
  if (personas.length > 0 && !personas.some((persona) => who.personas.includes(persona))) return false;
  if (context.trust.tier < { BASIC: 0, KNOWN: 1, MANAGED: 2, HARDENED: 3 }[minimumTier]) return false;
  if (objectRule?.by === 'path' && context.path[objectRule.parameter] !== who.subject) return false;
  if (stepUp?.maxAge !== undefined && !(context.token.authAgeSeconds !== undefined && context.token.authAgeSeconds <= stepUp.maxAge)) return false;
  if (stepUp?.acrValues !== undefined && stepUp.acrValues.length > 0 && !(context.token.acr !== undefined && stepUp.acrValues.includes(context.token.acr))) return false;
  if (hours.length > 0 && !hours.some((name) => context.time.windows.includes(name))) return false;
  return purpose === undefined || context.purpose === purpose;
}

test('routes decide as their rules say, by Cedar itself and by the compiled engine', () => {
  const seen = { allow: 0, deny: 0 };
  fc.assert(fc.property(fc.array(routeConfigs, { minLength: 1, maxLength: 4 }), fc.array(randomRequests, { minLength: 1, maxLength: 6 }), (configs, requests) => {
    const routes = configs.map((config, i): PolicyRoute => ({ door: 'Documents', id: `${ROUTE_ID}${i === 0 ? '' : `/${i}`}`, config }));
    const schema = schemaOf([{ id: 'Documents', routes: routes.map((r) => r.id) }], { posture: { diskEncrypted: 'Bool' } });
    const text = routes.map(cedarOfRoute).join('\n');
    const { table, findings } = compilePolicies({ files: { 'routes.cedar': text }, schema });
    expect(findings).toStrictEqual([]);
    const engine = loadPolicies(table!, { strict: true });
    for (const route of routes) {
      for (const request of requests) {
        const expected = meets(route.config, request) ? 'allow' : 'deny';
        const { principal, action, resource, context, entities } = requestTo(route.id, 'Documents', request);
        seen[expected]++;
        const answer = engine.evaluate({ principal, action, resource, context, entities });
        expect(answer).toStrictEqual({ decision: expected, determining: expected === 'allow' ? [routePolicyId('Documents', route.id)] : [], errors: [] });
        const oracle = cedar.isAuthorized({ principal, action, resource, context: context as never, entities: entities as never, policies: { staticPolicies: text }, schema, validateRequest: true });
        expect(oracle).toMatchObject({ type: 'success', response: { decision: expected, diagnostics: { errors: [] } } });
        // Another door's object is none of this route.
        expect(engine.evaluate(requestTo(route.id, 'Others', request)).decision).toBe('deny');
      }
    }
  }), runs(40));
  expect(Math.min(seen.allow, seen.deny)).toBeGreaterThan(100);
});

test('each rule that a route has stands in its policy, in the order in which it is told', () => {
  fc.assert(fc.property(routeConfigs, (config) => {
    fc.pre(namesSomebody(config));
    expect(parsed(cedarOfRoute({ door: 'D', id: ROUTE_ID, config })).conditions).toHaveLength(rulesOf(config).length);
  }), runs(100));
});

test('the intent\'s route becomes the authorizer\'s', () => {
  const route: RouteData = {
    scope: '', door: 'D', id: 'GET /x/{sub}', method: 'GET', path: '/x/{sub}', handler: { kind: 'function', path: 'F' }, access: 'scopes', personas: ['b', 'a'], scopes: ['s'], callers: [],
    purpose: 'p', minimumTier: 'KNOWN', objectRule: 'own', stepUpSeconds: 90.9,
  };
  expect(routeConfig(route, { objectParameter: 'sub', hours: ['o'], acrValues: ['phr'], certificate: true, required: ['session', 'device'], observeUntil: 5 })).toStrictEqual({
    access: 'scopes', scopes: ['s'], personas: ['a', 'b'], minimumTier: 'KNOWN', purpose: 'p', objectRule: { kind: 'own', by: 'path', parameter: 'sub' }, stepUp: { maxAge: 90, acrValues: ['phr'] },
    certificate: true, hours: ['o'], required: ['device', 'session'], observeUntil: 5,
  });
  const { minimumTier: _, objectRule: __, stepUpSeconds: ___, purpose: ____, ...plain } = route;
  expect(routeConfig(plain)).toStrictEqual({ access: 'scopes', scopes: ['s'], personas: ['a', 'b'], minimumTier: 'BASIC', certificate: false, hours: [], required: [] });
  expect(routeConfig({ ...route })?.objectRule).toStrictEqual({ kind: 'own', by: 'guard' });
  expect(routeConfig({ ...route, access: 'iam' })).toBeUndefined();
});
