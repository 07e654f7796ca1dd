/** `zero-trust prove` end to end: what it says of templates, in every format, and how it ends. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { VerdictFile } from '../../lib/contract/verdicts';
import { CLIENT_RULE, guarantees, NEVER, NEVER_DIRECT, template, WORKS } from './prove-support';
import { folder, run } from './support';

const APP = { 'app.yaml': template(), 'direct.yaml': guarantees(NEVER_DIRECT, WORKS), 'never.yaml': guarantees(NEVER) };
const prove = (cwd: string, ...argv: string[]): ReturnType<typeof run> => run(['prove', ...argv], { cwd });
async function verdicts(cwd: string, ...argv: string[]): Promise<VerdictFile> {
  return JSON.parse((await prove(cwd, ...argv, '--format', 'json')).stdout) as VerdictFile;
}

describe('without an intent', () => {
  test('lists what the internet reaches, what reaches each data store, and the widest rules', async () => {
    const { stdout, stderr } = await prove(folder(APP), 'app.yaml');
    expect(stderr).toBe('');
    for (const heading of ['What the internet reaches', 'What reaches each data store', 'The widest rules']) expect(stdout).toContain(`\n${heading}`);
    expect(stdout).toMatch(/internet => .*Web : tcp\/443/);
    expect(stdout).toContain('app.yaml#/Resources/WebSg/Properties/SecurityGroupIngress/0');
  });
});

describe('guarantees', () => {
  test('that hold end with 0', async () => {
    const file = await verdicts(folder(APP), 'app.yaml', '--guarantees', 'direct.yaml');
    const written = file.verdicts.filter((v) => v.kind !== 'standing');
    expect(written.map((v) => [v.kind, v.verdict])).toEqual(expect.arrayContaining([['denies', 'proved'], ['permits', 'proved']]));
  });

  test('that do not end with 1, and the path is drawn', async () => {
    const { code, stdout, stderr } = await prove(folder(APP), 'app.yaml', '--guarantees', 'never.yaml');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/internet => .*Db : any protocol and port VIOLATED via .*Web/);
    expect(stdout).toMatch(/\n +1\. internet => .*Web : tcp\/443\n/);
    expect(stdout).toMatch(/\n +2\. .*Web => .*Db : tcp\/5432 \(whoever controls .*Web goes on\)\n/);
  });

  test('that a token hides end with 3, and with 0 once it is assumed', async () => {
    const cwd = folder({ 'app.yaml': template({ web: '!Ref ClientCidr' }), 'g.yaml': guarantees('denies: { source: internet, destination: Web, level: packet }', WORKS) });
    const unknown = await prove(cwd, 'app.yaml', '--guarantees', 'g.yaml');
    expect({ code: unknown.code, stderr: unknown.stderr }).toEqual({ code: 3, stderr: '' });
    expect(unknown.stdout).toMatch(/\nUnknown, and not a pass: [^\n]*\n {2}internet => .*Web : any protocol and port UNKNOWN\n[^]*settled by --assume 'ClientCidr=/);
    expect((await prove(cwd, 'app.yaml', '--guarantees', 'g.yaml', '--fail-on', 'violated')).code).toBe(0);
    expect((await prove(cwd, 'app.yaml', '--guarantees', 'g.yaml', '--assume', 'ClientCidr=10.0.0.0/16')).code).toBe(0);
    expect((await prove(cwd, 'app.yaml', '--guarantees', 'g.yaml', '--assume', 'ClientCidr=0.0.0.0/1')).code).toBe(1);
  });

  test('that name nothing are told with their place and the nearest name', async () => {
    const cwd = folder({ ...APP, 'ci/g.yaml': guarantees(WORKS, 'denies: { source: internet, destination: Dbb }') });
    expect(await prove(cwd, 'app.yaml', '--guarantees', 'ci/g.yaml')).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/^zero-trust: ci\/g\.yaml:4:\d+: a guarantee `denies`: unknown name `Dbb`.*did you mean `Db`\?.*\n$/) });
  });

  test('assume what the command line does not', async () => {
    const cwd = folder({ 'app.yaml': template({ extra: CLIENT_RULE }), 'g.yaml': guarantees(WORKS).replace('guarantees:', 'assume: { ClientCdir: 10.0.0.0/8 }\nguarantees:') });
    expect((await prove(cwd, 'app.yaml', '--guarantees', 'g.yaml')).stderr).toMatch(/^zero-trust: g\.yaml:2:11: nothing is named `ClientCdir` .*did you mean `ClientCidr`\? \[UnknownName\]\n$/);
    expect((await prove(cwd, 'app.yaml', '--assume', 'ClientCdir=x')).stderr).toMatch(/^zero-trust: nothing is named `ClientCdir` .*did you mean `ClientCidr`\? \[UnknownName\]\n$/);
  });
});

describe('a baseline', () => {
  const today = ['--today', '2026-11-22'];

  test('accepts what is there, fails on what is new, and ends', async () => {
    const cwd = folder(APP);
    const accept = await prove(cwd, 'app.yaml', '--guarantees', 'never.yaml', '--baseline', 'b.json', '--update-baseline', ...today);
    expect(accept.code).toBe(0);
    expect(accept.stderr).toMatch(/^zero-trust: `b\.json` accepts \d+; \d+ of them without an owner: write a name in the place of `unassigned`\n$/);
    const text = readFileSync(path.join(cwd, 'b.json'), 'utf8');
    expect(text).toContain('"until": "2027-02-20"');
    expect((await prove(cwd, 'app.yaml', '--guarantees', 'never.yaml', '--baseline', 'b.json', ...today)).code).toBe(0);
    // Somebody asks for more than holds.
    writeFileSync(path.join(cwd, 'never.yaml'), guarantees(NEVER, 'denies: { source: internet, destination: Web }'));
    const worse = await prove(cwd, 'app.yaml', '--guarantees', 'never.yaml', '--baseline', 'b.json', ...today);
    expect(worse.code).toBe(1);
    expect(readFileSync(path.join(cwd, 'b.json'), 'utf8')).toBe(text);
    // And when its time is over it accepts nothing.
    const late = await prove(cwd, 'app.yaml', '--guarantees', 'never.yaml', '--baseline', 'b.json', '--today', '2027-03-07');
    expect(late.code).toBe(1);
    expect(late.stderr).toMatch(/^(zero-trust: warning: `[\w.-]+` of `b\.json` \(owner `unassigned`\) ended on 2027-02-20; put it right, or accept it again with `--update-baseline`\n)+zero-trust: warning: \d+ of `b\.json` are accepted in nobody's name; write a name in the place of `unassigned`\n$/);
  });

  test('accepts for two weeks after its end, as at synth, and says so; and says what nobody looks at again', async () => {
    const cwd = folder(APP);
    const argv = ['app.yaml', '--guarantees', 'never.yaml', '--baseline', 'b.json'];
    await prove(cwd, ...argv, '--update-baseline', ...today);
    const grace = await prove(cwd, ...argv, '--today', '2027-03-06');
    expect(grace).toMatchObject({ code: 0, stderr: expect.stringContaining('ended on 2027-02-20 and accepts nothing 14 days after that; put it right') });
    const edit = (change: (text: string) => string): void => writeFileSync(path.join(cwd, 'b.json'), change(readFileSync(path.join(cwd, 'b.json'), 'utf8')));
    edit((text) => text.replaceAll('unassigned', 'ana').replaceAll('2027-02-20', '9999-12-31'));
    expect(await prove(cwd, ...argv, ...today)).toMatchObject({ code: 0, stderr: expect.stringMatching(/^(zero-trust: warning: `[\w.-]+` of `b\.json` \(owner `ana`\) ends on 9999-12-31, in more than a year; write a nearer end, so that somebody looks again\n)+$/) });
    edit((text) => text.replaceAll('9999-12-31', '2027-02-20').replace('"question": "denies', '"question": "permits'));
    expect(await prove(cwd, ...argv, ...today)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^zero-trust: warning: `denies\.[0-9a-f]{16}` of `b\.json` \(owner `ana`\) accepts nothing: it was `permits .*`, and is `denies .*` now; put it right, or accept it again with `--update-baseline`\n$/) });
  });

  test.each<[string, string[], RegExp]>([
    ['that is not there', ['--baseline', 'none.json'], /^zero-trust: file `none\.json` does not exist; expected a baseline: write one with `--baseline none\.json --update-baseline`\n$/],
    ['of another schema', ['--baseline', 'other.json'], /^zero-trust: file `other\.json`: `schema` is `zero-trust\/intent\/1`; expected `zero-trust\/baseline\/1` \[BaselineUnreadable\]\n$/],
    ['on a day that is none', ['--baseline', 'b.json', '--update-baseline', '--today', 'tomorrow'], /^zero-trust: date `tomorrow` cannot be read; expected ISO-8601, e\.g\. `2026-11-22` \[DateInvalid\]\n$/],
  ])('%s ends with 2', async (_, argv, stderr) => {
    expect(await prove(folder({ ...APP, 'other.json': { schema: 'zero-trust/intent/1' } }), 'app.yaml', ...argv)).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(stderr) });
  });
});

describe('formats', () => {
  const argv = ['app.yaml', '--guarantees', 'never.yaml'];

  test.each<[string, RegExp]>([
    ['text', /^\d+ violated, /], ['json', /^\{\n {2}"schema": "zero-trust\/verdicts\/1"/], ['sarif', /^\{\n {2}"\$schema": ".*sarif-2\.1\.0\.json"/],
    ['markdown', /^## Zero trust: \d+ violated\n/], ['svg', /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/],
  ])('%s says the same every time, and nothing of the machine; --out writes the same', async (format, opening) => {
    const [one, two] = [folder(APP), folder(APP)];
    const first = await prove(one, ...argv, '--format', format);
    expect(first).toMatchObject({ code: 1, stderr: '' });
    expect(first.stdout).toMatch(opening);
    expect(await run(['prove', ...argv, '--format', format], { cwd: two, env: { TZ: 'Asia/Tokyo' } })).toEqual(first);
    expect(first.stdout).not.toContain(path.dirname(one));
    expect(await prove(two, ...argv, '--format', format, '--out', 'answer')).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(readFileSync(path.join(two, 'answer'), 'utf8')).toBe(first.stdout);
  });

  test('sarif points to the line of the rule', async () => {
    const cwd = folder({ 'infra/app.yaml': APP['app.yaml'], 'never.yaml': APP['never.yaml'] });
    const { runs: [{ results }] } = JSON.parse((await prove(cwd, 'infra/app.yaml', '--guarantees', 'never.yaml', '--format', 'sarif')).stdout) as any;
    const places = results.flatMap((r: any) => [...r.locations, ...r.relatedLocations ?? []]).map((l: any) => l.physicalLocation);
    const line = APP['app.yaml'].split('\n').findIndex((l) => l.includes('SourceSecurityGroupId')) + 1;
    expect(places).toContainEqual({ artifactLocation: { uri: 'infra/app.yaml' }, region: { startLine: line, startColumn: 11 } });
  });
});

describe('bad input ends with 2 and one line', () => {
  const cases: Readonly<Record<string, string>> = {
    'text.yaml': 'hello\n', 'broken.yaml': 'Resources:\n\tA: 1\n', 'broken.json': '{\n  "Resources": {,}\n}', 'empty.yaml': '', 'list.json': '[]', 'noresources.json': '{"a":1}', 'binary.yaml': '\u0000\u0001', 'bom\u001b[31m.yaml': 'x',
  };
  test.each(Object.keys(cases))('%j', async (name) => {
    const { code, stdout, stderr } = await prove(folder(cases), name);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^zero-trust: [^\n]*\n$/);
    expect(stderr).not.toMatch(/\u001b/);
    expect(stderr).toContain(name.split('\u001b')[0]);
  });

  test.each<[string, string[], RegExp]>([
    ['nothing there', ['nowhere'], /nowhere.*does not exist/],
    ['no cdk.out', [], /cdk\.out.*does not exist/],
    ['a directory without a manifest', ['.'], /has no manifest\.json; expected a cloud assembly/],
    ['a missing template', ['out'], /manifest\.json.*template `Gone\.template\.json` of stack `Gone` does not exist/],
  ])('%s', async (_, argv, message) => {
    const cwd = folder({ 'out/manifest.json': { version: '48.0.0', artifacts: { Gone: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Gone.template.json' } } } } });
    const { code, stdout, stderr } = await prove(cwd, ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});
