/** What each expression is worth, one row each. */
import { alternativesOf, symsIn, templatesOf, type Value } from '../../../lib/world/template';
import { textOf, valueOf } from './support';

const EU = { region: 'eu-west-1', account: '111111111111' };
const cut = (delimiter: string, text: unknown): object => ({ 'Fn::Split': [delimiter, text] });
const join = (delimiter: string, ...list: unknown[]): object => ({ 'Fn::Join': [delimiter, list] });
const ref = (name: string): object => ({ Ref: name });
const get = (id: string, attribute: string): object => ({ 'Fn::GetAtt': [id, attribute] });

describe('decided by the template alone', () => {
  test.each<[string, unknown, string]>([
    ['a text', 'a', '"a"'],
    ['a number', 1, '1'],
    ['a list and a map', [{ a: true }], '[{"a":true}]'],
    ['a list without what is AWS::NoValue', ['a', ref('AWS::NoValue'), 'b'], '["a","b"]'],
    ['Join', join('-', 'a', 1, true), '"a-1-true"'],
    ['Join without what is AWS::NoValue', join(',', 'a', ref('AWS::NoValue'), 'b'), '"a,b"'],
    ['Join of a list in a map', { 'Fn::Join': ['', { 'Fn::FindInMap': ['Regions', 'eu-west-1', 'Many'] }] }, '"ab"'],
    ['Sub with its own names', { 'Fn::Sub': ['${A}/${B}', { A: 'x', B: join('', 'y', 'z') }] }, '"x/yz"'],
    ['Sub of a literal', { 'Fn::Sub': 'a${!Literal}b' }, '"a${Literal}b"'],
    ['Sub of an attribute', { 'Fn::Sub': '${Vpc.CidrBlock}' }, '"10.1.0.0/16"'],
    ['Select', { 'Fn::Select': ['1', ['a', 'b']] }, '"b"'],
    ['Select of a Split', { 'Fn::Select': [2, cut('/', 'a/b/c')] }, '"c"'],
    ['Split', cut('||', 'a||b'), '["a","b"]'],
    ['FindInMap', { 'Fn::FindInMap': ['Regions', 'us-east-1', 'List'] }, '"pl-2"'],
    ['FindInMap of a mapping named as what objects inherit', { 'Fn::FindInMap': ['constructor', 'a', 'b'] }, '"c"'],
    ['FindInMap with a default', { 'Fn::FindInMap': ['Regions', 'nowhere', 'List', { DefaultValue: 'pl-0' }] }, '"pl-0"'],
    ['Cidr of the VPC', { 'Fn::Cidr': [get('Vpc', 'CidrBlock'), 3, 12] }, '["10.1.0.0/20","10.1.16.0/20","10.1.32.0/20"]'],
    ['Cidr with texts as numbers', { 'Fn::Cidr': ['10.0.0.0/8', '2', '23'] }, '["10.0.0.0/9","10.128.0.0/9"]'],
    ['Cidr of the last block', { 'Fn::Select': [255, { 'Fn::Cidr': ['255.255.0.0/16', 256, 8] }] }, '"255.255.255.0/24"'],
    ['Cidr of IPv6', { 'Fn::Cidr': ['2001:db8:0:ff00::/56', 2, 64] }, '["2001:db8:0:ff00::/64","2001:db8:0:ff01::/64"]'],
    ['a block of a block', get('Subnet', 'CidrBlock'), '"10.1.1.0/24"'],
    ['Base64', { 'Fn::Base64': 'hi' }, '"aGk="'],
    ['Length', { 'Fn::Length': ['a', 'b'] }, '2'],
    ['ToJsonString', { 'Fn::ToJsonString': { a: [join('', 'x')] } }, '"{\\"a\\":[\\"x\\"]}"'],
    ['If whose condition always holds', { 'Fn::If': ['Always', 'a', 'b'] }, '"a"'],
    ['If whose condition never holds', { 'Fn::If': ['Never', 'a', 'b'] }, '"b"'],
    ['If that leaves nothing', { 'Fn::If': ['Never', 'a', ref('AWS::NoValue')] }, 'absent'],
    ['GetAtt in one text', { 'Fn::GetAtt': 'Vpc.CidrBlock' }, '"10.1.0.0/16"'],
    ['an attribute that is a property of a property', get('Sg', 'VpcId'), '<App.Vpc:Ref>'],
    ['the default port of an engine', get('Db', 'Endpoint.Port'), '"5432"'],
    ['a parameter with one allowed value', ref('One'), '"only"'],
    ['the same value under every condition', { 'Fn::If': ['IsProd', 'a', 'a'] }, '"a"'],
  ])('%s', (_, expression, expected) => expect(textOf(expression)).toBe(expected));

  test('nothing is copied that holds no expression', () => {
    const literal = [{ a: { b: ['c'] } }];
    expect(valueOf(literal)).toBe(literal);
  });
});

