/** What makes resources that the text does not hold is said, with its place; what makes none is not. */
import { templatesOf } from '../../../lib/world/template';

const T = 'Resources: { A: { Type: "Test::X" } }';

test.each<[string, string, string[]]>([
  ['nothing', T, []],
  ['extensions of the language without a loop', `Transform: AWS::LanguageExtensions\n${T}`, []],
  ['a loop over resources', 'Transform: AWS::LanguageExtensions\nResources: { "Fn::ForEach::Many": [X, [a, b], { "R${X}": { Type: T } }] }', ['Fn::ForEach::Many /Resources/Fn::ForEach::Many']],
  ['a transform within resources', 'Resources: { Fn::Transform: { Name: AWS::Include } }', ['Fn::Transform /Resources/Fn::Transform']],
  ['a macro over the whole template', `Transform: [AWS::LanguageExtensions, Mine]\n${T}`, ['macro Mine /Transform/1']],
  ['an include at the top', `Transform: { Name: AWS::Include, Parameters: {} }\n${T}`, ['macro AWS::Include /Transform']],
  ['a transform that is no name', `Transform: 5\n${T}`, ['Transform /Transform']],
  ['the serverless transform by itself', `Transform: AWS::Serverless-2016-10-31\n${T}`, []],
  ['serverless resources that stand in the network alone', 'Transform: AWS::Serverless-2016-10-31\nResources: { F: { Type: AWS::Serverless::Function }, T: { Type: AWS::Serverless::SimpleTable } }', []],
  ['a serverless application', 'Transform: AWS::Serverless-2016-10-31\nResources: { F: { Type: AWS::Serverless::Application } }', ['type AWS::Serverless::Application /Resources/F']],
  ['a serverless type that nobody knows yet', 'Transform: AWS::Serverless-2016-10-31\nResources: { F: { Type: AWS::Serverless::CapacityProvider } }', ['type AWS::Serverless::CapacityProvider /Resources/F']],
  ['globals that an expression keeps apart', 'Globals: { Function: { VpcConfig: { SubnetIds: [a] } } }\nResources: { F: { Type: AWS::Serverless::Function, Properties: { VpcConfig: !Ref X } } }', ['Globals.Function.VpcConfig /Globals/Function/VpcConfig']],
  ['a module', 'Resources: { M: { Type: "Org::Net::Vpc::MODULE" } }', ['type Org::Net::Vpc::MODULE /Resources/M']],
  ['a product of a catalogue', 'Resources: { P: { Type: AWS::ServiceCatalog::CloudFormationProvisionedProduct } }', ['type AWS::ServiceCatalog::CloudFormationProvisionedProduct /Resources/P']],
  ['rotation that is hosted', 'Transform: AWS::SecretsManager-2024-09-16\nResources: { R: { Type: AWS::SecretsManager::RotationSchedule, Properties: { HostedRotationLambda: {} } } }', ['macro AWS::SecretsManager-2024-09-16 /Transform']],
  ['rotation that is not', `Transform: AWS::SecretsManager-2024-09-16\n${T}`, []],
  ['a preprocessor where the type should stand', 'Resources: { N: { Type: !Rain::Module vpc.yml }, A: { Type: "Test::X", Properties: { V: !Ref N } } }', ['N /Resources/N']],
  ['a nested stack in a bucket', 'Resources: { N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://b.s3.amazonaws.com/x.yaml } } }', ['template of N /Resources/N/Properties/TemplateURL']],
])('%s', (_, body, expected) => {
  const world = templatesOf([{ key: 'App', body }]);
  expect(world.unknowns.map((u) => `${u.token} ${u.pointer}`)).toEqual(expected);
  for (const { template, why } of world.unknowns) expect([template, why]).toEqual(['App.template.yaml', expect.stringMatching(/^[a-z].*[^.]$/)]);
});

test('what a preprocessor makes is no resource, and a reference to it is not evaluated', () => {
  const world = templatesOf([{ key: 'App', body: 'Resources: { N: { Type: !Rain::Module vpc.yml }, A: { Type: "Test::X", Properties: { V: !Ref N } } }' }]);
  expect(world.resources.map((r) => r.id)).toEqual(['App.A']);
  expect(world.resource('App.N')).toBeUndefined();
  expect(world.resource('App.A')!.value('V')).toMatchObject({ kind: 'unevaluated' });
});

test.each<[string, string, string, unknown]>([
  ['alone', 'SubnetIds: [a], SecurityGroupIds: [!Ref G]', '', { SubnetIds: ['a'], SecurityGroupIds: [{ Ref: 'G' }] }],
  ['before those of the function', 'SubnetIds: [a]', 'Properties: { VpcConfig: { SubnetIds: [b], SecurityGroupIds: [c], Ipv6AllowedForDualStack: true } }', { SubnetIds: ['a', 'b'], SecurityGroupIds: ['c'], Ipv6AllowedForDualStack: true }],
  ['behind a value of the function', 'Ipv6AllowedForDualStack: false', 'Properties: { VpcConfig: { Ipv6AllowedForDualStack: true } }', { Ipv6AllowedForDualStack: true }],
])('subnets of Globals stand in each function: %s', (_, globals, properties, expected) => {
  const world = templatesOf([{ key: 'App', body: `Globals: { Function: { VpcConfig: { ${globals} } } }\nParameters: { G: { Type: String } }\nResources: { F: { Type: AWS::Serverless::Function, ${properties} } }` }]);
  const vpc = world.resource('App.F')!.value('VpcConfig');
  expect(JSON.parse(JSON.stringify(vpc, (_key, v: unknown) => (typeof v === 'object' && v !== null && 'unknown' in v ? { Ref: 'G' } : v)))).toEqual(expected);
  expect(world.unknowns).toEqual([]);
});
