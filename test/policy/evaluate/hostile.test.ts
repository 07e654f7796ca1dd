/** What must never become an allow: requests and tables that are malformed, huge, nested, or named like the insides of objects. */
import type { CedarRequest, PolicyTable } from '../../../lib/contract/access/policy-table';
import { Datetime, EntityRef, IpAddress, loadPolicies, PolicyRequestError, PolicyTableError } from '../../../lib/policy/evaluate';
import { decide, holds, request, tableOf, tableWith } from '../support';

const ALL = 'permit (principal, action, resource);';
const IN_STAFF = 'permit (principal in Group::"staff", action, resource);';

describe('requests that are none are thrown out, where a policy looks at what is wrong', () => {
  const touching = 'permit (principal, action, resource) when { context.x == context.x };';
  test.each<[string, unknown]>([
    ['null', null], ['a fraction', 1.5], ['not a number', NaN], ['infinity', Infinity], ['a number that is rounded', 2 ** 53], ['65 bits', 2n ** 63n], ['a function', () => true], ['a symbol', Symbol('x')], ['a Map', new Map()], ['a Date', new Date(0)], ['bytes', Buffer.from('a')],
    ['an entity without an id', { __entity: { type: 'User' } }], ['an entity that is a text', { __entity: 'User::"a"' }], ['an entity with a number for an id', { __entity: { type: 'User', id: 1 } }], ['an entity with something beside it', { __entity: { type: 'User', id: 'a' }, x: 1 }],
    ['an entity whose type is inherited', { __entity: Object.create({ type: 'User', id: 'a' }) as object }], ['an address that is none', { __extn: { fn: 'ip', arg: '1.2.3' } }], ['a call of nothing', { __extn: {} }], ['a call of `constructor`', { __extn: { fn: 'constructor', arg: 'a' } }], ['a call with a number', { __extn: { fn: 'ip', arg: 1 } }],
    ['a call of null', { __extn: null }], ['an expression', { __expr: 'principal' }], ['calls nested without end', Array.from({ length: 50 }).reduce<object>((inner) => ({ __extn: { fn: 'offset', args: [inner, { __extn: { fn: 'duration', arg: '1ms' } }] } }), { __extn: { fn: 'datetime', arg: '2024-01-01' } })],
  ])('%s', (_, x) => {
    expect(() => decide(touching, { context: { x } as never })).toThrow(PolicyRequestError);
    // In a set and in a record, when they are looked at.
    expect(() => decide('permit (principal, action, resource) when { context.x.contains(1) };', { context: { x: [x] } as never })).toThrow(PolicyRequestError);
    expect(() => decide('permit (principal, action, resource) when { context.x.y == 1 };', { context: { x: { y: x } } as never })).toThrow(PolicyRequestError);
    // An error of the request is none of the policy: a forbid is not skipped for it.
    expect(() => decide(`${ALL} forbid (principal, action, resource) when { context.x == 1 };`, { context: { x } as never })).toThrow(PolicyRequestError);
  });

  test('values nested deeper than anybody reads', () => {
    const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], 1 as unknown);
    expect(holds('context.x == context.y', { context: { x: nested(50), y: nested(50) } })).toBe(true);
    expect(() => holds('context.x == context.y', { context: { x: nested(100), y: nested(100) } })).toThrow(/nested deeper than 64/);
    expect(() => holds('context.x == context.y', { context: { x: nested(100_000), y: nested(100_000) } })).toThrow(PolicyRequestError);
  });

  test.each<[string, Partial<Record<keyof CedarRequest, unknown>>]>([
    ['no principal', { principal: undefined }], ['a principal that is a text', { principal: 'User::"ada"' }], ['a principal with a list for an id', { principal: { type: 'User', id: ['ada'] } }], ['an action that is a number', { action: { type: 'Action', id: 1 } }], ['no resource', { resource: null }],
    ['no context', { context: undefined }], ['a context that is a list', { context: [] }], ['a context that is a text', { context: 'x' }], ['no entities', { entities: undefined }], ['entities by name', { entities: {} }],
    ['an entity that is null', { entities: [null] }], ['an entity without uid', { entities: [{ attrs: {}, parents: [] }] }], ['an entity without parents', { entities: [{ uid: { type: 'User', id: 'ada' }, attrs: {} }] }], ['parents that are a text', { entities: [{ uid: { type: 'User', id: 'ada' }, attrs: {}, parents: 'Group::"staff"' }] }],
    ['a parent that is null', { entities: [{ uid: { type: 'User', id: 'ada' }, attrs: {}, parents: [null] }] }], ['a parent that is a text', { entities: [{ uid: { type: 'User', id: 'ada' }, attrs: {}, parents: ['Group::"staff"'] }] }], ['a parent without an id', { entities: [{ uid: { type: 'User', id: 'ada' }, attrs: {}, parents: [{ type: 'Group' }] }] }],
    ['attributes that are a list', { entities: [{ uid: { type: 'User', id: 'ada' }, attrs: [], parents: [] }] }], ['no attributes', { entities: [{ uid: { type: 'User', id: 'ada' }, parents: [] }] }],
  ])('%s', (_, broken) => {
    const evaluator = loadPolicies(tableOf('permit (principal, action, resource) when { principal in Group::"staff" || principal has x || true };'), { strict: false });
    expect(evaluator.evaluate(request({})).decision).toBe('allow');
    expect(() => evaluator.evaluate({ ...request({}), ...broken } as CedarRequest)).toThrow();
  });

  test('a cycle of parents, and two entries for one entity', () => {
    expect(() => decide(IN_STAFF, { entities: { 'User::ada': { in: ['Group::a'] }, 'Group::a': { in: ['Group::b'] }, 'Group::b': { in: ['Group::a'] } } })).toThrow(/cycle/);
    expect(() => decide(IN_STAFF, { entities: { 'User::ada': { in: ['User::ada'] }, 'Group::a': { in: ['Group::b'] } } })).toThrow(/cycle/);
    const twins = request({ entities: { 'User::ada': { in: ['Group::staff'] } } });
    const evaluator = loadPolicies(tableOf(IN_STAFF), { strict: true });
    expect(evaluator.evaluate({ ...twins, entities: [...twins.entities, ...twins.entities] }).decision).toBe('allow');
    expect(() => evaluator.evaluate({ ...twins, entities: [...twins.entities, { ...twins.entities[0], parents: [] }] })).toThrow(/two different entries/);
  });

  test('two groups that meet again above are no cycle', () => {
    expect(decide(IN_STAFF, { entities: { 'User::ada': { in: ['Group::a', 'Group::b'] }, 'Group::a': { in: ['Group::c'] }, 'Group::b': { in: ['Group::c'] }, 'Group::c': { in: ['Group::staff'] } } }).decision).toBe('allow');
  });
});

