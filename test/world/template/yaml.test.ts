/** YAML as CloudFormation reads it: short tags, words of YAML 1.1, aliases; the same world as its JSON. */
import { readFileSync } from 'node:fs';
import { readBody } from '../../../lib/world/template/read/body';

/** What stands under `V` in the properties of a resource. */
function read(yaml: string): unknown {
  const text = `Resources:\n  X:\n    Type: Test::X\n    Properties:\n${`V: ${yaml}`.split('\n').map((line) => `      ${line}`).join('\n')}\n`;
  return readBody(text, 'app.yaml', { alone: true }).Resources.X.Properties!.V;
}

describe('short tags', () => {
  test.each<[string, unknown]>([
    ['!Ref A', { Ref: 'A' }],
    ['!Ref AWS::Region', { Ref: 'AWS::Region' }],
    ['!Ref "A"', { Ref: 'A' }],
    ['!GetAtt A.B', { 'Fn::GetAtt': ['A', 'B'] }],
    ['!GetAtt A.Outputs.B', { 'Fn::GetAtt': ['A', 'Outputs.B'] }],
    ['!GetAtt [A, B]', { 'Fn::GetAtt': ['A', 'B'] }],
    ['!GetAtt\n- A\n- !Ref B', { 'Fn::GetAtt': ['A', { Ref: 'B' }] }],
    ['!GetAtt A', { 'Fn::GetAtt': 'A' }],
    ['!Sub "${A}/b"', { 'Fn::Sub': '${A}/b' }],
    ['!Sub\n- "${A}"\n- { A: !Ref B }', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
    ['!Join [",", [a, !Ref B]]', { 'Fn::Join': [',', ['a', { Ref: 'B' }]] }],
    ['!Select [0, !GetAZs ""]', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
    ['!Select\n  - 0\n  - !Split ["-", !Ref A]', { 'Fn::Select': [0, { 'Fn::Split': ['-', { Ref: 'A' }] }] }],
    ['!If [IsProd, !Ref A, !Ref AWS::NoValue]', { 'Fn::If': ['IsProd', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] }],
    ['!And [!Condition A, !Not [!Equals [!Ref B, c]]]', { 'Fn::And': [{ Condition: 'A' }, { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'B' }, 'c'] }] }] }],
    ['!FindInMap [M, !Ref AWS::Region, k]', { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'k'] }],
    ['!ImportValue a', { 'Fn::ImportValue': 'a' }],
    ['!ImportValue\n  Fn::Sub: "${A}-b"', { 'Fn::ImportValue': { 'Fn::Sub': '${A}-b' } }],
    ['!Cidr [!GetAtt Vpc.CidrBlock, 4, 8]', { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 4, 8] }],
    ['!Base64 |\n  #!/bin/sh\n  echo !Ref\n', { 'Fn::Base64': '#!/bin/sh\necho !Ref\n' }],
    ['!Transform { Name: AWS::Include }', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['!GetStackOutput { StackName: A, OutputName: B }', { 'Fn::GetStackOutput': { StackName: 'A', OutputName: 'B' } }],
    ['!ToJsonString { a: !Ref B }', { 'Fn::ToJsonString': { a: { Ref: 'B' } } }],
    ['!Length [a]', { 'Fn::Length': ['a'] }],
    ['!Rain::Embed file.sh', { 'Fn::Rain::Embed': 'file.sh' }],
    ['!Sub 5', { 'Fn::Sub': '5' }],
  ])('%s', (yaml, expected) => expect(read(yaml)).toEqual(expected));
});

describe('words', () => {
  test.each<[string, unknown]>([
    ['true', true], ['True', true], ['yes', true], ['Yes', true], ['ON', true], ['false', false], ['no', false], ['off', false], ['NO', false],
    ['y', 'y'], ['n', 'n'], ['"yes"', 'yes'], ['\'true\'', 'true'], ['tRUE', 'tRUE'], ['nothing', 'nothing'],
    ['null', null], ['~', null], ['', null], ['"null"', 'null'],
    ['443', 443], ['-1', -1], ['"443"', '443'], ['1.5', 1.5], ['1.10', '1.10'], ['012345678901', '012345678901'], ['123456789012', 123456789012], ['12345678901234567890', '12345678901234567890'],
    ['0777', 511], ['0x1f', 31], ['+5', 5], ['1e3', '1e3'], ['.5', '.5'], ['1.2.3.4', '1.2.3.4'], ['10.0.0.0/8', '10.0.0.0/8'], ['::/0', '::/0'], ['03:00-04:00', '03:00-04:00'],
    ['2012-10-17', '2012-10-17'], ['2001-12-14T21:59:43Z', '2001-12-14T21:59:43Z'], ['!!str 5', '5'], ['.inf', '.inf'], ['\n- ', [null]],
    ['>\n  a\n  b\n', 'a b\n'], ['constructor', 'constructor'],
  ])('%s', (yaml, expected) => expect(read(yaml)).toEqual(expected));
});

describe('aliases and merge keys', () => {
  test.each<[string, unknown]>([
    ['\n  a: &x [1, 2]\n  b: *x', { a: [1, 2], b: [1, 2] }],
    ['\n  a: &x { p: 1, q: 2 }\n  b: { <<: *x, q: 3 }', { a: { p: 1, q: 2 }, b: { p: 1, q: 3 } }],
    ['\n  a: &x { p: 1 }\n  b: &y { p: 2, q: 2 }\n  c: { <<: [*x, *y] }', { a: { p: 1 }, b: { p: 2, q: 2 }, c: { p: 1, q: 2 } }],
    ['{ "<<": a }', { '<<': 'a' }],
  ])('%s', (yaml, expected) => expect(read(yaml)).toEqual(expected));
});

test('keys are text, whatever they look like, and those that objects have are keys', () => {
  const value = read('{ 80: a, true: b, 012: c, "d": e, __proto__: f, null: g }') as Record<string, unknown>;
  expect(Object.keys(value).sort()).toEqual(['012', '80', '__proto__', 'd', 'null', 'true']);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(Object.getOwnPropertyDescriptor(value, '__proto__')!.value).toBe('f');
});

test('a key that stands twice has no value that counts; above properties it is refused', () => {
  expect(read('{ a: 1, b: 2, a: 3 }')).toEqual({ a: { 'Fn::DuplicateKey': 'a' }, b: 2 });
  const json = '{"Resources":{"X":{"Type":"Test::X","Properties":{"a":1,"b":{"\\u0061":1,"a":2}}}}}';
  expect(readBody(json, 'app.json', { alone: true }).Resources.X.Properties).toEqual({ a: 1, b: { a: { 'Fn::DuplicateKey': 'a' } } });
});

test('brackets with tags, comments or bare words are YAML', () => {
  expect(readBody('{ Resources: { X: { Type: Test::X, Properties: { V: !Ref A } } } } # end', 'app.template', { alone: true }).Resources.X.Properties).toEqual({ V: { Ref: 'A' } });
});

test('a file is parsed once', () => {
  const source = readFileSync(`${__dirname}/../../../lib/world/template/read/yaml-text.ts`, 'utf8');
  expect(source.match(/new yaml\.(Lexer|Composer|Parser)\(/g)).toHaveLength(3);
  expect(source).not.toContain('parseDocument');
});
