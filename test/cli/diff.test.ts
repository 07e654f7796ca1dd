/** `zero-trust diff`: what a change opens and closes, and how it ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FirewallMode, FirewallPreset, FirewallTarget, FrontDoor, HandlerRole, RouteHandler, WebFirewall } from '../../lib';
import type { DiffFile } from '../../lib/contract/verdicts';
import { CLIENT_RULE, template } from './prove-support';
import { folder, run } from './support';

const SSH = '        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: !GetAtt WebSg.GroupId }\n';
const cwd = folder({ 'old/app.yaml': template(), 'same/app.yaml': template(), 'port/app.yaml': template({ webPort: 8443 }), 'closed/app.yaml': template({ web: '10.9.0.0/16' }), 'param/app.yaml': template({ extra: CLIENT_RULE }), 'ssh/app.yaml': template({ extra: SSH }) });
const diff = (old: string, next: string, ...argv: string[]): ReturnType<typeof run> => run(['diff', `${old}/app.yaml`, `${next}/app.yaml`, ...argv], { cwd });
async function found(...args: Parameters<typeof diff>): Promise<DiffFile> {
  return JSON.parse((await diff(...args, '--format', 'json')).stdout) as DiffFile;
}
const edges = (list: DiffFile['added']): string[] => list.map((e) => `${e.source} => ${e.destination} : ${e.over}`);

test('nothing changes: 0, and it says so', async () => {
  expect(await diff('old', 'same')).toEqual({ code: 0, stdout: expect.stringMatching(/^no network edge and no way in is opened or closed\n/), stderr: '' });
});

test('another port: one edge opens, one closes, and without an intent that ends with 1', async () => {
  const { code } = await diff('old', 'port');
  expect(code).toBe(1);
  const { schema, added, removed, summary } = await found('old', 'port');
  expect(schema).toBe('zero-trust/diff/1');
  expect(edges(added)).toContainEqual(expect.stringMatching(/^internet => .*Web : tcp\/8443$/));
  expect(edges(removed)).toContainEqual(expect.stringMatching(/^internet => .*Web : tcp\/443$/));
  expect(summary).toEqual({ added: added.length, removed: removed.length, undeclared: added.length });
});

test('an edge that only closes ends with 0 where nothing opens', async () => {
  const { removed } = await found('old', 'closed');
  expect(edges(removed)).toContainEqual(expect.stringMatching(/^internet => .*Web : tcp\/443$/));
});

test.each<[string, RegExp]>([
  ['text', /^opens \d+ edges? \(\d+ not declared\) and closes \d+ edges?\n/], ['markdown', /^## What this change opens and closes\n[^]*`internet` can now reach `.*Web` over `tcp\/8443`\. \*\*Nobody declared it\.\*\*/],
  ['svg', /^<svg [^]*>\+! tcp\/8443<\/text>/], ['sarif', /"ruleId": "zero-trust\/opens"/],
])('as %s, the same every time', async (format, words) => {
  const first = await diff('old', 'port', '--format', format);
  expect(first).toMatchObject({ code: 1, stderr: '' });
  expect(first.stdout).toMatch(words);
  expect(await diff('old', 'port', '--format', format)).toEqual(first);
  expect(first.stdout).not.toContain(cwd);
});

const URL = (auth: string): string => `Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Handler: i.h } }
  Url: { Type: AWS::Lambda::Url, Properties: { AuthType: ${auth}, TargetFunctionArn: !GetAtt Fn.Arn } }
  Everybody: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !GetAtt Fn.Arn, Action: lambda:InvokeFunctionUrl, Principal: "*", FunctionUrlAuthType: NONE } }
`;