describe('names that objects have by themselves', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'])('%s is an attribute, a tag and an id like any other', (name) => {
    const own = JSON.parse(`{ "${name}": 1 }`) as Record<string, unknown>;
    for (const of of ['context', 'principal']) {
      const with_ = { context: own, entities: { 'User::ada': { attrs: own, tags: own } } };
      const without = { entities: { 'User::ada': {} } };
      expect(holds(`${of} has "${name}"`, with_)).toBe(true);
      expect(holds(`${of}["${name}"] == 1`, with_)).toBe(true);
      expect(holds(`${of} has "${name}"`, without)).toBe(false);
      expect(holds(`${of}["${name}"] == 1`, without)).toMatch(/does not have the attribute/);
    }
    expect(holds(`principal.hasTag("${name}")`, { entities: { 'User::ada': { tags: own } } })).toBe(true);
    expect(holds(`principal.hasTag("${name}")`, { entities: { 'User::ada': { tags: {} } } })).toBe(false);
    const ids = { principal: `User::${name}`, entities: { [`User::${name}`]: { in: [`Group::${name}`] } } };
    expect(decide(`permit (principal in Group::"${name}", action, resource);`, ids).decision).toBe('allow');
    expect(decide(`permit (principal in Group::"${name}", action, resource);`, { entities: { 'User::ada': {} } }).decision).toBe('deny');
    expect(decide(`permit (principal == User::"${name}", action, resource);`).decision).toBe('deny');
    expect(decide('permit (principal, action, resource) when { principal has x };', { principal: `${name}::${name}` }).decision).toBe('deny');
  });

  test('what an object inherits is not there', () => {
    const context = Object.create({ admin: true }) as Record<string, unknown>;
    expect(() => holds('context.x.admin', { context: { x: context } })).toThrow(PolicyRequestError);
    expect(holds('context has admin', { context })).toBe(false);
  });

  test('a field that is undefined is not there', () => {
    expect(holds('context has a', { context: { a: undefined } })).toBe(false);
    expect(holds('context.r == {b: 1}', { context: { r: { a: undefined, b: 1 } } })).toBe(true);
  });
});

