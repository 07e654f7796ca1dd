/** Templates that know of each other: exports, nested stacks, outputs by name, references across regions. */
import { keyOf, symsIn, templatesOf, type TemplateInput } from '../../../lib/world/template';

const importing = (name: unknown): object => ({ 'Fn::ImportValue': name });
const exporting = (value: unknown, name: unknown = 'net-vpc'): object => ({ Resources: { Vpc: { Type: 'AWS::EC2::VPC' } }, Outputs: { V: { Value: value, Export: { Name: name } } } });
const using = (value: unknown): object => ({ Resources: { X: { Type: 'Test::X', Properties: { V: value } } } });

function linkedValue(templates: readonly TemplateInput[], id = 'App.X'): string {
  return keyOf(templatesOf(templates).resource(id)!.value('V'));
}

describe('exports', () => {
  const EU = { region: 'eu-west-1', account: '1' };
  test.each<[string, readonly TemplateInput[], string]>([
    ['by name', [{ key: 'Net', body: exporting({ Ref: 'Vpc' }) }, { key: 'App', body: using(importing('net-vpc')) }], '<Net.Vpc:Ref>'],
    ['by a name that is put together', [{ key: 'Net', body: exporting('x', { 'Fn::Sub': '${AWS::StackName}-vpc' }) }, { key: 'App', body: using(importing('Net-vpc')) }], '"x"'],
    ['of a name that nobody exports', [{ key: 'Net', body: exporting('x') }, { key: 'App', body: using(importing('net-vcp')) }], '<import:App:"net-vcp">'],
    ['in one account and region', [{ key: 'Net', ...EU, body: exporting('x') }, { key: 'App', ...EU, body: using(importing('net-vpc')) }], '"x"'],
    ['not of another region', [{ key: 'Net', ...EU, body: exporting('x') }, { key: 'App', ...EU, region: 'us-east-1', body: using(importing('net-vpc')) }], '<import:1/us-east-1:"net-vpc">'],
    ['not of another account', [{ key: 'Net', ...EU, body: exporting('x') }, { key: 'App', ...EU, account: '2', body: using(importing('net-vpc')) }], '<import:2/eu-west-1:"net-vpc">'],
    ['where one does not say where it is', [{ key: 'Net', ...EU, body: exporting('x') }, { key: 'App', body: using(importing('net-vpc')) }], '"x"'],
    ['of the one at the same place, where others do not say', [{ key: 'A', body: exporting('a') }, { key: 'B', ...EU, body: exporting('b') }, { key: 'App', ...EU, body: using(importing('net-vpc')) }], '"b"'],
    ['not where two could be meant', [{ key: 'A', body: exporting('a') }, { key: 'B', body: exporting('b') }, { key: 'App', body: using(importing('net-vpc')) }], '<import:App:"net-vpc">'],
    ['of lists, as CDK carries them', [{ key: 'Net', body: exporting({ 'Fn::Join': ['||', [{ Ref: 'Vpc' }, 'b']] }) }, { key: 'App', body: using({ 'Fn::Split': ['||', importing('net-vpc')] }) }], '[<Net.Vpc:Ref>,"b"]'],
    ['in a circle', [{ key: 'Net', body: exporting(importing('app')) }, { key: 'App', body: { ...using(importing('net-vpc')), Outputs: { O: { Value: importing('net-vpc'), Export: { Name: 'app' } } } } }], expect.stringMatching(/^<\w+#\/Outputs\/\w+ output \w>$/) as never],
  ])('%s', (_, templates, expected) => expect(linkedValue(templates)).toEqual(expected));

  test('equal imports from outside are equal values, in one place', () => {
    const place = { region: 'eu-west-1', account: '1' };
    const world = templatesOf([{ key: 'A', ...place, body: using(importing('x')) }, { key: 'B', ...place, body: using(importing('x')) }, { key: 'C', ...place, account: '2', body: using(importing('x')) }]);
    const [a, b, c] = ['A', 'B', 'C'].map((key) => keyOf(world.resource(`${key}.X`)!.value('V')));
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });
});

describe('nested stacks', () => {
  const nested = (parameters: unknown, more: object = {}): object => ({ Parameters: { P: { Type: 'String' } }, Resources: { N: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'x', ...(parameters === undefined ? {} : { Parameters: parameters }) } }, X: { Type: 'Test::X', Properties: { V: { 'Fn::GetAtt': ['N', 'Outputs.O'] } } }, Vpc: { Type: 'AWS::EC2::VPC' } }, ...more });
  const inner = (value: unknown, parameter: object = { Type: 'String' }): object => ({ Parameters: { Q: parameter }, Resources: { Y: { Type: 'Test::Y', Properties: { V: value } } }, Outputs: { O: { Value: value } } });
  const stack = (parameters: unknown, value: unknown = { Ref: 'Q' }, parameter?: object): readonly TemplateInput[] => [{ key: 'App', body: nested(parameters) }, { key: 'App/N', body: inner(value, parameter) }];

  test.each<[string, readonly TemplateInput[], string]>([
    ['get what the parent passes', stack({ Q: { Ref: 'Vpc' } }), '<App.Vpc:Ref>'],
    ['get a parameter of the parent', stack({ Q: { Ref: 'P' } }), '<App.P>'],
    ['have their default where nothing is passed: nobody else can', stack(undefined, { Ref: 'Q' }, { Type: 'String', Default: 'd' }), '"d"'],
    ['have a symbol where there is neither', stack({}), '<App/N.Q>'],
    ['may get anything from parameters that are not known', stack({ Ref: 'P' }, { Ref: 'Q' }, { Type: 'String', Default: 'd' }), '<App#/Resources/N/Properties/Parameters Parameters of N>'],
    ['split a list that is passed as a text', stack({ Q: { 'Fn::Join': [',', [{ Ref: 'Vpc' }, 'b']] } }, { Ref: 'Q' }, { Type: 'CommaDelimitedList' }), '[<App.Vpc:Ref>,"b"]'],
    ['may name an output that they do not have', [{ key: 'App', body: nested({}) }, { key: 'App/N', body: { Resources: {} } }], '<App#/Resources/X/Properties/V GetAtt N.Outputs.O>'],
    ['end in a symbol where a value may be made of itself', stack({ Q: { 'Fn::If': ['C', { 'Fn::GetAtt': ['N', 'Outputs.O'] }, 'x'] } }).map((t) => ({ ...t, body: { ...t.body as object, Conditions: { C: { 'Fn::Equals': [{ Ref: t.key === 'App' ? 'P' : 'Q' }, ''] } } } })), '(App.P in {}: <App#/Resources/N/Properties/Parameters/Q/Fn::If/1 GetAtt N.Outputs.O> | App.P not in {}: "x")'],
  ])('%s', (_, templates, expected) => expect(linkedValue(templates)).toEqual(expected));

  test('are themselves linked, two levels deep', () => {
    const world = templatesOf([
      { key: 'App', region: 'eu-west-1', account: '1', body: nested({ Q: { Ref: 'Vpc' } }) },
      { key: 'App/N', body: { Parameters: { Q: { Type: 'String' } }, Resources: { M: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { R: { Ref: 'Q' } } } } }, Outputs: { O: { Value: { 'Fn::GetAtt': ['M', 'Outputs.O'] } } } } },
      { key: 'App/N/M', body: { Parameters: { R: { Type: 'String' } }, Resources: { Z: { Type: 'Test::Z', Properties: { V: { Ref: 'R' }, W: { Ref: 'AWS::Region' } } } }, Outputs: { O: { Value: { 'Fn::Sub': '${R}-${AWS::Region}' } } } } },
    ]);
    expect(keyOf(world.resource('App.X')!.value('V'))).toBe('<App.Vpc:Ref>+"-eu-west-1"');
    expect(keyOf(world.resource('App/N/M.Z')!.value('V'))).toBe('<App.Vpc:Ref>');
    expect(world.resource('App/N/M.Z')!.value('W')).toBe('eu-west-1');
    expect(world.unknowns).toEqual([]);
  });

  test('whose template is missing may make anything', () => {
    const world = templatesOf([{ key: 'App', body: nested({}) }]);
    expect(world.unknowns).toEqual([{ token: 'template of N', template: 'App.template.json', pointer: '/Resources/N/Properties/TemplateURL', why: expect.stringContaining('may make any resource') }]);
    expect(keyOf(world.resource('App.X')!.value('V'))).toBe('<App.N:Outputs.O>');
  });
});

