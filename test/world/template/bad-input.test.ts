/** What cannot be read: one line with the file, the place and what was expected; never a crash, never silence. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { InputError } from '../../../lib/world/input-error';
import { readTemplates, templatesOf } from '../../../lib/world/template';

let directory: string;
beforeAll(() => { directory = mkdtempSync(path.join(tmpdir(), 'zt-template-')); });
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let count = 0;
/** Files of a directory, read as the one path `what`. */
function refusal(files: Record<string, string | Uint8Array>, what: string): InputError {
  count += 1;
  const cwd = path.join(directory, String(count));
  mkdirSync(cwd, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), content);
  }
  return thrownBy(() => readTemplates([what], { cwd }));
}

function thrownBy(f: () => unknown): InputError {
  try {
    f();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).not.toContain(directory);
    // eslint-disable-next-line no-control-regex
    expect((error as Error).message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    return error as InputError;
  }
  throw new Error('nothing was refused');
}

const X = (properties: unknown): string => JSON.stringify({ Resources: { X: { Type: 'Test::X', Properties: properties } } });

describe('templates', () => {
  test.each<[string, string, string | Uint8Array, string, string[]]>([
    ['an empty file', 'a.yaml', '', 'NotATemplate', ['`a.yaml`', 'the file is empty']],
    ['blanks', 'a.json', ' \n\t', 'NotATemplate', ['the file is empty']],
    ['comments', 'a.yaml', '# nothing\n', 'NotATemplate', ['an empty value', 'expected a CloudFormation template']],
    ['a text', 'a.yaml', 'hello', 'NotATemplate', ['`hello`']],
    ['a number', 'a.json', '5', 'NotATemplate', ['`5`']],
    ['a list', 'a.json', '[]', 'NotATemplate', ['a list']],
    ['an object of something else', 'a.json', '{"name":"x"}', 'NotATemplate', ['without `Resources`']],
    ['a template without resources', 'a.yaml', 'Outputs: {}', 'NotATemplate', ['without `Resources`']],
    ['resources that are a list', 'a.yaml', 'Resources: []', 'NotATemplate', ['at `/Resources`', 'a list', 'expected an object']],
    ['resources that are a text', 'a.yaml', 'Resources: x', 'NotATemplate', ['at `/Resources`', '`x`']],
    ['a resource that is a text', 'a.yaml', 'Resources: { A/b: x }', 'NotATemplate', ['at `/Resources/A~1b`', 'a resource']],
    ['a resource that is nothing', 'a.yaml', 'Resources: { A: }', 'NotATemplate', ['at `/Resources/A`', 'an empty value']],
    ['a resource without type', 'a.yaml', 'Resources: { A: { Properties: {} } }', 'NotATemplate', ['at `/Resources/A/Type`', 'nothing', '`AWS::EC2::VPC`']],
    ['a type that is a list', 'a.yaml', 'Resources: { A: { Type: [] } }', 'NotATemplate', ['at `/Resources/A/Type`', 'a list']],
    ['properties that are a list', 'a.yaml', 'Resources: { A: { Type: T, Properties: [] } }', 'NotATemplate', ['at `/Resources/A/Properties`', 'a list', 'expected an object']],
    ['a condition that is an object', 'a.yaml', 'Resources: { A: { Type: T, Condition: {} } }', 'NotATemplate', ['at `/Resources/A/Condition`', 'name of a condition']],
    ['a condition that is none', 'a.yaml', 'Resources: { A: { Type: T, Condition: toString } }', 'NotATemplate', ['at `/Resources/A/Condition`', 'there is no `toString`']],
    ['parameters that are a list', 'a.yaml', 'Resources: {}\nParameters: []', 'NotATemplate', ['at `/Parameters`']],
    ['a parameter that is a text', 'a.yaml', 'Resources: {}\nParameters: { P: x }', 'NotATemplate', ['at `/Parameters/P`']],
    ['a mapping that is a text', 'a.yaml', 'Resources: {}\nMappings: { M: x }', 'NotATemplate', ['at `/Mappings/M`']],
    ['an output that is a text', 'a.yaml', 'Resources: {}\nOutputs: { O: x }', 'NotATemplate', ['at `/Outputs/O`']],
    ['conditions that are a text', 'a.yaml', 'Resources: {}\nConditions: x', 'NotATemplate', ['at `/Conditions`']],
    ['broken YAML', 'a.yaml', 'Resources:\n  A: [1,\n  B: }', 'NotYaml', ['`a.yaml` (', 'not YAML']],
    ['a tab as indentation', 'a.yaml', 'Resources:\n\tA: 1', 'NotYaml', ['(2:1)', 'tab']],
    ['two documents', 'a.yaml', 'Resources: {}\n---\nResources: {}', 'NotATemplate', ['(', 'a second document']],
    ['an alias without anchor', 'a.yaml', 'Resources: *x', 'NotYaml', ['(1:12)', '`&x`']],
    ['an alias within what it repeats', 'a.yaml', 'Resources: &x { A: *x }', 'NotYaml', ['`&x` that ends above']],
    ['a merge of a text', 'a.yaml', 'Resources: { <<: x }', 'NotATemplate', ['(1:', 'takes a map']],
    ['a map as a key', 'a.yaml', 'Resources: { { a: 1 }: 2 }', 'NotATemplate', ['a key is not text']],
    ['sections that stand twice', 'a.yaml', 'Resources: {}\nResources: {}', 'DuplicateKey', ['(2:1)', '`Resources` stands twice']],
    ['ids that stand twice', 'a.yaml', 'Resources:\n  A: { Type: T }\n  A: { Type: T }', 'DuplicateKey', ['(3:3)', '`A` stands twice']],
    ['ids that stand twice in JSON', 'a.json', '{"Resources":{"A":{"Type":"T"},\n"A":{"Type":"T"}}}', 'DuplicateKey', ['(2:1)', '`A` stands twice']],
    ['types that stand twice in JSON', 'a.json', '{"Resources":{"A":{"Type":"T","Type":"U"}}}', 'DuplicateKey', ['`Type` stands twice']],
    ['broken JSON', 'a.json', '{"Resources": {"A": }}', 'NotJson', ['`a.json` (1:21)', 'not JSON']],
    ['JSON that was cut', 'a.json', '{"Resources": {"A":\n {"Type": "T"', 'NotJson', ['(2:14)', 'ends inside']],
    ['JSON with a comment', 'a.json', '{\n// no\n"Resources": {}}', 'NotJson', ['(2:1)', 'no comments']],
    ['bytes', 'a.json', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff), 'NotATemplate', ['not text in UTF-8']],
    ['zero bytes', 'a.yaml', 'Resources: \0', 'NotATemplate', ['not text in UTF-8']],
    ['UTF-16', 'a.json', Buffer.from('\ufeff{}', 'utf16le'), 'NotATemplate', ['not text in UTF-8']],
    ['lists, thousands deep, in YAML', 'a.yaml', '['.repeat(10_000), 'NotATemplate', ['(1:', '200 levels']],
    ['maps, thousands deep, in YAML', 'a.yaml', `Resources: ${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`, 'NotATemplate', ['200 levels']],
    ['dashes, thousands deep', 'a.yaml', '- '.repeat(20_000), 'NotATemplate', ['200 levels']],
    ['names with control characters', 'a.json', JSON.stringify({ Resources: { '\u001b[31mred\u202e': 'x' } }), 'NotATemplate', ['\\u001b[31mred\\u202e']],
    ['a condition of itself', 'a.yaml', 'Resources: {}\nConditions: { A: !Not [!Condition B], B: !Not [!Condition A] }', 'CyclicReference', ['at `/Conditions/A`', '`A` -> `B` -> `A`']],
    ['resources in a circle', 'a.yaml', 'Resources: { A: { Type: T, Properties: { V: !Ref B } }, B: { Type: T, Properties: { V: !Sub "${A.Arn}" } } }', 'CyclicReference', ['at `/Resources/A`', '`A` -> `B` -> `A`']],
    ['a resource of itself', 'a.yaml', 'Resources: { A: { Type: T, Properties: { V: !GetAtt A.B } } }', 'CyclicReference', ['`A` -> `A`']],
    ['dependencies in a circle', 'a.yaml', 'Resources: { A: { Type: T, DependsOn: [B] }, B: { Type: T, DependsOn: A } }', 'CyclicReference', ['`A` -> `B` -> `A`']],
  ])('%s', (_, name, content, code, words) => {
    const error = refusal({ [name]: content }, name);
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(`file \`${name}\``)]);
    for (const word of words) expect(error.message).toContain(word);
  });

  test('a circle that a condition may break is none', () => {
    expect(templatesOf([{ key: 'A', body: 'Parameters: { P: { Type: String } }\nConditions: { C: !Equals [!Ref P, a] }\nResources: { A: { Type: T, Properties: { V: !If [C, !Ref B, x] } }, B: { Type: T, DependsOn: A } }' }]).resources).toHaveLength(2);
  });

  test('aliases that multiply are refused before they take any memory', () => {
    const level = (name: string, of: string): string => `${name}: &${name} [${Array.from({ length: 10 }, () => of).join(', ')}]\n`;
    const bomb = `Metadata:\n${['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((n, i, all) => `  ${level(n, i === 0 ? 'x' : `*${all[i - 1]}`)}`).join('')}Resources: {}\n`;
    const before = process.memoryUsage().heapUsed;
    expect(refusal({ 'a.yaml': bomb }, 'a.yaml').message).toContain('blow the file up');
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50e6);
  });

  test('what is deep in JSON is read, and is a symbol where it is asked for', () => {
    const deep = `{"Resources":{"X":{"Type":"Test::X","Properties":{"V":${'['.repeat(10_000)}${']'.repeat(10_000)},"W":1}}}}`;
    const resource = templatesOf([{ key: 'A', body: deep }]).resource('A.X')!;
    expect(resource.value('W')).toBe(1);
    expect(resource.items('V')).toHaveLength(1);
  });

  test('above the limits of CloudFormation is read', () => {
    const body = JSON.stringify({ Resources: Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`R${i}`, { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'x'.repeat(400) } }])) });
    expect(body.length).toBeGreaterThan(1_000_000);
    expect(templatesOf([{ key: 'A', body }]).ofType('AWS::EC2::SecurityGroup')).toHaveLength(3000);
  });
});

