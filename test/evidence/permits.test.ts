import * as fc from 'fast-check';
import { joinPermits, scopesApart } from '../../lib/evidence';
import { mergeIntents } from '../../lib/intent';
import { impliedFlow, intentOf, networkOf, randomIntent, reportOf, SCOPE, stageOf } from './support';

const flow = { source: 'web', destination: 'api', over: 'tcp/443', authentication: 'mtls', because: 'calls' };
const two = intentOf({ segments: [{ id: 'web' }, { id: 'api' }], flows: [flow] }, SCOPE, [impliedFlow('web', 'image-pull', 's3')]);

test('declared and implied flows are kept apart', () => {
  const [scope] = joinPermits([stageOf(two)], { threats: false }).stages[0].scopes;
  expect(scope.flows.map((f) => f.id)).toEqual(['web-to-api-tcp-443']);
  expect(scope.implied.map((f) => f.id)).toEqual(['web.image-pull.s3']);
});

test('stages and scopes are sorted, whatever order they come in', () => {
  const both = mergeIntents([intentOf({}, 'B'), intentOf({}, 'A')]);
  const stage = { intent: { ...both, scopes: [...both.scopes].reverse() }, network: networkOf(reportOf({ scope: 'B', rules: 2 }), reportOf({ scope: 'A', rules: 1 })) };
  const { stages } = joinPermits([{ stage: 'Prod', ...stage }, { stage: '', ...stage }], { threats: false });
  expect(stages.map((s) => [s.stage, ...s.scopes.map((x) => `${x.scope}:${x.network?.rules}`)])).toEqual([['', 'A:1', 'B:2'], ['Prod', 'A:1', 'B:2']]);
});

test('every flow is in exactly one list of exactly one scope, and that is its own', () => {
  fc.assert(fc.property(randomIntent, (intent) => {
    const { stages } = joinPermits([stageOf(intent)], { threats: false });
    const found = stages.flatMap((s) => s.scopes).flatMap((s) => [...s.flows, ...s.implied].map((f) => {
      expect(f.scope).toBe(s.scope);
      return f;
    }));
    expect(found.length).toBe(intent.flows.length);
    expect(new Set(found)).toEqual(new Set(intent.flows));
  }), { numRuns: 50 });
});

test('threats are there only where they were asked for, each of its own scope', () => {
  expect(joinPermits([stageOf(two)], { threats: false }).stages[0].scopes[0]).not.toHaveProperty('threats');
  const both = mergeIntents([two, intentOf({ segments: [{ id: 'x' }], flows: [{ ...flow, source: 'internet', destination: 'x' }] }, 'Other')]);
  for (const scope of joinPermits([stageOf(both)], { threats: true }).stages[0].scopes) {
    expect(scope.threats?.length).toBeGreaterThan(0);
    expect(new Set(scope.threats?.map((t) => t.scope))).toEqual(new Set([scope.scope]));
  }
});

test('the threat table knows how a service is reached', () => {
  const intent = intentOf({ segments: [{ id: 'web' }], flows: [{ source: 'web', destination: 'service:s3', because: 'stores' }] });
  const stopped = (access: string) => joinPermits([stageOf(intent, { endpoints: [{ service: 's3', kind: 'gateway', access, zones: 0, flows: [] }] })], { threats: true })
    .stages[0].scopes[0].threats?.find((t) => t.kind === 'exfiltration')?.stoppedBy;
  expect(stopped('nat')).toMatch(/^nothing/);
  expect(stopped('create')).toMatch(/^the endpoint policy/);
});

test('a scope that stands in one file only, or in no list of scopes, is found with its place', () => {
  expect(scopesApart(stageOf(two))).toEqual([]);
  expect(scopesApart({ intent: two, network: networkOf() })).toEqual([{ file: 'intent', pointer: '/scopes/0/scope', scope: SCOPE }]);
  expect(scopesApart({ intent: two, network: networkOf(reportOf(), reportOf({ scope: 'Gone' })) })).toEqual([{ file: 'network', pointer: '/scopes/1/scope', scope: 'Gone' }]);
  const stray = { ...two, flows: two.flows.map((f, i) => (i === 1 ? { ...f, scope: 'Stray' } : f)) };
  expect(scopesApart({ intent: stray, network: networkOf(reportOf()) })).toEqual([{ file: 'intent', pointer: '/flows/1/scope', scope: 'Stray' }]);
});
