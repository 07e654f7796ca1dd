/** Properties by path: alternatives, items, places; nothing is touched that nobody asks for. */
import { guardOfBoolean, keyOf, templatesOf, unknownsIn, type Alternative, type Resource } from '../../../lib/world/template';
import { PARTS } from './support';

const ref = (name: string): object => ({ Ref: name });
const when = (condition: string, a: unknown, b: unknown = ref('AWS::NoValue')): object => ({ 'Fn::If': [condition, a, b] });

function resourceWith(properties: unknown, more: object = {}): Resource {
  return templatesOf([{ key: 'App', body: { ...PARTS, Resources: { X: { Type: 'Test::X', Properties: properties, ...more } } } }]).resource('App.X')!;
}

const shown = (alternatives: readonly Alternative[]): string[] => alternatives.map((a) => `${a.guard.toString()}: ${keyOf(a.value)} at ${a.place.pointer.replace('/Resources/X/Properties', '')}`);

describe('items', () => {
  test.each<[string, unknown, string[]]>([
    ['a list', { L: ['a', 'b'] }, ['always: "a" at /L/0', 'always: "b" at /L/1']],
    ['nothing', {}, []],
    ['a list that is AWS::NoValue', { L: ref('AWS::NoValue') }, []],
    ['an item under a condition', { L: ['a', when('IsProd', 'b', 'c')] }, ['always: "a" at /L/0', 'App.Stage in {prod}: "b" at /L/1/Fn::If/1', 'App.Stage in {dev}: "c" at /L/1/Fn::If/2']],
    ['an item that may be missing', { L: [when('IsProd', 'b')] }, ['App.Stage in {prod}: "b" at /L/0/Fn::If/1']],
    ['a list under a condition', { L: when('IsProd', ['a'], ['b', 'c']) }, ['App.Stage in {prod}: "a" at /L/Fn::If/1/0', 'App.Stage in {dev}: "b" at /L/Fn::If/2/0', 'App.Stage in {dev}: "c" at /L/Fn::If/2/1']],
    ['a condition within a condition', { L: [when('IsProd', when('IsOpen', 'a', 'b'))] }, ['App.P in {open} and App.Stage in {prod}: "a" at /L/0/Fn::If/1/Fn::If/1', 'App.P not in {open} and App.Stage in {prod}: "b" at /L/0/Fn::If/1/Fn::If/2']],
    ['a condition that its opposite excludes', { L: [when('IsProd', 'a', when('IsProd', 'never', 'b'))] }, ['App.Stage in {prod}: "a" at /L/0/Fn::If/1', 'App.Stage in {dev}: "b" at /L/0/Fn::If/2/Fn::If/2']],
    ['a token where the list should stand', { L: ref('SubnetIds') }, ['always: <App.SubnetIds> at /L']],
    ['a list that an expression makes', { L: { 'Fn::Split': [',', 'a,b'] } }, ['always: "a" at /L', 'always: "b" at /L']],
    ['an item with alternatives', { L: [ref('Stage')] }, ['App.Stage in {dev}: "dev" at /L/0', 'App.Stage in {prod}: "prod" at /L/0']],
    ['what is no list', { L: 'a' }, ['always: "a" at /L']],
  ])('%s', (_, properties, expected) => expect(shown(resourceWith(properties).items('L'))).toEqual(expected));

  test('guards include the one of the resource', () => {
    expect(shown(resourceWith({ L: ['a', when('IsProd', 'b', 'never')] }, { Condition: 'IsProd' }).items('L'))).toEqual(['App.Stage in {prod}: "a" at /L/0', 'App.Stage in {prod}: "b" at /L/1/Fn::If/1']);
  });

  test('an alternative can be copied with its place', () => {
    const [item] = resourceWith({ L: ['a'] }).items('L');
    expect({ ...item }.place).toEqual({ template: 'App.template.json', pointer: '/Resources/X/Properties/L/0', resource: 'X' });
  });
});

