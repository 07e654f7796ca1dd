/** What `prove` reads beside templates, and writes: guarantees, baselines, places; each mistake is one line with its place. */
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { readBaselineFile, writeBaselineFile } from '../../lib/cli/input/baseline-file';
import { readGuarantees } from '../../lib/cli/input/guarantees-file';
import { locator } from '../../lib/cli/input/locate';
import { json } from '../../lib/cli/json';
import { writeWhole } from '../../lib/cli/whole-file';
import { folder } from './support';

const GUARANTEES = `schema: zero-trust/guarantees/1
assume: { ClientCidr: 10.0.0.0/8, Port: 5432, IsProd: true }
guarantees:
  - denies:  { source: internet, destination: Db, over: tcp/5432, level: pivot }
  - permits: { source: Web, destination: Stack.Api, over: tcp/443 }
  - onlyVia: { source: 10.0.0.0/8, destination: "tag:app=db", via: [Api] }
  - only:    { principals: [ApiRole, BatchRole], resource: Table, actions: ["dynamodb:GetItem", "dynamodb:Query"] }
  - identified: { target: DocumentsFunction }
`;

function guarantees(text: string, name = 'guarantees.yaml'): ReturnType<typeof readGuarantees> {
  return readGuarantees(name, folder({ [name]: text }));
}

describe('a guarantees file', () => {
  test('of CONTRACTS.md is read, with its defaults', () => {
    const { guarantees: all, assume, warnings } = guarantees(GUARANTEES);
    expect(all.map(({ kind, source, destination, over, level }) => [kind, source, destination, over, level])).toEqual([
      ['denies', 'internet', 'Db', 'tcp/5432', 'pivot'],
      ['permits', 'Web', 'Stack.Api', 'tcp/443', 'packet'],
      ['onlyVia', '10.0.0.0/8', 'tag:app=db', 'all', 'pivot'],
      ['only', undefined, undefined, undefined, undefined],
      ['identified', undefined, undefined, undefined, undefined],
    ]);
    expect(assume).toEqual({ ClientCidr: '10.0.0.0/8', Port: '5432', IsProd: 'true' });
    expect(warnings).toEqual([expect.stringMatching(/^guarantees\.yaml:\d+:\d+: nothing marks the end of the file/)]);
    expect(guarantees(`${GUARANTEES}...\n`).warnings).toEqual([]);
  });

  test('may be JSON', () => {
    expect(guarantees('{"schema":"zero-trust/guarantees/1","guarantees":[{"denies":{"source":"internet","destination":"Db"}}]}', 'g.json')).toMatchObject({ guarantees: [{ kind: 'denies', over: 'all', level: 'pivot' }], assume: {}, warnings: [] });
  });

  test.each<[string, string, RegExp]>([
    ['another schema', GUARANTEES.replace('guarantees/1', 'guarantees/2'), /^guarantees\.yaml:1:1: `schema` is `zero-trust\/guarantees\/2`; expected `zero-trust\/guarantees\/1`$/],
    ['no schema', GUARANTEES.replace(/schema.*\n/, ''), /^guarantees\.yaml:1:1: `schema` is missing; expected `schema: zero-trust\/guarantees\/1`$/],
    ['an unknown key', GUARANTEES.replace('assume:', 'asume:'), /^guarantees\.yaml:2:1: the file has an unknown field `asume`; did you mean `assume`\?/],
    ['an unknown key inside', GUARANTEES.replace('level:', 'levle:'), /^guarantees\.yaml:4:\d+: .*unknown field `levle`; did you mean `level`\?/],
    ['an unknown kind', GUARANTEES.replace('denies:', 'denys:'), /^guarantees\.yaml:4:5: .*`denys`; did you mean `denies`\?/],
    ['an unknown level', GUARANTEES.replace('level: pivot', 'level: pivto'), /^guarantees\.yaml:4:\d+: .*`pivto`; did you mean `pivot`\?/],
    ['a port that is none', GUARANTEES.replace('tcp/443', 'tcp/70000'), /^guarantees\.yaml:5:\d+: .*70000/],
    ['a network with host bits', GUARANTEES.replace('source: 10.0.0.0/8', 'source: 10.0.0.1/8'), /^guarantees\.yaml:6:\d+: .*10\.0\.0\.1\/8/],
    ['no list', 'schema: zero-trust/guarantees/1\nguarantees:\n', /^guarantees\.yaml:2:1: `guarantees` is empty; expected entries/],
    ['nothing to judge', 'schema: zero-trust/guarantees/1\nguarantees: []\n', /^guarantees\.yaml:2:1: `guarantees` is empty; expected at least one/],
    ['broken YAML', 'schema: [\n', /^guarantees\.yaml:\d+:\d+: /],
    ['a list', '- a\n', /^guarantees\.yaml:1:1: the file is not an object/],
    ['nothing at all', '', /^guarantees\.yaml:1:1: the file is empty/],
    ['an assumed list', GUARANTEES.replace('Port: 5432', 'Port: [1]'), /^guarantees\.yaml:2:\d+: `assume` says a list of `Port`; expected one value as text$/],
    ['an assumed nothing', GUARANTEES.replace('Port: 5432', 'Port: ""'), /^guarantees\.yaml:2:\d+: `assume` says nothing of `Port`; expected one value as text$/],
    ['assumed what is no map', GUARANTEES.replace(/assume:.*/, 'assume: yes'), /^guarantees\.yaml:2:1: `assume` is the string `yes`; expected names with their values/],
  ])('with %s is refused with its place', (_, text, message) => {
    expect(() => guarantees(text)).toThrow(message);
  });

  test('with several mistakes names the first and counts them', () => {
    expect(() => guarantees(GUARANTEES.replace('denies:', 'denys:').replace('permits:', 'permts:'))).toThrow(/^guarantees\.yaml:4:5: .* \(the first of 2 mistakes\)$/);
  });

  test('in a folder is named with it', () => {
    expect(() => readGuarantees('ci/g.yaml', folder({ 'ci/g.yaml': 'a: 1\n' }))).toThrow(/^ci\/g\.yaml:1:1: /);
    expect(() => readGuarantees('ci', folder({ 'ci/x': '' }))).toThrow('file `ci` cannot be read (EISDIR); expected a guarantees file');
  });
});