describe('symbols: one value that is not known', () => {
  test.each<[string, unknown, string, string]>([
    ['a parameter', ref('P'), '<App.P>', 'Ref P'],
    ['a default, which is a suggestion', ref('WithDefault'), '<App.WithDefault>', 'Ref WithDefault'],
    ['a parameter whose value is stored', ref('Stored'), '<App.Stored>', 'Ref Stored'],
    ['a resource', ref('Sg'), '<App.Sg:Ref>', 'Ref Sg'],
    ['the id of a group, which is its Ref', get('Sg', 'GroupId'), '<App.Sg:Ref>', 'Ref Sg'],
    ['an attribute', get('Vpc', 'DefaultSecurityGroup'), '<App.Vpc:DefaultSecurityGroup>', 'GetAtt Vpc.DefaultSecurityGroup'],
    ['the CIDR of a VPC from a pool', get('Ipam', 'CidrBlock'), '<App.Ipam:CidrBlock>', 'GetAtt Ipam.CidrBlock'],
    ['the port of a restored database', get('Restored', 'Endpoint.Port'), '<App.Restored:Endpoint.Port>', 'GetAtt Restored.Endpoint.Port'],
    ['the region of a stack without environment', ref('AWS::Region'), '<App.AWS::Region>', 'Ref AWS::Region'],
    ['a text with unknown parts', join('', 'a', ref('P'), 'b'), '"a"+<App.P>+"b"', 'Ref P'],
    ['Join of one unknown item', join(',', ref('P')), '<App.P>', 'Ref P'],
    ['a list parameter', ref('SubnetIds'), '<App.SubnetIds>', 'Ref SubnetIds'],
    ['an item of a list parameter', { 'Fn::Select': [1, ref('SubnetIds')] }, '<Select 1(App.SubnetIds)>', 'Select 1 of Ref SubnetIds'],
    ['a joined list parameter', { 'Fn::Join': [',', ref('Cidrs')] }, '<Join(",",App.Cidrs)>', 'Join of Ref Cidrs'],
    ['a list that is joined and told apart again', cut(',', { 'Fn::Join': [',', ref('SubnetIds')] }), '<App.SubnetIds>', 'Ref SubnetIds'],
    ['ids that are joined and told apart again', cut('|', join('|', ref('Sg'), ref('Vpc'), 'x')), '[<App.Sg:Ref>,<App.Vpc:Ref>,"x"]', 'Ref Sg'],
    ['a text that may hold the delimiter', cut('/', join('/', ref('P'), 'x')), '<Split("/",<App.P>+"/x")>', 'Split of Ref P'],
    ['an id that is cut at a character of its own', cut('-', ref('Sg')), '<Split "-"(App.Sg:Ref)>', 'Split "-" of Ref Sg'],
    ['a dynamic reference', '{{resolve:ssm:/vpc}}', '<resolve:App:ssm:/vpc>', 'resolve:ssm:/vpc'],
    ['a dynamic reference within a text', 'a{{resolve:ssm:/b}}c', '"a"+<resolve:App:ssm:/b>+"c"', 'resolve:ssm:/b'],
    ['a dynamic reference that is put together', join('', '{{resolve:secretsmanager:', ref('P'), '}}'), '<resolve:App:"{{resolve:secretsmanager:"+<App.P>+"}}">', 'resolve {{resolve:secretsmanager:<Ref P>}}'],
    ['the zones of a region', { 'Fn::GetAZs': '' }, '<GetAZs:App>', 'GetAZs'],
    ['the zones of no region, which is this one', { 'Fn::GetAZs': null }, '<GetAZs:App>', 'GetAZs'],
    ['one zone', { 'Fn::Select': [0, { 'Fn::GetAZs': ref('AWS::Region') }] }, '<Select 0(GetAZs:App)>', 'Select 0 of GetAZs'],
    ['an export of somebody', { 'Fn::ImportValue': 'net-vpc' }, '<import:App:"net-vpc">', 'ImportValue net-vpc'],
    ['an export whose name is put together', { 'Fn::ImportValue': { 'Fn::Sub': '${P}-vpc' } }, '<import:App:<App.P>+"-vpc">', 'ImportValue ${P}-vpc'],
    ['an output of somebody', { 'Fn::GetStackOutput': { StackName: 'Net', OutputName: 'V', Region: 'eu-west-1' } }, '<stackOutput:"Net":"V":"eu-west-1":absent:App>', 'GetStackOutput Net.V'],
    ['a mapping by an unknown region', { 'Fn::FindInMap': ['Regions', ref('AWS::Region'), 'List'] }, '<FindInMap:App:"Regions":<App.AWS::Region>:"List">', 'FindInMap Regions.Ref AWS::Region.List'],
    ['Cidr of an unknown block', { 'Fn::Cidr': [ref('P'), 2, 8] }, '<Cidr(<App.P>,2,8)>', 'Cidr of Ref P'],
    ['Base64 of a text with unknown parts', { 'Fn::Base64': join('', 'a', ref('P')) }, '<Base64("a"+<App.P>)>', 'Base64 of Ref P'],
    ['Length of a list parameter', { 'Fn::Length': ref('Cidrs') }, '<Length(App.Cidrs)>', 'Length of Ref Cidrs'],
  ])('%s', (_, expression, key, token) => {
    expect(textOf(expression)).toBe(key);
    expect(symsIn(valueOf(expression))[0].unknown).toMatchObject({ token, template: 'App.template.json', pointer: expect.stringMatching(/^\/(Resources|Parameters)\//), why: expect.stringMatching(/^[^A-Z`].*[^.]$/) });
  });

  test('the pointer of a parameter is where it is used', () => {
    expect(symsIn(valueOf(join('', 'a', ref('P'))))[0].unknown).toEqual({ token: 'Ref P', template: 'App.template.json', pointer: '/Resources/X/Properties/V/Fn::Join/1/1', assume: 'P=<value>', why: 'the parameter can have any value' });
    const [first, second] = valueOf([ref('P'), ref('P')]) as never[];
    expect([first, second].map((s) => symsIn(s)[0].unknown.pointer)).toEqual(['/Resources/X/Properties/V/0', '/Resources/X/Properties/V/1']);
  });

  test.each([['VpcId', '<id of a vpc>'], ['SubnetIds', '<id of a subnet>,<id of a subnet>'], ['Cidrs', '<CIDR>,<CIDR>'], ['P', '<value>']])('what settles %s', (name, hint) => {
    expect(symsIn(valueOf(ref(name)))[0].unknown.assume).toBe(`${name}=${hint}`);
  });
});

describe('known from the environment of the stack', () => {
  test.each<[unknown, string]>([
    [ref('AWS::Region'), '"eu-west-1"'],
    [ref('AWS::AccountId'), '"111111111111"'],
    [ref('AWS::Partition'), '"aws"'],
    [ref('AWS::URLSuffix'), '"amazonaws.com"'],
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:ec2:${AWS::Region}' }, '"arn:aws:ec2:eu-west-1"'],
    [{ 'Fn::FindInMap': ['Regions', ref('AWS::Region'), 'List'] }, '"pl-1"'],
    [{ 'Fn::GetAZs': '' }, '<GetAZs:111111111111/eu-west-1>'],
    [{ 'Fn::GetAZs': 'eu-west-1' }, '<GetAZs:111111111111/eu-west-1>'],
  ])('%j', (expression, expected) => expect(textOf(expression, {}, EU)).toBe(expected));

  test.each([['cn-north-1', '"aws-cn amazonaws.com.cn"'], ['us-gov-west-1', '"aws-us-gov amazonaws.com"'], ['eusc-de-east-1', '"aws-eusc amazonaws.eu"']])('the partition of %s', (region, expected) => {
    expect(textOf(join(' ', ref('AWS::Partition'), ref('AWS::URLSuffix')), {}, { region })).toBe(expected);
  });
});

describe('alternatives under conditions', () => {
  test.each<[string, unknown, string]>([
    ['If', { 'Fn::If': ['IsProd', 'a', 'b'] }, '(App.Stage in {prod}: "a" | App.Stage in {dev}: "b")'],
    ['If over a parameter with any value', { 'Fn::If': ['IsOpen', 'a', 'b'] }, '(App.P in {open}: "a" | App.P not in {open}: "b")'],
    ['If within If', { 'Fn::If': ['IsProd', { 'Fn::If': ['IsProd', 'a', 'never'] }, 'b'] }, '(App.Stage in {prod}: "a" | App.Stage in {dev}: "b")'],
    ['a parameter with allowed values', ref('Port'), '(App.Port in {80}: "80" | App.Port in {443}: "443")'],
    ['an attribute that is such a parameter', get('MyDb', 'Endpoint.Port'), '(App.Port in {80}: "80" | App.Port in {443}: "443")'],
    ['a text of alternatives', { 'Fn::Sub': 'x-${Stage}' }, '(App.Stage in {dev}: "x-dev" | App.Stage in {prod}: "x-prod")'],
    ['alternatives that exclude each other', join('', ref('Stage'), { 'Fn::If': ['IsProd', '!', '?'] }), '(App.Stage in {dev}: "dev?" | App.Stage in {prod}: "prod!")'],
    ['a mapping by a parameter', { 'Fn::FindInMap': ['Regions', { 'Fn::If': ['IsProd', 'eu-west-1', 'us-east-1'] }, 'List'] }, '(App.Stage in {prod}: "pl-1" | App.Stage in {dev}: "pl-2")'],
    ['If with nothing on one side', { 'Fn::If': ['IsProd', 'a', ref('AWS::NoValue')] }, '(App.Stage in {prod}: "a" | App.Stage in {dev}: absent)'],
    ['an item that may be missing', ['a', { 'Fn::If': ['IsProd', 'b', ref('AWS::NoValue')] }], '["a",(App.Stage in {prod}: "b" | App.Stage in {dev}: absent)]'],
  ])('%s', (_, expression, expected) => expect(textOf(expression)).toBe(expected));

  test('too many values are one symbol, and still bound conditions', () => {
    expect(textOf(ref('Size'))).toBe('<App.Size>');
  });

  test('a product that grows over its budget is one symbol', () => {
    const names = Array.from({ length: 7 }, (_, i) => `P${i}`);
    const wide = (n: number): Value | undefined => templatesOf([{
      key: 'App',
      body: { Parameters: Object.fromEntries(names.map((name) => [name, { Type: 'String', AllowedValues: ['a', 'b'] }])), Resources: { X: { Type: 'Test::X', Properties: { V: join('', ...names.slice(0, n).map(ref)) } } } },
    }]).resource('App.X')!.value('V');
    expect(alternativesOf(wide(6))).toHaveLength(64);
    expect(symsIn(wide(7)).map((s) => [s.kind, s.unknown.why])).toEqual([['unevaluated', 'it depends on too many conditions at once']]);
  });
});

describe('not evaluated: one value of its own, with the reason', () => {
  test.each<[string, unknown, string, string]>([
    ['a reference to nothing', ref('Nothing'), 'Ref Nothing', 'there is no parameter and no resource `Nothing`'],
    ['a name that objects inherit', ref('constructor'), 'Ref constructor', 'no resource `constructor`'],
    ['a name that objects have', ref('__proto__'), 'Ref __proto__', 'no resource `__proto__`'],
    ['an attribute of nothing', get('Nothing', 'Arn'), 'GetAtt Nothing.Arn', 'there is no resource `Nothing`'],
    ['a pseudo parameter that is none', ref('AWS::Nothing'), 'Ref AWS::Nothing', 'no pseudo parameter'],
    ['a function that is none', { 'Fn::Foo': 'x' }, 'Fn::Foo', '`Fn::Foo` is not evaluated'],
    ['a macro', { 'Fn::Transform': { Name: 'AWS::Include' } }, 'Fn::Transform', 'is not evaluated'],
    ['a macro beside properties', { a: 1, 'Fn::Transform': {} }, 'Fn::Transform', 'beside other keys'],
    ['a loop', { 'Fn::ForEach::X': [] }, 'Fn::ForEach::X', 'is not evaluated'],
    ['Ref of a list', { Ref: ['P'] }, 'Ref', 'takes the name'],
    ['GetAtt of one part', { 'Fn::GetAtt': ['Vpc'] }, 'Fn::GetAtt', 'takes a list of 2'],
    ['Sub of a number', { 'Fn::Sub': 5 }, 'Fn::Sub', 'takes a text'],
    ['Sub of nothing', { 'Fn::Sub': '${Nothing}' }, 'Ref Nothing', 'no resource `Nothing`'],
    ['Join of a text', { 'Fn::Join': [',', 'abc'] }, 'Fn::Join', 'takes a delimiter and a list'],
    ['Join of a map', join(',', { a: 1 }), 'Fn::Join', 'is no text'],
    ['Split by nothing', cut('', 'abc'), 'Fn::Split', 'not empty'],
    ['Select beyond the end', { 'Fn::Select': [2, ['a']] }, 'Fn::Select', 'there is no item 2'],
    ['Select before the beginning', { 'Fn::Select': [-1, ['a']] }, 'Fn::Select', 'takes a number'],
    ['Select where items may be missing', { 'Fn::Select': [0, [{ 'Fn::If': ['IsProd', 'b', ref('AWS::NoValue')] }, 'a']] }, 'Fn::Select', 'may be missing'],
    ['If of a condition that is none', { 'Fn::If': ['Nothing', 1, 2] }, 'Fn::If', 'no condition `Nothing`'],
    ['If with two parts', { 'Fn::If': ['IsProd', 1] }, 'Fn::If', 'takes a condition and two values'],
    ['a mapping that is none', { 'Fn::FindInMap': ['Nothing', 'a', 'b'] }, 'FindInMap Nothing.a.b', 'no mapping `Nothing`'],
    ['a key that is none', { 'Fn::FindInMap': ['Regions', 'eu-west-1', 'toString'] }, 'FindInMap Regions.eu-west-1.toString', 'has no `eu-west-1`, `toString`'],
    ['Cidr with host bits', { 'Fn::Cidr': ['10.0.0.1/16', 1, 8] }, 'Fn::Cidr', 'that fit into it'],
    ['Cidr that does not fit', { 'Fn::Cidr': ['10.0.0.0/24', 2, 8] }, 'Fn::Cidr', 'that fit into it'],
    ['a circle', get('Loop', 'CidrBlock'), 'GetAtt Loop.CidrBlock', 'made of itself'],
  ])('%s', (_, expression, token, why) => {
    const [sym] = symsIn(valueOf(expression));
    expect(sym).toMatchObject({ kind: 'unevaluated', unknown: { token, why: expect.stringContaining(why) } });
  });

  test('two of them are never equal', () => {
    const [a, b] = symsIn(valueOf({ 'Fn::Sub': '${Nothing}-${Never}' }));
    expect(a.key).not.toBe(b.key);
    expect(textOf(ref('Nothing'))).not.toBe(textOf([ref('Nothing')]).slice(1, -1));
  });

  test('any depth of nesting is answered', () => {
    let deep: unknown = 'x';
    for (let i = 0; i < 10_000; i += 1) deep = join('', deep);
    expect(symsIn(valueOf(deep))[0].unknown.why).toContain('nested deeper');
    let lists: unknown = 'x';
    for (let i = 0; i < 10_000; i += 1) lists = [lists];
    expect(symsIn(valueOf(lists))[0].unknown.why).toContain('nested deeper');
  });
});
