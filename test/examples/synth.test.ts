/**
 * The apps as the CDK CLI runs them: the command of cdk.json in a process of its own. Nothing may go to standard output
 * (`cdk synth > template.yaml` must stay clean), and CDK's own validation, which other tests switch off, finds nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cdkJson, type ExampleApp, EXAMPLES, REFERENCE, ROOT } from './apps';

const directory = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-synth-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(app: ExampleApp, command: string, env: NodeJS.ProcessEnv): { readonly status: number | null; readonly stdout: string; readonly stderr: string; readonly out: string } {
  const out = path.join(directory, `${app.name}-${env.CDK_VALIDATION ?? 'on'}`);
  const context = JSON.stringify(cdkJson(app).context);
  const result = spawnSync(command, { cwd: app.folder, shell: true, encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: undefined, ...env, CDK_OUTDIR: out, CDK_CONTEXT_JSON: context } });
  return { ...result, out };
}

test.each([REFERENCE, EXAMPLES[0]])('$name prints nothing to standard output, and no warning of CDK to the other', (app) => {
  const { status, stdout, stderr } = run(app, cdkJson(app).app, { CDK_VALIDATION: 'false' });
  expect(stderr.split('\n').filter((line) => /warning|deprecated/i.test(line))).toStrictEqual([]);
  expect({ status, stdout }).toStrictEqual({ status: 0, stdout: '' });
}, 60_000);

test('CDK\'s own validation finds nothing in the reference app', () => {
  const main = path.join(directory, 'with-control.ts');
  writeFileSync(main, `
    const { CfnResource, Stack, Validations } = require(${JSON.stringify(path.join(ROOT, 'node_modules', 'aws-cdk-lib'))});
    const { app } = require(${JSON.stringify(REFERENCE.file)});
    // A stack with one mistake shows that the validation ran, and that it would have said something.
    new CfnResource(new Stack(app, 'Control'), 'Wrong', { type: 'AWS::S3::Bucket', properties: { NoSuchProperty: 1 } });
    // CDK's FlowLog acknowledges F3002 and F3003 for itself, and the floor version then hides these of every resource.
    for (const { node } of app.node.findAll()) {
      node._metadata = node._metadata?.filter(({ type, data }) => type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY || Object.keys(data).some((id) => id.startsWith('ZeroTrust::')));
    }
  `);
  const { status, stdout, stderr, out } = run(REFERENCE, `node -r ./scripts/ts.cjs ${JSON.stringify(main)}`, {});
  expect({ status, stdout, stderr: status === 0 ? '' : stderr }).toStrictEqual({ status: 0, stdout: '', stderr: '' });
  const { pluginReports } = JSON.parse(readFileSync(path.join(out, 'validation-report.json'), 'utf8'));
  const found = pluginReports.flatMap(({ violations }: any) => violations.flatMap(({ ruleName, violatingConstructs }: any) => violatingConstructs.map((c: any) => `${ruleName} @ ${c.constructPath}`)));
  expect(found).toStrictEqual(['F3002 @ Control/Wrong']);
}, 180_000);