const BASELINE = { schema: 'zero-trust/baseline/1' as const, accepted: [{ id: 'denies.1', question: 'q', verdict: 'violated' as const, owner: 'web team', until: '2027-01-31' }] };

describe('a baseline', () => {
  test('comes back as it was written', () => {
    const cwd = folder({});
    writeBaselineFile('b.json', cwd, BASELINE);
    expect(readBaselineFile('b.json', cwd, { mayBeMissing: false })).toEqual(BASELINE);
    expect(readFileSync(path.join(cwd, 'b.json'), 'utf8')).toBe(json(BASELINE));
    expect(readdirSync(cwd)).toEqual(['b.json']);
  });

  test('that is missing is told, unless it is about to be written', () => {
    const cwd = folder({});
    expect(() => readBaselineFile('b.json', cwd, { mayBeMissing: false })).toThrow('file `b.json` does not exist; expected a baseline: write one with `--baseline b.json --update-baseline`');
    expect(readBaselineFile('b.json', cwd, { mayBeMissing: true })).toBeUndefined();
  });

  test.each<[string, string, RegExp]>([
    ['of another schema', json({ ...BASELINE, schema: 'zero-trust/baseline/2' }), /^file `b\.json`: `schema` is `zero-trust\/baseline\/2`; expected `zero-trust\/baseline\/1`$/],
    ['that is no baseline', '[]', /^file `b\.json`: it is a list; expected a baseline/],
    ['that is broken', '{\n  "schema": }', /^b\.json:2:13: .*; expected a baseline$/],
    ['that is cut', json(BASELINE).slice(0, 60), /^b\.json:\d+:\d+: .*; expected a baseline$/],
  ])('%s is refused', (_, text, message) => {
    expect(() => readBaselineFile('b.json', folder({ 'b.json': text }), { mayBeMissing: true })).toThrow(message);
  });
});

