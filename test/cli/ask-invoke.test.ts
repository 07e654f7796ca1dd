/** `zero-trust ask invoke`: every way into a function, and what each asks. And `identified` and the standing question in `prove`. */
import type { AnswerFile, VerdictFile } from '../../lib/contract/verdicts';
import { api, att, permission, ref, type } from '../prove/exposure/support';
import { folder, run } from './support';

const cwdOf = (resources: object, more: object = {}): string => folder({ 'app.json': JSON.stringify({ ...more, Resources: resources }), 'g.yaml': 'schema: zero-trust/guarantees/1\nguarantees:\n  - identified: { target: Fn }\n' });
const ask = (cwd: string, target: string, ...argv: string[]): ReturnType<typeof run> => run(['ask', 'invoke', 'app.json', '--target', target, ...argv], { cwd });

test('the answer as scripts read it', async () => {
  const { code, stdout, stderr } = await ask(cwdOf(api({ AuthorizationType: 'NONE' })), 'Fn', '--format', 'json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const reply = JSON.parse(stdout) as AnswerFile;
  expect(reply).toMatchObject({
    schema: 'zero-trust/answer/1', question: 'invoke Fn', answer: 'unidentified', blockedBy: [], unknowns: [],
    witness: { entry: 'GET /docs of Api', target: 'Fn', checks: [{ kind: 'none', identity: 'no' }], request: { method: 'GET', without: ['a token', 'a signature'] } },
    entries: [{ entry: 'GET /docs of Api', kind: 'rest', answer: 'unidentified', because: [{ template: 'app.json', pointer: '/Resources/Get', resource: 'Get', what: 'route' }, { pointer: '/Resources/Get/Properties/AuthorizationType' }] }],
  });
  expect(stdout).not.toMatch(/path"|[\u0001\u0002]/);
});

test('and as people do', async () => {
  const { stdout } = await ask(cwdOf({ ...api({ ApiKeyRequired: true }), Url: type('Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: att('Fn') }), UrlP: permission({ Action: 'lambda:InvokeFunctionUrl', Principal: '*' }) }), 'Fn');
  expect(stdout).toMatch(/^invoke Fn: UNIDENTIFIED\n=+\n\nWays in, and what each asks for\n {2}ANY \/ of Url UNIDENTIFIED\n {6}nothing\n {6}GET https:\/\/\{the function URL Url\}/);
  expect(stdout).toMatch(/GET \/docs of Api identified\n {6}a token of `Auth` with scope documents\/read\n {6}an API key, which counts requests and is no identity/);
});

test.each<[string, object, string]>([
  ['Fn', api(), 'identified'], ['app.Fn', api(), 'identified'], ['Api', api(), 'identified'], ['Fn', { Fn: type('Lambda::Function') }, 'unreachable'],
  ['Fn', api({ AuthorizationType: ref('Kind') }), 'unknown'], ['Live', { ...api(), Live: type('Lambda::Alias', { FunctionName: ref('Fn'), Name: 'live' }) }, 'identified'],
  ['FnArn', { P: permission({ FunctionName: ref('FnArn') }) }, 'unidentified'],
])('%s of %j', async (target, resources, expected) => {
  const cwd = cwdOf(resources, { Parameters: { Kind: { Type: 'String' }, FnArn: { Type: 'String' } } });
  const { stdout } = await ask(cwd, target, '--format', 'json');
  expect((JSON.parse(stdout) as AnswerFile).answer).toBe(expected);
  expect((await ask(cwd, target, '--fail-on', 'unknown')).code).toBe(expected === 'unknown' ? 3 : 0);
});

test('what is assumed settles it', async () => {
  const cwd = cwdOf(api({ AuthorizationType: ref('Kind') }), { Parameters: { Kind: { Type: 'String' } } });
  const { stdout } = await ask(cwd, 'Fn', '--format', 'json');
  const [unknown] = (JSON.parse(stdout) as AnswerFile).unknowns;
  expect(unknown).toMatchObject({ token: 'Ref Kind', assume: 'Kind=<value>' });
  for (const [value, answer] of [['NONE', 'unidentified'], ['AWS_IAM', 'identified']]) expect((JSON.parse((await ask(cwd, 'Fn', '--format', 'json', '--assume', `Kind=${value}`)).stdout) as AnswerFile)).toMatchObject({ answer, assumptions: expect.arrayContaining([`\`Kind\` is \`${value}\` (assumed)`]) });
});

describe('names that people know', () => {
  const at = (resource: object, path: string): object => ({ ...resource, Metadata: { 'aws:cdk:path': path } });
  const made = (more: Record<string, object> = {}): string => {
    const { Fn, Api, ...rest } = api();
    return cwdOf({ ...rest, Fn: at(Fn, 'Shop/Read/Resource'), Api: at(Api, 'Shop/Door/Api'), ...more });
  };
  test.each(['Read', 'Shop/Read', 'Door', 'Shop/Door', 'Shop'])('%s', async (target) => {
    const { code, stdout } = await ask(made(), target, '--format', 'json');
    expect({ code, entries: (JSON.parse(stdout) as AnswerFile).entries?.map((e) => e.entry) }).toEqual({ code: 0, entries: ['GET /docs of Api'] });
  });
  test.each<[string, RegExp]>([
    ['Reed', /unknown name `Reed`; did you mean `Read`\? known functions and APIs: `Read`, `Shop\/Door\/Api`, `Shop\/Read` /],
    ['Shop/Reed', /did you mean `Shop\/Read`\? known functions and APIs: `Shop\/Door\/Api`, `Shop\/Read` /],
    ['app.Fm', /did you mean `app.Fn`\?/],
    ['Handler', /unknown name `Handler`; known functions and APIs: `Shop\/Door\/Api`, `Shop\/Read` /],
    ['Fm', /did you mean `Fn`\?/],
    ['Resource', /unknown name `Resource`/],
  ])('%s is none: the nearest of its kind', async (target, message) => {
    const { code, stderr } = await ask(made(), target);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
  test('an id in two places is refused with both', async () => {
    const { stderr } = await ask(made({ Other: at(type('Lambda::Function'), 'Back/Read/Resource') }), 'Read');
    expect(stderr).toMatch(/`Read` is the id of 2 constructs; write `Back\/Read` or `Shop\/Read`/);
  });
  test('a logical id goes before an id of the same text elsewhere', async () => {
    const { stdout } = await ask(made({ Read: type('Lambda::Function') }), 'Read', '--format', 'json');
    expect((JSON.parse(stdout) as AnswerFile).answer).toBe('unreachable');
  });
});

test.each<[string, RegExp]>([['Fnn', /unknown name `Fnn`.*did you mean `Fn`\?/], ['Pool', /`Pool` is a `AWS::Cognito::UserPool`/]])('%s is nobody\'s name: 2 and one line', async (target, message) => {
  const { code, stdout, stderr } = await ask(cwdOf(api()), target);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr.split('\n')).toHaveLength(2);
});

describe('prove', () => {
  const prove = (cwd: string, ...argv: string[]): ReturnType<typeof run> => run(['prove', 'app.json', ...argv], { cwd });
  test('a guarantee is violated with 1, unknown with 3, proved with 0', async () => {
    for (const [resources, code, verdict] of [[api({ AuthorizationType: 'NONE' }), 1, 'violated'], [api({ AuthorizationType: ref('Kind') }), 3, 'unknown'], [api(), 0, 'proved']] as const) {
      const reply = await prove(cwdOf(resources, { Parameters: { Kind: { Type: 'String' } } }), '--guarantees', 'g.yaml', '--format', 'json');
      expect(reply.code).toBe(code);
      const [found] = (JSON.parse(reply.stdout) as VerdictFile).verdicts.filter((v) => v.kind === 'identified');
      expect(found).toMatchObject({ verdict, plane: 'exposure', question: 'identified: whoever enters Fn' });
      expect(found.id).toMatch(/^identified\.[0-9a-f]{16}$/);
      if (verdict === 'violated') expect(found.witness).toMatchObject({ entry: 'GET /docs of Api', checks: [{ kind: 'none' }], target: 'Fn', hops: [], conditions: {} });
    }
  });

  test('a name of a guarantee that is nobody\'s is told with its place', async () => {
    const { code, stderr } = await run(['prove', 'app.json', '--guarantees', 'g.yaml'], { cwd: cwdOf({ Fnn: type('Lambda::Function') }) });
    expect(code).toBe(2);
    expect(stderr).toMatch(/unknown name `Fn`; did you mean `Fnn`\?/);
  });

  test.each<[string, readonly RegExp[]]>([
    ['text', [/Ways in, and whether they ask who comes\n {2}entry without identity: GET \/docs of Api reaches Fn NO IDENTITY/, /it asks for nothing/, /fix: give the method an authorizer/]],
    ['markdown', [/### Ways in, and whether they ask who comes/, /`entry without identity: GET \/docs of Api reaches Fn`: NO IDENTITY/, /without a token and a signature/]],
    ['sarif', [/"ruleId": "zero-trust\/standing"/, /without a token and a signature/, /"startLine"/, /"codeFlows"/]],
    ['svg', [/<svg/]],
  ])('as %s', async (format, parts) => {
    const { code, stdout } = await prove(cwdOf(api({ AuthorizationType: 'NONE' })), '--format', format);
    expect(code).toBe(1);
    for (const part of parts) expect(stdout).toMatch(part);
  });

  test('a baseline accepts the one entry, and no other', async () => {
    const cwd = folder({ 'app.json': JSON.stringify({ Resources: api({ AuthorizationType: 'NONE' }) }) });
    await prove(cwd, '--baseline', 'b.json', '--update-baseline');
    expect((await prove(cwd, '--baseline', 'b.json')).code).toBe(0);
    expect((await run(['prove', 'app.json', '--baseline', '../b.json'], { cwd: folder({ 'app.json': JSON.stringify({ Resources: { ...api({ AuthorizationType: 'NONE' }), P: permission({ Principal: '*' }) } }) }) })).code).not.toBe(0);
  });
});
