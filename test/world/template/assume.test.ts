/** `--assume NAME=VALUE`: what it settles, and what it refuses. */
import { keyOf, templatesOf } from '../../../lib/world/template';
import { InputError } from '../../../lib/world/input-error';
import { textOf, worldWith } from './support';

const ref = (name: string): object => ({ Ref: name });

test.each<[string, unknown, Record<string, string>, string]>([
  ['a parameter', ref('P'), { P: 'x' }, '"x"'],
  ['a parameter of one template', ref('P'), { 'App.P': 'x', 'P': 'y' }, '"x"'],
  ['a parameter by its token', ref('P'), { 'Ref P': 'x' }, '"x"'],
  ['a list', ref('SubnetIds'), { SubnetIds: 'subnet-1, subnet-2' }, '["subnet-1","subnet-2"]'],
  ['a stored parameter', ref('Stored'), { Stored: 'x' }, '"x"'],
  ['a parameter with allowed values', ref('Stage'), { Stage: 'prod' }, '"prod"'],
  ['the region', ref('AWS::Region'), { 'AWS::Region': 'eu-west-1' }, '"eu-west-1"'],
  ['what follows from the region', ref('AWS::Partition'), { 'AWS::Region': 'cn-north-1' }, '"aws-cn"'],
  ['a mapping by the region', { 'Fn::FindInMap': ['Regions', ref('AWS::Region'), 'List'] }, { 'AWS::Region': 'us-east-1' }, '"pl-2"'],
  ['an import by its name', { 'Fn::ImportValue': 'net-vpc' }, { 'net-vpc': 'vpc-1' }, '"vpc-1"'],
  ['an import by its token', { 'Fn::ImportValue': 'net-vpc' }, { 'ImportValue net-vpc': 'vpc-1' }, '"vpc-1"'],
  ['an import whose name follows', { 'Fn::ImportValue': { 'Fn::Sub': '${P}-vpc' } }, { 'P': 'net', 'net-vpc': 'vpc-1' }, '"vpc-1"'],
  ['an import by the token of a name with unknown parts', { 'Fn::ImportValue': { 'Fn::Sub': '${P}-vpc' } }, { 'ImportValue ${P}-vpc': 'vpc-1' }, '"vpc-1"'],
  ['an attribute', { 'Fn::GetAtt': ['Ipam', 'CidrBlock'] }, { 'GetAtt Ipam.CidrBlock': '10.9.0.0/16' }, '"10.9.0.0/16"'],
  ['a dynamic reference', '{{resolve:ssm:/vpc}}', { 'resolve:ssm:/vpc': 'vpc-1' }, '"vpc-1"'],
  ['the zones', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, { GetAZs: 'a,b' }, '"b"'],
  ['one zone', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, { 'Select 1 of GetAZs': 'b' }, '"b"'],
  ['an output of somebody', { 'Fn::GetStackOutput': { StackName: 'Net', OutputName: 'V' } }, { 'GetStackOutput Net.V': 'x' }, '"x"'],
  ['what the reader of the network settles stays', ref('VpcId'), { 'Ref VpcId': 'flat' }, '<App.VpcId>'],
  ['a literal VPC', ref('P'), { 'vpc-0123': 'flat' }, '<App.P>'],
])('%s', (_, expression, assume, expected) => expect(textOf(expression, { assume })).toBe(expected));

test('the environment of a manifest is known and wins over what is assumed of all', () => {
  expect(textOf(ref('AWS::Region'), { assume: { 'AWS::Region': 'us-east-1' } }, { region: 'eu-west-1' })).toBe('"eu-west-1"');
  expect(textOf(ref('AWS::Region'), { assume: { 'App.AWS::Region': 'us-east-1' } }, { region: 'eu-west-1' })).toBe('"us-east-1"');
});

test('a name alone is no parameter that a parent stack passes', () => {
  const templates = [
    { key: 'App', body: { Parameters: { P: { Type: 'String' } }, Resources: { N: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { P: 'passed' } } } } } },
    { key: 'App/N', body: { Parameters: { P: { Type: 'String' } }, Resources: { X: { Type: 'Test::X', Properties: { V: ref('P') } } } } },
  ];
  const value = (assume: Record<string, string>): unknown => templatesOf(templates, { assume }).resource('App/N.X')!.value('V');
  expect(value({ P: 'assumed' })).toBe('passed');
  expect(value({ 'App/N.P': 'assumed' })).toBe('assumed');
});

test('defaults are values only for whoever asks for figures', () => {
  expect(textOf(ref('WithDefault'), { defaults: true })).toBe('"10.0.0.0/8"');
  expect(textOf(ref('Stored'), { defaults: true })).toBe('<App.Stored>');
  expect(textOf(ref('WithDefault'), { defaults: true, assume: { WithDefault: 'x' } })).toBe('"x"');
});

test.each<[Record<string, string>, string]>([
  [{ WithDefalt: 'x' }, 'nothing is named `WithDefalt` in `--assume WithDefalt=x`; did you mean `WithDefault`?'],
  [{ 'Ap.P': 'x' }, 'did you mean `App.P`?'],
  [{ 'net-vcp': 'x' }, 'did you mean `net-vpc`?'],
  [{ 'vpc_1': 'flat' }, 'nothing is named `vpc_1` in `--assume vpc_1=flat`; did you mean `VpcId`?'],
  [{ 'Nothing at all of this kind': 'x' }, 'expected a parameter, an import or a token as a verdict prints it, such as `'],
  [{ constructor: 'x' }, 'nothing is named `constructor`'],
  [{ 'a\u001b[31m': 'x' }, 'nothing is named `a\\u001b[31m`'],
])('%j is refused', (assume, message) => {
  const refused = (): unknown => worldWith({ 'Fn::ImportValue': 'net-vpc' }, { assume });
  expect(refused).toThrow(InputError);
  expect(refused).toThrow(message);
});

test('names that can be assumed are listed', () => {
  const world = templatesOf([
    { key: 'A', body: { Parameters: { P: { Type: 'String' }, Q: { Type: 'String' }, BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x' } }, Resources: { X: { Type: 'T', Properties: { V: { 'Fn::ImportValue': 'here' }, W: { 'Fn::ImportValue': 'outside' } } } } } },
    { key: 'B', body: { Parameters: { P: { Type: 'String' } }, Resources: {}, Outputs: { O: { Value: 'x', Export: { Name: 'here' } } } } },
  ]);
  expect(world.assumable).toEqual(['A.P', 'B.P', 'ImportValue outside', 'P', 'Q']);
  expect(keyOf(world.resource('A.X')!.value('V'))).toBe('"x"');
});