describe('values and alternatives by path', () => {
  test.each<[string, unknown, string, string[]]>([
    ['a deep path', { A: { B: { C: 'x' } } }, '"x"', ['always: "x" at /A/B/C']],
    ['a path that ends early', { A: 'x' }, 'absent', []],
    ['a path into a list', { A: [{ C: 'x' }] }, 'absent', []],
    ['a map under a condition', { A: when('IsProd', { B: { C: 'x' } }, { B: { C: 'y' } }) }, '(App.Stage in {prod}: "x" | App.Stage in {dev}: "y")', ['App.Stage in {prod}: "x" at /A/Fn::If/1/B/C', 'App.Stage in {dev}: "y" at /A/Fn::If/2/B/C']],
    ['a map that may be missing', { A: when('IsProd', { B: { C: 'x' } }) }, '(App.Stage in {prod}: "x" | App.Stage in {dev}: absent)', ['App.Stage in {prod}: "x" at /A/Fn::If/1/B/C']],
    ['a token where the map should stand', { A: ref('P') }, '<property C(property B(App.P))>', ['always: <property C(property B(App.P))> at /A']],
    ['a macro where the properties should stand', { 'Fn::Transform': { Name: 'Any' } }, expect.stringMatching(/^<property C\(.*App#\/Resources\/X\/Properties Fn::Transform/) as never, [expect.stringContaining('<property C(')]],
    ['a macro beside properties', { 'Fn::Transform': { Name: 'Any' }, 'A': { B: { C: 'x' } } }, expect.stringMatching(/^<property C\(/) as never, [expect.stringContaining('<property C(')]],
  ])('%s', (_, properties, value, alternatives) => {
    const resource = resourceWith(properties);
    expect(keyOf(resource.value('A', 'B', 'C'))).toEqual(value);
    expect(shown(resource.alternatives('A', 'B', 'C'))).toEqual(alternatives);
  });

  test('names that objects inherit are no properties', () => {
    const resource = resourceWith({});
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(resource.value(name)).toBeUndefined();
      expect(resource.alternatives(name)).toEqual([]);
    }
    expect(resourceWith(undefined).value('A')).toBeUndefined();
    expect(resourceWith(null).items('A')).toEqual([]);
  });

  test('ids that objects have are ids', () => {
    const body = JSON.parse('{"Resources":{"__proto__":{"Type":"Test::X","Properties":{"V":{"Ref":"constructor"}}},"constructor":{"Type":"Test::X","Properties":{"V":{"Ref":"__proto__"}},"DependsOn":[]}},"Parameters":{"toString":{"Type":"String"}}}') as object;
    (body as { Resources: { constructor: { Properties: unknown } } }).Resources.constructor.Properties = { V: { Ref: 'toString' } };
    const world = templatesOf([{ key: 'App', body }]);
    expect(world.resources.map((r) => [r.id, keyOf(r.value('V'))])).toEqual([['App.__proto__', '<App.constructor:Ref>'], ['App.constructor', '<App.toString>']]);
    expect(Object.prototype).not.toHaveProperty('Type');
  });
});

describe('places', () => {
  const metadata = { Metadata: { 'aws:cdk:path': 'App/X/Resource', 'zero-trust': { flows: ['a-to-b', 5] } } };

  test('construct path and flows come from the metadata', () => {
    const resource = resourceWith({ L: ['a'] }, metadata);
    const place = { template: 'App.template.json', pointer: '/Resources/X', resource: 'X', constructPath: 'App/X/Resource', flows: ['a-to-b'] };
    expect(resource.place).toEqual(place);
    expect(resource.items('L')[0].place).toEqual({ ...place, pointer: '/Resources/X/Properties/L/0' });
    expect(resource.placeOf('A', 'b/c~d')).toEqual({ ...place, pointer: '/Resources/X/Properties/A/b~1c~0d' });
  });

  test('metadata of another shape is none', () => {
    for (const Metadata of [null, 'x', [], { 'aws:cdk:path': 5, 'zero-trust': 'x' }, { 'zero-trust': { flows: 'a' } }]) expect(resourceWith({}, { Metadata }).place).toEqual({ template: 'App.template.json', pointer: '/Resources/X', resource: 'X' });
  });
});

test('nothing is evaluated before it is asked for, and literals are handed out as they stand', () => {
  const touched: string[] = [];
  const watched = (name: string, value: object): object => new Proxy(value, { get: (t, k) => { touched.push(`${name}.${String(k)}`); return Reflect.get(t, k); }, ownKeys: (t) => { touched.push(name); return Reflect.ownKeys(t); } });
  const literal = [{ CidrIp: '10.0.0.0/8' }];
  const resource = resourceWith({ L: literal }, { Condition: 'IsProd' });
  expect(resource.value('L')).toBe(literal);
  // Above 2,000 resources nothing looks for circles, so that nothing has a reason to look into properties.
  const many = Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`R${i}`, { Type: 'Test::X', Properties: watched(`R${i}`, { A: ref('P'), B: 1 }) }]));
  const world = templatesOf([{ key: 'App', body: { ...PARTS, Resources: many } }]);
  expect(world.resources).toHaveLength(2001);
  expect(touched).toEqual([]);
  world.resource('App.R7')!.value('B');
  expect(new Set(touched.map((t) => t.split('.')[0]))).toEqual(new Set(['R7']));
});

test.each<[unknown, boolean, string, string]>([
  [true, false, 'always', 'always'],
  ['true', false, 'always', 'always'],
  ['True', false, 'always', 'always'],
  [false, true, 'never', 'never'],
  ['false', true, 'never', 'never'],
  [undefined, false, 'never', 'never'],
  [undefined, true, 'always', 'always'],
  [ref('P'), false, 'always', 'never'],
  ['maybe', false, 'always', 'never'],
  [when('IsProd', true, false), false, 'App.Stage in {prod}', 'App.Stage in {prod}'],
  [when('IsProd', true), false, 'App.Stage in {prod}', 'App.Stage in {prod}'],
  [when('IsProd', false), true, 'App.Stage in {dev}', 'App.Stage in {dev}'],
  [when('IsProd', ref('P'), false), false, 'App.Stage in {prod}', 'never'],
])('%j is true, where absent counts as %j: may %s, must %s', (value, absent, may, must) => {
  const read = resourceWith(value === undefined ? {} : { V: value }).value('V');
  const bounds = guardOfBoolean(read, absent);
  expect([bounds.may.toString(), bounds.must.toString()]).toEqual([may, must]);
  expect(bounds.unknowns).toEqual(may === must ? [] : value === 'maybe' ? [expect.objectContaining({ token: '"maybe"' })] : unknownsIn(read));
});
