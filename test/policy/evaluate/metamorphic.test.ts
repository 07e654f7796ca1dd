/**
 * What has to be the same however it is asked: many policies together and each alone, the index and no index, the first request and the thousandth, one order and another.
 */
import type { CedarAnswer, CedarRequest, PolicyTable, TablePolicy } from '../../../lib/contract/access/policy-table';
import { compilePolicies } from '../../../lib/policy/compile';
import { loadPolicies } from '../../../lib/policy/evaluate';
import { makeCase } from '../random/case';
import { decide } from '../support';

const sorted = (list: readonly string[]): string[] => [...list].sort();

/** Cedar's rule over the answers of policies that were asked one by one. */
function together(answers: readonly { readonly policy: TablePolicy; readonly answer: CedarAnswer }[], strict: boolean): CedarAnswer {
  const errors = answers.flatMap(({ answer }) => answer.errors).sort((a, b) => (a.id < b.id ? -1 : 1));
  const permits = answers.filter(({ policy, answer }) => policy.effect === 'permit' && answer.decision === 'allow').map(({ policy }) => policy.id);
  const forbids = answers.filter(({ policy, answer }) => policy.effect === 'forbid' && answer.determining.length > 0).map(({ policy }) => policy.id);
  if (forbids.length > 0) return { decision: 'deny', determining: sorted(forbids), errors };
  if (permits.length === 0 || (strict && errors.some((e) => e.effect === 'forbid'))) return { decision: 'deny', determining: [], errors };
  return { decision: 'allow', determining: sorted(permits), errors };
}

/** Eighty policies of many cases over the entities of one. */
function crowd(seed: number): { readonly table: PolicyTable; readonly requests: readonly CedarRequest[] } {
  const made = Array.from({ length: 30 }, (_, i) => makeCase(900 + seed, i));
  const texts = made.flatMap((m) => m.policies).filter((text) => compilePolicies({ files: { t: text } }).table !== undefined).slice(0, 80);
  const { table } = compilePolicies({ files: { t: texts.join('\n') } });
  return { table: table!, requests: made.slice(0, 10).flatMap((m) => m.requests.map((r) => ({ ...r, entities: m.entities }) as CedarRequest)) };
}

test.each([1, 2])('eighty policies with an index answer as each alone (%d)', (seed) => {
  const { table, requests } = crowd(seed);
  expect(table.policies.length).toBeGreaterThan(60);
  const alone = table.policies.map((policy) => ({ policy, evaluator: loadPolicies({ ...table, policies: [policy] }, { strict: false }) }));
  const decisions = new Set<string>();
  let erring = 0;
  for (const strict of [false, true]) {
    const evaluator = loadPolicies(table, { strict });
    for (const request of requests) {
      const answer = evaluator.evaluate(request);
      expect(answer).toEqual(together(alone.map((a) => ({ policy: a.policy, answer: a.evaluator.evaluate(request) })), strict));
      decisions.add(`${answer.decision} ${answer.determining.length > 0}`);
      erring += answer.errors.length;
      // Again, by one that has seen nothing before, and by one with the policies in another order.
      expect(loadPolicies(table, { strict }).evaluate(request)).toEqual(answer);
      expect(loadPolicies({ ...table, policies: [...table.policies].reverse() }, { strict }).evaluate(request)).toEqual(answer);
      expect(evaluator.evaluate({ ...request, entities: [...request.entities].reverse() })).toEqual(answer);
    }
  }
  // Most are denied by one forbid or other; the next test is about allows.
  expect(decisions).toContain('deny true');
  expect(erring).toBeGreaterThan(40);
}, 60_000);

test('permits alone: many policies allow, too', () => {
  let allowed = 0;
  for (const seed of [4, 5]) {
    const { table, requests } = crowd(seed);
    const permits = { ...table, policies: table.policies.filter((p) => p.effect === 'permit') };
    const alone = permits.policies.map((policy) => ({ policy, evaluator: loadPolicies({ ...permits, policies: [policy] }, { strict: false }) }));
    const evaluator = loadPolicies(permits, { strict: true });
    for (const request of requests) {
      const answer = evaluator.evaluate(request);
      expect(answer).toEqual(together(alone.map((a) => ({ policy: a.policy, answer: a.evaluator.evaluate(request) })), true));
      if (answer.decision === 'allow') allowed++;
    }
  }
  expect(allowed).toBeGreaterThan(20);
}, 60_000);