describe('sizes', () => {
  const within = (ms: number, what: () => void): void => {
    const started = performance.now();
    what();
    expect(performance.now() - started).toBeLessThan(ms);
  };

  test('patterns do not run away', () => {
    const text = 'a'.repeat(20_000);
    const pattern = '*a'.repeat(50);
    within(2_000, () => expect(holds(`context.s like "${pattern}b"`, { context: { s: text } })).toBe(false));
    within(2_000, () => expect(holds(`context.s like "${pattern}*"`, { context: { s: text } })).toBe(true));
  });

  test('large sets are compared by keys', () => {
    const numbers = Array.from({ length: 50_000 }, (_, i) => i);
    within(3_000, () => expect(holds('context.a == context.b && context.a.containsAll(context.b) && !context.a.containsAny(context.c)', { context: { a: numbers, b: [...numbers].reverse(), c: numbers.map((n) => n + 50_000) } })).toBe(true));
    const records = numbers.slice(0, 5_000).map((n) => ({ n, s: [`${n}`] }));
    within(3_000, () => expect(holds('context.a == context.b', { context: { a: records, b: [...records].reverse() } })).toBe(true));
    expect(() => holds('context.a.isEmpty()', { context: { a: Array.from({ length: 100_001 }, () => 1) } })).toThrow(PolicyRequestError);
  });

  test('ten thousand groups, and a ladder of ten thousand', () => {
    const groups = Array.from({ length: 10_000 }, (_, i) => `Group::g${i}`);
    within(3_000, () => expect(decide(IN_STAFF, { entities: { 'User::ada': { in: [...groups, 'Group::staff'] }, ...Object.fromEntries(groups.map((g) => [g, {}])) } }).decision).toBe('allow'));
    const ladder = Object.fromEntries(groups.map((g, i) => [g, { in: [groups[i + 1] ?? 'Group::staff'] }]));
    within(3_000, () => expect(decide(IN_STAFF, { entities: { 'User::ada': { in: ['Group::g0'] }, ...ladder } }).decision).toBe('allow'));
    // Every rung has every higher one for a parent: more ways than anybody could walk.
    const dense = Object.fromEntries(groups.slice(0, 60).map((g, i) => [g, { in: groups.slice(i + 1, 60) }]));
    within(3_000, () => expect(decide(IN_STAFF, { entities: { 'User::ada': { in: groups.slice(0, 60) }, ...dense } }).decision).toBe('deny'));
  });

  test('a stack that is used up is no error of a policy', () => {
    const evaluator = loadPolicies(tableOf(`${ALL} forbid (principal, action, resource) when { context.x == 1 };`), { strict: false });
    const context = Object.defineProperty({}, 'x', { enumerable: true, get: () => { throw new RangeError('Maximum call stack size exceeded'); } });
    expect(() => evaluator.evaluate({ ...request({}), context: context as Record<string, unknown> })).toThrow(RangeError);
  });
});