describe('outputs by the name of a stack', () => {
  const out = (more: object = {}): object => ({ 'Fn::GetStackOutput': { StackName: 'Net', OutputName: 'V', ...more } });
  const net = { key: 'Net', region: 'eu-west-1', account: '111111111111', body: exporting('x') };
  test.each<[string, object, object, string]>([
    ['here', net, out(), '"x"'],
    ['with the region', net, out({ Region: 'eu-west-1' }), '"x"'],
    ['in another region', { ...net, region: 'us-east-1' }, out({ Region: 'us-east-1' }), '"x"'],
    ['not of this region', { ...net, region: 'us-east-1' }, out(), 'symbol'],
    ['in another account, by its role', { ...net, account: '222222222222' }, out({ RoleArn: 'arn:aws:iam::222222222222:role/r' }), '"x"'],
    ['not of another account without role', { ...net, account: '222222222222' }, out(), 'symbol'],
    ['not of another name', net, out({ StackName: 'Other' }), 'symbol'],
    ['not of an output that is none', net, out({ OutputName: 'W' }), 'symbol'],
    ['not of an unknown name', net, out({ StackName: { 'Fn::ImportValue': 'a' } }), 'symbol'],
  ])('%s', (_, exporter, expression, expected) => {
    const world = templatesOf([exporter as TemplateInput, { key: 'App', region: 'eu-west-1', account: '111111111111', body: using(expression) }]);
    const value = world.resource('App.X')!.value('V');
    expect(symsIn(value).length > 0 ? 'symbol' : keyOf(value)).toBe(expected);
  });
});

describe('references across regions, as CDK writes them', () => {
  const writer = (region: string): object => ({ Resources: { Vpc: { Type: 'AWS::EC2::VPC' }, W: { Type: 'Custom::CrossRegionExportWriter', Properties: { WriterProps: { region, exports: { '/cdk/exports/App/Vpc': { Ref: 'Vpc' } } } } } } });
  const reader = { Resources: { R: { Type: 'Custom::CrossRegionExportReader', Properties: {} }, X: { Type: 'Test::X', Properties: { V: { 'Fn::GetAtt': ['R', '/cdk/exports/App/Vpc'] } } } } };
  test.each([['us-east-1', '<Net.Vpc:Ref>'], ['us-west-1', '<App.R:/cdk/exports/App/Vpc>']])('written for %s', (region, expected) => {
    expect(linkedValue([{ key: 'Net', account: '1', region: 'eu-west-1', body: writer(region) }, { key: 'App', account: '1', region: 'us-east-1', body: reader }])).toBe(expected);
  });
});
