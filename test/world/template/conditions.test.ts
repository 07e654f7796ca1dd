/** Conditions as formulas, and the guards of resources. */
import { templatesOf, type TemplateWorld } from '../../../lib/world/template';
import { PARTS } from './support';

const equals = (a: unknown, b: unknown): object => ({ 'Fn::Equals': [a, b] });
const not = (a: unknown): object => ({ 'Fn::Not': [a] });
const stage = (value: string): object => equals({ Ref: 'Stage' }, value);

function worldOf(conditions: Record<string, unknown>, options = {}): TemplateWorld {
  return templatesOf([{ key: 'App', body: { ...PARTS, Conditions: { ...PARTS.Conditions, ...conditions }, Resources: { X: { Type: 'Test::X' } } } }], options);
}

test.each<[string, unknown, string]>([
  ['a parameter and a text', equals({ Ref: 'P' }, 'a'), 'App.P in {a}'],
  ['the other way round', equals('a', { Ref: 'P' }), 'App.P in {a}'],
  ['a parameter with allowed values', stage('prod'), 'App.Stage in {prod}'],
  ['a value that is not allowed', stage('test'), 'never'],
  ['many allowed values', equals({ Ref: 'Size' }, 't3'), 'App.Size in {t3}'],
  ['one that is not among many', equals({ Ref: 'Size' }, 'm1'), 'never'],
  ['a number and its text', equals({ Ref: 'Port' }, 443), 'App.Port in {443}'],
  ['a boolean and its text', equals(true, 'true'), 'always'],
  ['texts of another case', equals('True', 'true'), 'never'],
  ['two texts', equals('a', 'b'), 'never'],
  ['a parameter and itself', equals({ Ref: 'P' }, { 'Fn::Sub': '${P}' }), 'always'],
  ['two parameters', equals({ Ref: 'P' }, { Ref: 'WithDefault' }), 'unsure'],
  ['And', { 'Fn::And': [stage('prod'), equals({ Ref: 'P' }, 'a')] }, 'App.P in {a} and App.Stage in {prod}'],
  ['And that excludes itself', { 'Fn::And': [equals({ Ref: 'P' }, 'a'), equals({ Ref: 'P' }, 'b')] }, 'never'],
  ['Or', { 'Fn::Or': [equals({ Ref: 'P' }, 'a'), equals({ Ref: 'P' }, 'b')] }, 'App.P in {a} or App.P in {b}'],
  ['Not', not(stage('prod')), 'App.Stage in {dev}'],
  ['Not of a parameter with any value', not(equals({ Ref: 'P' }, '')), 'App.P not in {}'],
  ['another condition', { Condition: 'IsProd' }, 'App.Stage in {prod}'],
  ['a text around a parameter', equals({ 'Fn::Join': ['', ['a-', { Ref: 'P' }, '-z']] }, 'a-b-z'), 'App.P in {b}'],
  ['a text around a parameter that cannot be', equals({ 'Fn::Join': ['', ['a-', { Ref: 'P' }]] }, 'b'), 'never'],
  ['a text too short for what is around', equals({ 'Fn::Join': ['', ['aa', { Ref: 'P' }, 'aa']] }, 'aaa'), 'never'],
  ['a text with two unknown parts', equals({ 'Fn::Join': ['', [{ Ref: 'P' }, { Ref: 'VpcId' }]] }, 'b'), 'unsure'],
  ['an empty list', equals({ 'Fn::Join': ['', { Ref: 'Cidrs' }] }, ''), 'Join("",App.Cidrs) in {}'],
  ['a piece of a text', equals({ 'Fn::Select': [0, { 'Fn::Split': ['-', { Ref: 'P' }] }] }, 'a'), 'unsure'],
  ['the region', equals({ Ref: 'AWS::Region' }, 'eu-west-1'), 'App.AWS::Region in {eu-west-1}'],
  ['a mapping', equals({ 'Fn::FindInMap': ['Regions', 'eu-west-1', 'List'] }, 'pl-1'), 'always'],
  ['a value under a condition', equals({ 'Fn::If': ['IsProd', 'a', 'b'] }, 'a'), 'App.Stage in {prod}'],
  ['a condition that is none', { Condition: 'Nothing' }, 'unsure'],
  ['a function that is none', { 'Fn::Contains': [['a'], 'a'] }, 'unsure'],
  ['a text', 'IsProd', 'unsure'],
  ['Not of two', { 'Fn::Not': [stage('prod'), stage('dev')] }, 'unsure'],
])('%s', (_, condition, expected) => {
  expect(worldOf({ C: condition }).conditions.get('App.C')!.toString()).toBe(expected);
});

test('what is unsure is said with its name and place', () => {
  expect(worldOf({ C: { 'Fn::Contains': [] } }).undecided).toEqual([{ token: 'Condition C', template: 'App.template.json', pointer: '/Conditions/C', why: expect.stringContaining('nobody can say when it holds') }]);
  expect(worldOf({}).undecided).toEqual([]);
});

test('an assumption decides conditions', () => {
  expect(worldOf({ C: equals({ Ref: 'P' }, 'a') }, { assume: { P: 'a' } }).conditions.get('App.C')!.isAlways()).toBe(true);
  expect(worldOf({ C: equals({ Ref: 'P' }, 'a') }, { assume: { P: 'b' } }).conditions.get('App.C')!.isNever()).toBe(true);
  expect(worldOf({}, { assume: { Stage: 'prod' } }).conditions.get('App.IsProd')!.isAlways()).toBe(true);
});

test('a thousand conditions one after the other do not overflow anything', () => {
  const chain: Record<string, unknown> = { C0: equals({ Ref: 'P' }, 'a') };
  for (let i = 1; i < 1000; i += 1) chain[`C${i}`] = not({ Condition: `C${i - 1}` });
  const world = worldOf(chain);
  expect(world.conditions.get('App.C1')!.toString()).toBe('App.P not in {a}');
  expect(world.conditions.size).toBe(1004);
});

test('a resource exists under its condition, and under those of the stacks around it', () => {
  const world = templatesOf([
    { key: 'App', body: { ...PARTS, Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Condition: 'IsProd', Properties: { Parameters: { Q: { Ref: 'P' } } } }, Free: { Type: 'Test::X' } } } },
    { key: 'App/Nested', body: { Parameters: { Q: { Type: 'String' } }, Conditions: { IsA: equals({ Ref: 'Q' }, 'a') }, Resources: { Inner: { Type: 'Test::X', Condition: 'IsA' } } } },
  ]);
  expect(world.resource('App.Free')!.guard.isAlways()).toBe(true);
  expect(world.resource('App/Nested.Inner')!.guard.toString()).toBe('App.P in {a} and App.Stage in {prod}');
  expect([...world.conditions.keys()]).toEqual(['App.Always', 'App.IsOpen', 'App.IsProd', 'App.Never', 'App/Nested.IsA']);
});