describe('a file is written whole or not at all', () => {
  test('what stood there stays where the new one cannot be written', () => {
    const cwd = folder({ 'there/b.json': 'old' });
    mkdirSync(path.join(cwd, 'there', `.b.json.${process.pid}.tmp`)); // the draft has no room
    expect(() => writeWhole(path.join(cwd, 'there/b.json'), 'new')).toThrow();
    expect(readFileSync(path.join(cwd, 'there/b.json'), 'utf8')).toBe('old');
    expect(() => writeBaselineFile('no/such/b.json', cwd, BASELINE)).toThrow('file `no/such/b.json` cannot be written (ENOENT); expected a file in a directory that exists and may be written');
  });

  test('a draft of a run that died does not stand in the way', () => {
    const cwd = folder({ [`.b.json.${process.pid}.tmp`]: 'half' });
    writeWhole(path.join(cwd, 'b.json'), 'new');
    expect(readdirSync(cwd)).toEqual(['b.json']);
  });

  test('a link stays one, and the mode stays', () => {
    const cwd = folder({ 'real/b.json': 'old' });
    chmodSync(path.join(cwd, 'real/b.json'), 0o640);
    symlinkSync('real/b.json', path.join(cwd, 'link.json'));
    writeWhole(path.join(cwd, 'link.json'), 'new');
    expect(lstatSync(path.join(cwd, 'link.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(path.join(cwd, 'real/b.json'), 'utf8')).toBe('new');
    expect(statSync(path.join(cwd, 'real/b.json')).mode & 0o777).toBe(0o640);
  });

  test('nobody ever sees half of it', () => {
    const cwd = folder({});
    const file = path.join(cwd, 'b.json');
    writeFileSync(file, 'x'.repeat(100_000));
    const handle = statSync(file).ino;
    writeWhole(file, 'y'.repeat(100_000));
    expect(statSync(file).ino).not.toBe(handle); // another file took the name: the old one was never opened for writing
    expect(existsSync(file)).toBe(true);
  });
});

describe('places', () => {
  const JSON_TEMPLATE = json({ Resources: { Db: { Type: 'T', Properties: { Rules: [{ CidrIp: '0.0.0.0/0' }] } } } });
  const YAML_TEMPLATE = 'Resources:\n  Db:\n    Type: T\n    Properties:\n      Rules: !If\n        - IsProd\n        - - CidrIp: !Ref Client\n        - !Ref AWS::NoValue\n      "a/b~c": 1\n';
  const cwd = folder({ 'cdk.out/App.template.json': JSON_TEMPLATE, 'plain/app.yaml': YAML_TEMPLATE, 'broken.json': '{"a":', 'cdk.out/assembly-Prod/X.template.json': JSON_TEMPLATE });
  const locate = locator(['cdk.out', 'plain/app.yaml', 'broken.json'], cwd);

  test.each<[string, string, object]>([
    ['App.template.json', '', { file: 'cdk.out/App.template.json', line: 1, column: 1 }],
    ['App.template.json', '/Resources/Db', { file: 'cdk.out/App.template.json', line: 3, column: 5 }],
    ['App.template.json', '/Resources/Db/Properties/Rules/0/CidrIp', { file: 'cdk.out/App.template.json', line: 8, column: 13 }],
    ['App.template.json', '/Resources/Db/Properties/Rules/7/CidrIp', { file: 'cdk.out/App.template.json', line: 6, column: 9 }],
    ['assembly-Prod/X.template.json', '/Resources/Db', { file: 'cdk.out/assembly-Prod/X.template.json', line: 3, column: 5 }],
    ['app.yaml', '/Resources/Db/Properties', { file: 'plain/app.yaml', line: 4, column: 5 }],
    ['app.yaml', '/Resources/Db/Properties/Rules/Fn::If/1/0/CidrIp', { file: 'plain/app.yaml', line: 7, column: 13 }],
    ['app.yaml', '/Resources/Db/Properties/a~1b~0c', { file: 'plain/app.yaml', line: 9, column: 7 }],
    ['broken.json', '/a/b', { file: 'broken.json', line: 1 }],
    ['gone.json', '/a', { file: 'gone.json', line: 1 }],
  ])('%s %s', (template, pointer, expected) => expect(locate(template, pointer)).toEqual(expected));

  test('outside of where the command runs keep no path of the machine', () => {
    const elsewhere = folder({ 'out/App.template.json': JSON_TEMPLATE });
    const { file } = locator([path.join(elsewhere, 'out')], cwd)('App.template.json', '/Resources/Db');
    expect(file).toBe('out/App.template.json');
  });
});

test('JSON holds nothing that a terminal acts on', () => {
  const value = { 'a\u009bm': '\u001b[31m\u202e\ud800' };
  expect(json(value)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\ud800]/);
  expect(JSON.parse(json(value))).toEqual(value);
});
