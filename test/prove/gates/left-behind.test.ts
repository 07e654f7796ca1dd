/**
 * Ways past the gate that were open once: what an earlier synth left behind is believed, what was declared is not there any more, and
 * nobody says so.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ZeroTrust, ZeroTrustValidator } from 'cdk-zero-trust';
import { main } from '../../../lib/cli/main';
import { rules, synth } from '../../validation/support';
import { declared } from './app';

async function run(...words: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: '', err: '' };
  const code = await main(words, { stdout: { write: (t) => { said.out += t; } }, stderr: { write: (t) => { said.err += t; } }, env: {}, cwd: '/' });
  return { code, ...said };
}

const STALE = /^warning stale-intent\.[0-9a-f]{16} @ $/;
const without = (outdir: string, name: string): unknown => {
  const file = path.join(outdir, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { artifacts: Record<string, unknown> };
  const { [name]: _, ...artifacts } = manifest.artifacts;
  return writeFileSync(file, JSON.stringify({ ...manifest, artifacts }));
};

describe('a directory that is used again', () => {
  test('what another app declared there does not count', async () => {
    const { outdir } = declared().app;
    synth(declared({}, {}, outdir).app);
    const next = new App({ outdir });
    // The same names, and no façade: the flow that is left behind would permit it.
    new ec2.CfnSecurityGroup(new Stack(next, 'App'), 'Open', { groupDescription: 'open', vpcId: 'vpc-0123456789abcdef0' });
    ZeroTrustValidator.enable(next);
    const { error, report } = synth(next);
    expect(error).toBeUndefined();
    expect(rules(report!.violations)).toStrictEqual([expect.stringMatching(STALE)]);
    expect(report!.violations[0].description).toBe('`zero-trust.intent.json` is of an earlier synth, and nothing that it declares counts: no façade of this app wrote it');
    expect(await run('prove', outdir)).toMatchObject({ code: 2, err: expect.stringContaining('its zero-trust.intent.json is of another synth than its manifest.json, which names none; remove zero-trust.intent.json and zero-trust.network.json') });
    expect(await run('intent', outdir)).toMatchObject({ code: 2, err: expect.stringContaining('is of another synth than the manifest beside it') });
  });

  test('a façade that moved into a stage declares there alone', async () => {
    const { app: { outdir } } = declared();
    synth(declared({}, {}, outdir).app);
    const next = new App({ outdir });
    declared({}, {}, outdir, new Stage(next, 'Prod'));
    const { error, report } = synth(next);
    expect(error).toBeUndefined();
    expect(rules(report!.violations)).toStrictEqual([expect.stringMatching(STALE)]);
    for (const name of ['intent', 'network']) rmSync(path.join(outdir, `zero-trust.${name}.json`));
    expect(await run('prove', outdir)).toMatchObject({ code: 0, out: expect.stringContaining('0 violated, 0 unknown') });
  });

  test('rules that were made from an intent are not judged without it', () => {
    const { app } = declared();
    synth(app);
    without(app.outdir, 'cdk-zero-trust/intent');
    const next = declared({}, {}, app.outdir);
    synth(next.app);
    without(app.outdir, 'cdk-zero-trust/intent');
    const late = new ZeroTrustValidator();
    expect(JSON.stringify(((): unknown => { try { return late.validate({ appConstruct: next.app, templatePaths: ['x'] } as never); } catch (e) { return String(e); } })())).toContain('and its template `App.template.json` was made from an intent');
  });
});

test('of two façades one that was taken out of the tree is not waited for', () => {
  const { app, stack, vpc } = declared();
  new ZeroTrust(stack, 'Another', { vpc });
  stack.node.tryRemoveChild('Another');
  expect(synth(app).error).toBeUndefined();
  expect(JSON.parse(readFileSync(path.join(app.outdir, 'zero-trust.intent.json'), 'utf8'))).toMatchObject({ scopes: [{ scope: 'App/ZeroTrust' }] });
});

describe('a member that is not what was declared', () => {
  test.each<[string, (stack: Stack) => void, string]>([
    ['is gone', (stack) => stack.node.tryRemoveChild('db'), '`App.template.json` has no resource `db`'],
    ['is of another type', (stack) => (stack.node.findChild('db') as CfnResource).addOverride('Type', 'Custom::Thing'), 'the resource is of type `Custom::Thing`, and was a `AWS::EC2::Instance` when it became a member'],
  ])('%s fails', async (_, change, why) => {
    const { app, stack, zt } = declared();
    // After the network was built and looked over: by a validation of somebody else.
    zt.node.addValidation({ validate: () => { change(stack); return []; } });
    const { error, report } = synth(app);
    expect(error).toBeDefined();
    expect(rules(report!.violations)).toContainEqual(expect.stringMatching(/^error member\.[0-9a-f]{16} @ App/));
    expect(report!.violations.find((v) => v.ruleName.startsWith('member.'))!.description.replace(/\s+/g, ' ')).toContain(why);
    expect(await run('prove', app.outdir)).toMatchObject({ code: 1, out: expect.stringContaining(why.slice(0, 30)) });
  });

  test('is perhaps there: unknown, and that fails too', async () => {
    const { app, stack, zt } = declared();
    stack.addTransform('Macro');
    zt.node.addValidation({ validate: () => { stack.node.tryRemoveChild('db'); return []; } });
    expect(rules(synth(app).report!.violations)).toContainEqual(expect.stringMatching(/^error member\.[0-9a-f]{16} @ App/));
    expect((await run('prove', app.outdir)).code).toBe(3);
  });
});

test('a macro beside members is loud', async () => {
  const { app, stack } = declared();
  stack.addTransform('Macro');
  const { error, report } = synth(app);
  expect(error).toBeDefined();
  const errors = report!.violations.filter((v) => v.severity === 'error').map((v) => v.description.split('\n')[0]);
  expect(errors).toStrictEqual(['db', 'web'].map((s) => `it cannot be said whether more than declared is permitted to and from ${s}`));
  expect((await run('prove', app.outdir)).code).toBe(3);
});

test('a macro in a stack without members is not', () => {
  const { app } = declared();
  const other = new Stack(app, 'Other');
  other.addTransform('Macro');
  new ec2.CfnEIP(other, 'Address', {});
  expect(synth(app).error).toBeUndefined();
});
