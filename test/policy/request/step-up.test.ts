/** lib/policy/request: a denial becomes a request to sign in again only where that would help and the route asks for it. */
import * as fc from 'fast-check';
import type { CedarAnswer, CedarRequest } from '../../../lib/contract/access/policy-table';
import { compilePolicies } from '../../../lib/policy/compile';
import { type CompiledEvaluator, loadPolicies } from '../../../lib/policy/evaluate';
import { asksForSignIn, askPolicies, cedarRequest, readCedar, withFreshSignIn } from '../../../lib/policy/request';
import { cedarOfRoute } from '../../../lib/policy/routes';
import { runs } from '../../algebra/support';
import { randomRequests, requestTo, ROUTE, ROUTE_ID, routeConfigs } from '../bundle/support';

const STEP_UP = { maxAge: 300, acrValues: ['phr', 'mfa'] };
const engine = (own = '', stepUp: object = STEP_UP): CompiledEvaluator => {
  const { table, findings } = compilePolicies({ files: { a: cedarOfRoute({ door: 'D', id: 'GET /x', config: { ...ROUTE, minimumTier: 'KNOWN', stepUp } }), b: own } });
  if (table === undefined) throw new Error(JSON.stringify(findings));
  return loadPolicies(table, { strict: true });
};
const request = (token: object, tier = 1): CedarRequest => cedarRequest({ kind: 'user', subject: 'ada', client: 'c', scopes: [], personas: ['employee'], groups: [] }, { door: 'D', route: 'GET /x', resource: 'x' }, {
  http_request: { http_method: 'GET', hostname: 'h', path: '/x', client_ip: { __extn: { fn: 'ip', arg: '192.0.2.1' } } }, path: {}, token: { scopes: ['documents/read'], client: 'c', ageSeconds: 5, amr: [], ...token },
  trust: { tier, score: 0 }, location: { sets: [] }, time: { windows: [], weekday: 1, minuteOfDay: 0 },
});

test.each<[string, object, number, string, string]>([
  ['fresh and strong', { authAgeSeconds: 300, acr: 'mfa' }, 1, '', 'allow'],
  ['too old', { authAgeSeconds: 301, acr: 'mfa' }, 1, '', 'step-up'],
  ['too weak', { authAgeSeconds: 0, acr: 'pwd' }, 1, '', 'step-up'],
  ['without a time', { acr: 'mfa' }, 1, '', 'step-up'],
  ['without a way', { authAgeSeconds: 0 }, 1, '', 'step-up'],
  ['too old, and on a device that is not trusted', { authAgeSeconds: 301, acr: 'mfa' }, 0, '', 'deny'],
  ['fresh, on a device that is not trusted', { authAgeSeconds: 1, acr: 'mfa' }, 0, '', 'deny'],
  ['too old, and forbidden whatever the sign-in', { authAgeSeconds: 301, acr: 'mfa' }, 1, 'forbid (principal, action, resource) when { context.token.ageSeconds == 5 };', 'deny'],
  ['fresh for the route, too old for a policy: the route does not ask', { authAgeSeconds: 200, acr: 'mfa' }, 1, 'forbid (principal, action, resource) unless { context.token has authAgeSeconds && context.token.authAgeSeconds < 60 };', 'deny'],
  ['just fresh enough for the route, too old for a policy', { authAgeSeconds: 300, acr: 'mfa' }, 1, 'forbid (principal, action, resource) unless { context.token has authAgeSeconds && context.token.authAgeSeconds < 60 };', 'deny'],
  ['too old for both', { authAgeSeconds: 301, acr: 'mfa' }, 1, 'forbid (principal, action, resource) unless { context.token has authAgeSeconds && context.token.authAgeSeconds < 60 };', 'step-up'],
  ['a forbid that cannot be evaluated', { authAgeSeconds: 301, acr: 'mfa' }, 1, 'forbid (principal, action, resource) when { context.device.tier == 1 };', 'deny'],
  ['a policy that no longer applies after the sign-in', { authAgeSeconds: 301, acr: 'mfa' }, 1, 'forbid (principal, action, resource) when { context.token has authAgeSeconds && context.token.authAgeSeconds == 0 };', 'deny'],
])('%s', (_, token, tier, own, outcome) => {
  expect(askPolicies(engine(own), request(token, tier), STEP_UP).outcome).toBe(outcome);
});

test('on a route that does not ask nobody is sent to sign in', () => {
  const asked = engine('');
  expect(askPolicies(asked, request({ authAgeSeconds: 301, acr: 'mfa' }), undefined).outcome).toBe('deny');
  expect(askPolicies(asked, request({ authAgeSeconds: 301, acr: 'mfa' }), {}).outcome).toBe('deny');
  expect(askPolicies(engine('', { maxAge: 300 }), request({ authAgeSeconds: 301 }), { maxAge: 300 }).outcome).toBe('step-up');
});