describe('tables that lib/policy/compile would not make', () => {
  const evaluate = (table: unknown): unknown => loadPolicies(table as PolicyTable, { strict: false }).evaluate(request({ context: { x: 1 } }));
  const yes = { Value: true };

  test.each<[string, unknown]>([
    ['nothing', undefined], ['null', null], ['another version', { schema: 'zero-trust/policy-table/2', policies: [] }], ['no policies', { schema: 'zero-trust/policy-table/1' }], ['policies by id', { schema: 'zero-trust/policy-table/1', policies: {} }], ['a policy that is null', { schema: 'zero-trust/policy-table/1', policies: [null] }],
    ['actions that are none', { ...tableWith(yes), actions: [{ uid: 'Action::"a"' }] }],
    ...(['id', 'effect', 'principal', 'action', 'resource', 'conditions'] as const).map((field): [string, unknown] => [`a policy without ${field}`, { schema: 'zero-trust/policy-table/1', policies: [{ ...tableWith(yes).policies[0], [field]: undefined }] }]),
    ['a field that nobody knows', { schema: 'zero-trust/policy-table/1', policies: [{ ...tableWith(yes).policies[0], when: [] }] }],
    ['two policies with one id', { schema: 'zero-trust/policy-table/1', policies: [tableWith(yes).policies[0], tableWith(yes).policies[0]] }],
    ['an effect that nobody knows', { schema: 'zero-trust/policy-table/1', policies: [{ ...tableWith(yes).policies[0], effect: 'allow' }] }],
    ...[{ op: 'has' }, { op: '==' }, { op: '==', slot: '?principal' }, { op: 'in' }, { op: 'in', entities: [] }, { op: 'is' }, { op: '==', entity: { type: 'User' } }, { op: 'All', entity: { type: 'User', id: 'a' } }, { op: 'is', entity_type: 'User', in: { slot: '?principal' } }, 'All', null, { op: 'constructor' }]
      .map((principal): [string, unknown] => [`a principal of ${JSON.stringify(principal)}`, { schema: 'zero-trust/policy-table/1', policies: [{ ...tableWith(yes).policies[0], principal }] }]),
  ])('are not loaded: %s', (_, table) => {
    expect(() => evaluate(table)).toThrow(PolicyTableError);
  });

  test.each<[string, unknown]>([
    ['nothing', {}], ['two operators', { Value: true, Var: 'context' }], ['an operator that nobody knows', { xor: { left: yes, right: yes } }], ['an operator that objects have', { constructor: [] }], ['the inherited', { toString: [] }], ['a slot', { Slot: '?principal' }], ['a variable that nobody knows', { Var: 'env' }], ['an unknown', { unknown: [{ Value: 'x' }] }],
    ['an operand too many', { '==': { left: yes, right: yes, third: yes } }], ['an operand too few', { '&&': { left: yes } }], ['too many values', { isIpv4: [yes, yes] }], ['no values', { ip: [] }], ['values that are no list', { ip: yes }], ['a fraction', { Value: 1.5 }], ['a rounded number', { Value: 2 ** 60 }], ['null', { Value: null }], ['a list', []], ['a text', 'true'],
    ['a pattern that is none', { like: { left: { Value: 'a' }, pattern: ['Any'] } }], ['a pattern that is a text', { like: { left: { Value: 'a' }, pattern: '*' } }], ['an attribute that is a number', { '.': { left: { Var: 'context' }, attr: 1 } }], ['no attribute at all', { has: { left: { Var: 'context' }, attr: [] } }], ['a type that is a number', { is: { left: { Var: 'principal' }, entity_type: 1 } }],
    ['depth', Array.from({ length: 5_000 }).reduce<object>((inner) => ({ '!': { arg: inner } }), yes)], ['an address that is no text in a value', { Value: { __extn: { fn: 'ip', arg: 'a' } } }],
  ])('decide nothing: %s', (_, body) => {
    for (const effect of ['permit', 'forbid'] as const) {
      const table = tableWith(body as object, effect);
      expect(() => evaluate({ ...table, policies: [...table.policies, { ...table.policies[0], id: 'y', effect: 'permit', conditions: [] }] })).toThrow(PolicyTableError);
    }
  });

  test('all mistakes at once', () => {
    const [policy] = tableWith(yes).policies;
    expect(() => evaluate({ schema: 'zero-trust/policy-table/1', policies: [{ ...policy, effect: 'a' }, { ...policy, id: 'b', principal: {} }] })).toThrow(/policy `x`: its effect.*policy `b`: `undefined` is not a constraint/);
  });
});

test('an engine may put in what it has parsed already', () => {
  const context = { address: IpAddress.parse('10.1.2.3'), at: Datetime.of(1_700_000_000_000), who: new EntityRef('User', 'ada') };
  expect(holds('context.address.isInRange(ip("10.0.0.0/8")) && context.at > datetime("2023-01-01") && context.who == principal', { context })).toBe(true);
});