describe('a function URL that asks for nothing any more', () => {
  const doors = folder({ 'old.yaml': URL('AWS_IAM'), 'new.yaml': URL('NONE') });

  test('is opened, ends with 1, and stands in the JSON as an edge of the exposure plane', async () => {
    const { code, stdout } = await run(['diff', 'old.yaml', 'new.yaml', '--format', 'json'], { cwd: doors });
    const { added, removed, summary } = JSON.parse(stdout) as DiffFile;
    expect([code, summary]).toEqual([1, { added: 1, removed: 0, undeclared: 1 }]);
    expect(added).toEqual([{ plane: 'exposure', source: 'anybody', destination: 'Fn', over: expect.stringMatching(/Url/), certain: true, declared: false, flows: [], because: expect.any(Array) }]);
    expect(removed).toEqual([]);
  });

  test('and the other way round closed, with 0', async () => {
    expect(await run(['diff', 'new.yaml', 'old.yaml'], { cwd: doors })).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^opens none and closes 1 way in\n[^]*- anybody => Fn : /) });
  });

  test.each<[string, RegExp]>([['text', /^opens 1 way in \(1 not declared\) and closes none\n[^]*\+ anybody => Fn : .*NOT DECLARED/], ['markdown', /`anybody` can now call `Fn` by `.*Url.*`\. \*\*Nobody declared it\.\*\*/], ['svg', /^<svg /], ['sarif', /anybody => Fn : [^"]*this change opens it/]])('as %s', async (format, words) => {
    expect(await run(['diff', 'old.yaml', 'new.yaml', '--format', format], { cwd: doors })).toMatchObject({ code: 1, stderr: '', stdout: expect.stringMatching(words) });
  });
});

describe('a declared route that loses its web firewall', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-diff-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const assemble = (name: string, mode?: FirewallMode): void => {
    const stack = new Stack(new App({ outdir: path.join(directory, name) }), 'Shop', { env: { region: 'eu-west-1' } });
    const role = new HandlerRole(stack, 'Role');
    const handler = new lambda.Function(stack, 'Status', { role, logGroup: role.logGroup, runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('1') });
    const door = new FrontDoor(stack, 'Door');
    door.addRoute('GET /status', { handler: RouteHandler.function(handler), publicBecause: 'the status page' });
    if (mode !== undefined) new WebFirewall(stack, 'Firewall', { preset: FirewallPreset.API, mode }).protect(FirewallTarget.frontDoor(door));
    (stack.node.root as App).synth();
  };
  beforeAll(() => {
    assemble('acts', FirewallMode.ENFORCE);
    assemble('observes', FirewallMode.observe('2099-01-31'));
    assemble('none');
  });

  test.each([['observes', 'past no web firewall that stops'], ['none', 'past no web firewall']])('%s: 1, in sentences, and back: 0', async (after, past) => {
    const there = await run(['diff', 'acts', after], { cwd: directory });
    expect(there).toMatchObject({ code: 1, stderr: '', stdout: expect.stringMatching(new RegExp(`^opens 1 way in \\(1 not declared\\) and closes none\\n[^]*\\+ anybody, ${past} =>[^]*NOT DECLARED`)) });
    expect((await run(['diff', 'acts', after, '--format', 'markdown'], { cwd: directory })).stdout).toMatch(new RegExp(`\`anybody, ${past}\` can now call .* by \`GET /status of .*\`\\. \\*\\*Nobody declared it\\.\\*\\*`));
    expect(await run(['diff', after, 'acts'], { cwd: directory })).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/closes 1 way in/) });
  });

  test('between counting and none at all nothing is lost', async () => {
    for (const sides of [['observes', 'none'], ['none', 'observes']]) expect(await run(['diff', ...sides], { cwd: directory })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^no network edge and no way in is opened or closed\n/) });
  });
});

test('a name may be assumed that one side alone has; one that neither has is an error', async () => {
  const both = folder({ 'a.yaml': template().replace('  ClientCidr: { Type: String }\n', '  Other: { Type: String }\n'), 'b.yaml': template({ extra: SSH }) });
  expect((await run(['diff', 'a.yaml', 'b.yaml', '--assume', 'ClientCidr=10.0.0.0/8'], { cwd: both })).stderr).toBe('');
  expect(await run(['diff', 'a.yaml', 'b.yaml', '--assume', 'ClientCdir=10.0.0.0/8'], { cwd: both })).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/did you mean `ClientCidr`/) });
});

test.each([['nowhere/app.yaml', 'old/app.yaml'], ['old/app.yaml', 'nowhere/app.yaml']])('%s to %s ends with 2', async (old, next) => {
  expect(await run(['diff', old, next], { cwd })).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/^zero-trust: .*nowhere\/app\.yaml.* does not exist[^\n]*\n$/) });
});