test('the request after the sign-in differs in nothing but the sign-in, and the first stays as it was', () => {
  fc.assert(fc.property(randomRequests, fc.constantFrom({}, { maxAge: 60 }, STEP_UP, { acrValues: ['phr'] }), (random, stepUp) => {
    const before = requestTo(ROUTE_ID, 'D', random);
    const copy = JSON.parse(JSON.stringify(before)) as CedarRequest;
    const after = withFreshSignIn(before, stepUp);
    expect(JSON.parse(JSON.stringify(before))).toStrictEqual(copy);
    const { token, ...others } = after.context as { token: Record<string, unknown> };
    const { token: old, ...same } = before.context as { token: Record<string, unknown> };
    expect({ ...after, context: others }).toStrictEqual({ ...before, context: same });
    expect(token.authAgeSeconds).toBe(0);
    const { authAgeSeconds: _, acr, ...rest } = token;
    const { authAgeSeconds: __, acr: was, ...restOld } = old;
    expect(rest).toStrictEqual(restOld);
    const acrValues: readonly string[] = (stepUp as typeof STEP_UP).acrValues ?? [];
    expect(acr).toBe(acrValues.length === 0 || acrValues.includes(was as string) ? was : acrValues[0]);
    expect(asksForSignIn(after, stepUp)).toBe(false);
  }), runs(100));
});

test('of random routes and requests: step-up exactly where the sign-in alone is missing', () => {
  const seen = { 'allow': 0, 'deny': 0, 'step-up': 0 };
  fc.assert(fc.property(routeConfigs, fc.array(randomRequests, { maxLength: 8 }), (random, requests) => {
    const config = { ...random, access: 'scopes' as const, scopes: ['x'], stepUp: random.stepUp ?? { maxAge: 60 } };
    const of = (c: typeof config): CompiledEvaluator => loadPolicies(compilePolicies({ files: { a: cedarOfRoute({ door: 'D', id: ROUTE_ID, config: c }) } }).table!, { strict: true });
    const [whole, without] = [of(config), of({ ...config, stepUp: {} })];
    for (const one of requests.map((r) => requestTo(ROUTE_ID, 'D', r))) {
      const { outcome, answer } = askPolicies(whole, one, config.stepUp);
      seen[outcome]++;
      expect(outcome === 'deny' ? 'deny' : 'allow').toBe(without.evaluate(one).decision);
      expect(answer).toStrictEqual(whole.evaluate(one));
      expect(outcome === 'allow').toBe(answer.decision === 'allow');
    }
  }), runs(120));
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(15);
});

const answer = (decision: 'allow' | 'deny'): CedarAnswer => ({ decision, determining: [], errors: [] });

test('engines that answer later, and engines that fail', async () => {
  const old = request({ authAgeSeconds: 301, acr: 'mfa' });
  const later = (answers: (CedarAnswer | Error)[]): { evaluate(): Promise<CedarAnswer> } => ({ evaluate: async () => { const next = answers.shift()!; if (next instanceof Error) throw next; return next; } });
  expect((await askPolicies(later([answer('deny'), answer('allow')]), old, STEP_UP)).outcome).toBe('step-up');
  expect((await askPolicies(later([answer('allow'), new Error('never asked')]), old, STEP_UP)).outcome).toBe('allow');
  expect((await askPolicies(later([answer('deny'), new Error('gone')]), old, STEP_UP)).outcome).toBe('deny');
  await expect(askPolicies(later([new Error('gone')]), old, STEP_UP)).rejects.toThrow('gone');
  const breaking = (): { evaluate(): CedarAnswer } => { const answers = [answer('deny')]; return { evaluate: () => { const next = answers.shift(); if (next === undefined) throw new Error('gone'); return next; } }; };
  expect(askPolicies(breaking(), old, STEP_UP).outcome).toBe('deny');
  expect(readCedar(answer('deny')).outcome).toBe('deny');
  expect(readCedar(answer('deny'), answer('deny')).outcome).toBe('deny');
});

test('a context without a token asks for a sign-in, and is never let in', () => {
  for (const context of [{}, { token: null }, { token: 'x' }, JSON.parse('{"__proto__":{"token":{"authAgeSeconds":0,"acr":"mfa"}}}') as object]) {
    const bare = { ...request({}), context: context as CedarRequest['context'] };
    expect(asksForSignIn(bare, STEP_UP)).toBe(true);
    // What Cedar has no value for is no request: whoever asked takes that for a no.
    if ((context as { token?: unknown }).token === null) expect(() => askPolicies(engine(''), bare, STEP_UP)).toThrow(expect.objectContaining({ code: 'PolicyRequestInvalid' }));
    else expect(askPolicies(engine(''), bare, STEP_UP).outcome).toBe('deny');
  }
});