const manifest = (artifacts: unknown, more: object = {}): string => JSON.stringify({ version: '54.0.0', artifacts, ...more });
const stack = (templateFile: unknown): object => ({ type: 'aws:cloudformation:stack', environment: 'aws://1/eu-west-1', properties: { templateFile } });
const nested = (metadata: object): string => JSON.stringify({ Resources: { N: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3/abc.json' }, Metadata: metadata } } });

describe('assemblies', () => {
  test.each<[string, Record<string, string>, string, string[]]>([
    ['without manifest', { 'out/App.template.json': X({}) }, 'NotAnAssembly', ['directory `out` has no manifest.json', '`cdk.out`']],
    ['with a manifest that is no JSON', { 'out/manifest.json': '{\n "version": }' }, 'NotJson', ['`out/manifest.json` (2:13)']],
    ['with a manifest that is a list', { 'out/manifest.json': '[]' }, 'ManifestInvalid', ['no `version`']],
    ['with a manifest of something else', { 'out/manifest.json': '{"name":"x"}' }, 'ManifestInvalid', ['no `version`']],
    ['with artifacts that are a list', { 'out/manifest.json': manifest([]) }, 'ManifestInvalid', ['`/artifacts`']],
    ['with an artifact without type', { 'out/manifest.json': manifest({ A: {} }) }, 'ManifestInvalid', ['artifact `A` has no `type`']],
    ['with properties that are a text', { 'out/manifest.json': manifest({ A: { type: 'aws:cloudformation:stack', properties: 'x' } }) }, 'ManifestInvalid', ['`properties` of artifact `A`']],
    ['with a stack without template', { 'out/manifest.json': manifest({ A: stack(undefined) }) }, 'ManifestInvalid', ['name of a file is missing']],
    ['with a stack whose template is gone', { 'out/manifest.json': manifest({ A: stack('A.template.json') }) }, 'AssetMissing', ['the template `A.template.json` of stack `A` does not exist']],
    ['with a stack whose template is a directory', { 'out/manifest.json': manifest({ A: stack('d') }), 'out/d/x': '' }, 'FileUnreadable', ['`out/d` is a directory']],
    ['with a name that leads out', { 'out/manifest.json': manifest({ A: stack('../secret.json') }), 'secret.json': X({}) }, 'PathOutside', ['`../secret.json` leaves the directory']],
    ['with a name that leads out by a way around', { 'out/manifest.json': manifest({ A: stack('a/../../secret.json') }), 'secret.json': X({}) }, 'PathOutside', ['leaves the directory']],
    ['with a name from the root', { 'out/manifest.json': manifest({ A: stack('/etc/passwd') }) }, 'PathOutside', ['leaves the directory']],
    ['with a name of another system', { 'out/manifest.json': manifest({ A: stack('..\\secret.json') }) }, 'PathOutside', ['leaves the directory']],
    ['with a name with control characters', { 'out/manifest.json': manifest({ A: stack('\u001b[31m.json') }) }, 'AssetMissing', ['\\u001b[31m.json']],
    ['with a stage that is gone', { 'out/manifest.json': manifest({ S: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-S' } } }) }, 'AssetMissing', ['the stage `S` is in directory `assembly-S`, which does not exist']],
    ['with a stage of itself', { 'out/manifest.json': manifest({ S: { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } } }) }, 'ManifestInvalid', ['is a stage of itself']],
    ['with a stage without manifest', { 'out/manifest.json': manifest({ S: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-S' } } }), 'out/assembly-S/x': '' }, 'NotAnAssembly', ['directory `out/assembly-S`']],
    ['whose nested template is gone', { 'out/manifest.json': manifest({ A: stack('A.json') }), 'out/A.json': nested({ 'aws:asset:path': 'N.json' }) }, 'AssetMissing', ['at `/Resources/N`', 'nested template `N.json` does not exist']],
    ['whose nested template contains itself', { 'out/manifest.json': manifest({ A: stack('A.json') }), 'out/A.json': nested({ 'aws:asset:path': 'A.json' }) }, 'CyclicReference', ['`A.json` contains itself']],
    ['whose nested template leads out', { 'out/manifest.json': manifest({ A: stack('A.json') }), 'out/A.json': nested({ 'aws:asset:path': '../B.json' }) }, 'PathOutside', ['`../B.json` leaves']],
    ['whose nested template is no template', { 'out/manifest.json': manifest({ A: stack('A.json') }), 'out/A.json': nested({ 'aws:asset:path': 'N.json' }), 'out/N.json': '[]' }, 'NotATemplate', ['`N.json`']],
    ['whose manifest of assets is gone', { 'out/manifest.json': manifest({ A: stack('A.json'), B: { type: 'cdk:asset-manifest', properties: { file: 'A.assets.json' } } }), 'out/A.json': nested({}) }, 'AssetMissing', ['`out/A.assets.json` does not exist']],
    ['with an intent that is no JSON', { 'out/manifest.json': manifest({}), 'out/zero-trust.intent.json': '{' }, 'NotJson', ['`out/zero-trust.intent.json`']],
  ])('%s', (_, files, code, words) => {
    const error = refusal(files, 'out');
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(words[0])]);
    for (const word of words) expect(error.message).toContain(word);
  });

  test('nested templates that multiply are refused', () => {
    const two = (to: string): string => JSON.stringify({ Resources: Object.fromEntries(['A', 'B'].map((id) => [id, { Type: 'AWS::CloudFormation::Stack', Properties: {}, Metadata: { 'aws:asset:path': to } }])) });
    const files = Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`out/${i}.json`, i === 13 ? X({}) : two(`${i + 1}.json`)]));
    expect(refusal({ ...files, 'out/manifest.json': manifest({ A: stack('0.json') }) }, 'out').code).toBe('TooManyStacks');
  });
});

describe('paths', () => {
  test.each<[string, string[], string, string]>([
    ['none', [], 'NothingToRead', 'no template is named'],
    ['one that is not there', ['nothing.json'], 'FileUnreadable', 'file `nothing.json` does not exist'],
    ['one below a file', ['f.json/x'], 'FileUnreadable', 'does not exist'],
    ['a link that leads back to itself', ['loop'], 'FileUnreadable', 'file `loop` is a link that leads back to itself'],
    ['a device', ['/dev/null'], 'FileUnreadable', 'is no regular file'],
  ])('%s', (_, paths, code, message) => {
    const cwd = path.join(directory, 'paths');
    mkdirSync(cwd, { recursive: true });
    writeFileSync(path.join(cwd, 'f.json'), X({}));
    rmSync(path.join(cwd, 'loop'), { force: true });
    symlinkSync('loop', path.join(cwd, 'loop'));
    expect(thrownBy(() => readTemplates(paths, { cwd }))).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test('directories that are linked into each other end', () => {
    const cwd = path.join(directory, 'linked');
    mkdirSync(path.join(cwd, 'out'), { recursive: true });
    writeFileSync(path.join(cwd, 'out', 'manifest.json'), manifest({ S: { type: 'cdk:cloud-assembly', properties: { directoryName: 'inner' } } }));
    symlinkSync('.', path.join(cwd, 'out', 'inner'));
    expect(thrownBy(() => readTemplates(['out'], { cwd })).message).toContain('is a stage of itself');
  });
});
