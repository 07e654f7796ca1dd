/** What others say of the templates of a watch: CloudFormation's schemas, cdk-nag, cfn-lint. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Posture } from '../../../lib/layers/declaration';
import { judge } from '../../nag/judge';
import { facadeApp } from './facade-app';

jest.setTimeout(180_000);

interface Validator {
  validate(file: unknown, region: string): readonly { readonly ruleId: string; readonly resourceType?: string; readonly propertyPath?: string; readonly message: string }[];
}
const { SchemaValidator, TemplateFile } = createRequire(require.resolve('aws-cdk-lib/package.json'))('@aws/cloudformation-validate') as { readonly SchemaValidator: new () => Validator; readonly TemplateFile: new (file: string) => unknown };

const made = facadeApp({ posture: Posture.HIGH, nestedStacks: 2, writeFlowLog: true, dataEvents: true }, ({ watch }) => {
  watch?.muteDuring('releases', { schedule: 'cron(0 6 * * TUE)', duration: Duration.hours(1), because: 'releases on Tuesdays' });
});
const { directory } = made.app.synth();
const templates = readdirSync(directory).filter((f) => f.endsWith('.template.json')).map((f) => path.join(directory, f));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('they are valid by CloudFormation\'s schemas', () => {
  expect(templates.length).toBe(3);
  const validator = new SchemaValidator();
  // I9001: a note on what cannot be changed later.
  const problems = templates.flatMap((file) => validator.validate(new TemplateFile(file), 'eu-west-1').filter((d) => d.ruleId !== 'I9001').map((d) => `${d.ruleId} ${d.propertyPath ?? ''} ${d.message}`));
  expect(problems.filter((p) => /CloudWatch|Alarm|Detector|MetricFilter|Dashboard|FlowLog/.test(p))).toEqual([]);
});

test('cdk-nag says nothing of the watch but what docs/watch.md explains', () => {
  const { findings } = judge(made.app, []);
  const mine = findings.filter((f) => f.path.includes('/Watch/') && !f.path.includes('/Watch/Signals/'));
  expect([...new Set(mine.map((f) => f.rule))].sort()).toEqual(['NIST.800.53.R5-CloudWatchAlarmAction', 'NIST.800.53.R5-CloudWatchLogGroupEncrypted', 'NIST.800.53.R5-IAMNoInlinePolicy']);
  expect(mine.filter((f) => f.rule !== 'NIST.800.53.R5-CloudWatchAlarmAction').every((f) => f.path.includes('/FlowLog-'))).toBe(true);
});

const hasLint = spawnSync('cfn-lint', ['--version']).status === 0;
(hasLint ? test : test.skip)('cfn-lint finds nothing wrong with the watch', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cfn-lint-'));
  try {
    const { stdout } = spawnSync('cfn-lint', ['--format', 'parseable', '--regions', 'eu-west-1', '--ignore-checks', 'W', '--', ...templates], { encoding: 'utf8' });
    expect(stdout.split('\n').filter((line) => /Watch/.test(line))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