test('strict allows are a subset, and differ exactly where a forbid could not be evaluated', () => {
  const seen = { same: 0, taken: 0 };
  for (let i = 0; i < 600; i++) {
    const { policies, entities, requests } = makeCase(77, i);
    const { table } = compilePolicies({ files: { t: policies.join('\n') } });
    if (table === undefined) continue;
    const [plain, strict] = [loadPolicies(table, { strict: false }), loadPolicies(table, { strict: true })];
    for (const r of requests) {
      const request = { ...r, entities } as CedarRequest;
      const [loose, tight] = [plain.evaluate(request), strict.evaluate(request)];
      if (tight.decision === 'allow') expect(loose.decision).toBe('allow');
      expect(tight.errors).toEqual(loose.errors);
      if (loose.decision === tight.decision) {
        expect(tight).toEqual(loose);
        seen.same++;
      } else {
        expect(loose.errors.some((e) => e.effect === 'forbid')).toBe(true);
        expect(tight).toEqual({ decision: 'deny', determining: [], errors: loose.errors });
        seen.taken++;
      }
    }
  }
  expect(seen.same).toBeGreaterThan(500);
  expect(seen.taken).toBeGreaterThan(2);
}, 60_000);

describe('strictness, by hand', () => {
  const permit = '@id("p") permit (principal, action, resource);';
  test.each<[string, string, 'allow' | 'deny', 'allow' | 'deny']>([
    ['a forbid that cannot be evaluated', `${permit} @id("f") forbid (principal, action, resource) when { context.missing };`, 'allow', 'deny'],
    ['a forbid about somebody else is not evaluated', `${permit} @id("f") forbid (principal == User::"eve", action, resource) when { context.missing };`, 'allow', 'allow'],
    ['a forbid that another condition settles first', `${permit} @id("f") forbid (principal, action, resource) when { false } when { context.missing };`, 'allow', 'allow'],
    ['a permit that cannot be evaluated', `${permit} @id("q") permit (principal, action, resource) when { context.missing };`, 'allow', 'allow'],
    ['only a permit that cannot be evaluated', '@id("q") permit (principal, action, resource) when { context.missing };', 'deny', 'deny'],
    ['a forbid of a wrong type', `${permit} @id("f") forbid (principal, action, resource) when { context.n < "a" };`, 'allow', 'deny'],
    ['a forbid that holds beside one that fails', `${permit} @id("f") forbid (principal, action, resource) when { context.missing }; @id("g") forbid (principal, action, resource);`, 'deny', 'deny'],
  ])('%s', (_, text, loose, tight) => {
    expect(decide(text, { context: { n: 1 } }, false).decision).toBe(loose);
    expect(decide(text, { context: { n: 1 } }, true).decision).toBe(tight);
  });

  test('the answer says which policies, why, and in order', () => {
    const text = '@id("z") forbid (principal, action, resource) when { context.missing }; @id("b") permit (principal, action, resource); @id("a") permit (principal, action, resource); @id("c") permit (principal, action, resource) when { 1 + principal.x == 2 };';
    const errors = [{ id: 'c', effect: 'permit', message: 'entity `User::"ada"` does not exist' }, { id: 'z', effect: 'forbid', message: 'record does not have the attribute `missing`' }];
    expect(decide(text, {}, false)).toEqual({ decision: 'allow', determining: ['a', 'b'], errors });
    expect(decide(text, {}, true)).toEqual({ decision: 'deny', determining: [], errors });
  });
});

test('an entity that a later policy names is known to the ancestors that an earlier one looked up', () => {
  // Conditions are read when they are first needed: by then the ancestors may have been looked up for others.
  const named = Array.from({ length: 8 }, (_, i) => `principal in Group::"none-${i}"`).join(' || ');
  const text = `permit (principal, action, resource) when { ${named} || (context.go && principal in Group::"staff") };\npermit (principal, action, resource) when { principal in Group::"late" };`;
  for (const group of ['staff', 'late']) expect(decide(text, { context: { go: true }, entities: { 'User::ada': { in: [`Group::${group}`] } } }).decision).toBe('allow');
  expect(decide(text, { context: { go: true }, entities: { 'User::ada': { in: ['Group::other'] } } }).decision).toBe('deny');
});
