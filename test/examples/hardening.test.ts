/** An existing stack, hardened step by step: the baseline shrinks, nothing is replaced, and each step changes what it says. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App } from 'aws-cdk-lib';
import { harden, LAST } from '../../examples/05-hardening/steps';
import { run } from '../cli/support';
import { cdkJson, exampleNamed } from './apps';

const example = exampleNamed('05-hardening');
const directory = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-hardening-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const STEPS = [...Array(LAST).keys()].map((i) => i + 1);
const templates = new Map<number, any>();
const outOf = (step: number): string => path.join(directory, `step-${step}`);
let accepted: number[] = [];
let acknowledged: number[] = [];
const warned: string[][] = [];

beforeAll(async () => {
  for (const step of STEPS) {
    const app = new App({ outdir: outOf(step), analyticsReporting: false, context: cdkJson(example).context as { [key: string]: unknown } });
    harden(app, step);
    app.synth();
    templates.set(step, JSON.parse(readFileSync(path.join(outOf(step), 'Orders.template.json'), 'utf8')).Resources);
    acknowledged.push(app.node.findAll().flatMap((c) => c.node.metadata).flatMap((m) => (m.type === 'aws:cdk:acknowledged-rules' ? Object.keys(m.data) : [])).filter((id) => /^annotation::cdk-zero-trust:/i.test(id)).length);
    warned.push([...new Set(app.node.findAll().flatMap((c) => c.node.metadata).filter((m) => m.type === 'aws:cdk:warning').flatMap((m) => /^([A-Z]\w+): /.exec(String(m.data))?.[1] ?? []))]);
    const { code } = await prove(step, '--update-baseline');
    expect(code).toBe(0);
    accepted.push(JSON.parse(readFileSync(path.join(directory, 'accepted.json'), 'utf8')).accepted.length);
  }
}, 120_000);

const prove = (step: number, ...more: string[]): ReturnType<typeof run> => run(['prove', outOf(step), '--guarantees', path.join(example.folder, 'guarantees.yaml'), '--baseline', 'accepted.json', ...more], { cwd: directory });

test('the baseline shrinks to nothing, and its README says how', () => {
  expect(accepted).toStrictEqual([4, 1, 1, 1, 0]);
  const rows = [...readFileSync(path.join(example.folder, 'README.md'), 'utf8').matchAll(/^\| (\d) \| [^|]+ \| (\d+) \| (\d+) \|$/gm)].map(([, ...numbers]) => numbers.map(Number));
  expect(rows).toStrictEqual(STEPS.map((step, i) => [step, accepted[i], acknowledged[i]]));
});

test('an earlier step fails against the baseline of a later one: it would get worse', async () => {
  expect((await prove(1)).code).toBe(1);
  expect((await prove(LAST)).code).toBe(0);
});

test('no store is replaced or gone: every one has its logical id and the properties that replace it', () => {
  const stores = ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::RDS::DBInstance', 'AWS::SecretsManager::Secret', 'AWS::Lambda::Function', 'AWS::EC2::VPC', 'AWS::EC2::Subnet'];
  const before = Object.entries<any>(templates.get(1)).filter(([, r]) => stores.includes(r.Type));
  for (const step of STEPS) {
    for (const [id, { Type, Properties }] of before) {
      const now = templates.get(step)[id];
      expect(now?.Type).toBe(Type);
      for (const property of ['StorageEncrypted', 'KmsKeyId', 'DBSubnetGroupName', 'BucketName', 'QueueName', 'CidrBlock', 'Engine']) expect(now.Properties?.[property]).toStrictEqual(Properties?.[property]);
    }
  }
});

test('each step changes what it is about', () => {
  const types = (step: number): string[] => Object.values<any>(templates.get(step)).map((r) => r.Type);
  const database = (step: number): any => Object.values<any>(templates.get(step)).find((r) => r.Type === 'AWS::RDS::DBInstance').Properties;
  expect(STEPS.map((step) => types(step).includes('Custom::VpcRestrictDefaultSG'))).toStrictEqual([false, true, true, true, true]);
  expect(STEPS.map((step) => database(step).PubliclyAccessible)).toStrictEqual([true, true, false, false, false]);
  expect(STEPS.map((step) => types(step).includes('AWS::SQS::QueuePolicy'))).toStrictEqual([false, false, true, true, true]);
  expect(STEPS.map((step) => types(step).includes('AWS::EC2::VPCEndpoint'))).toStrictEqual([false, false, false, false, true]);
});

test('what is said on the way: of the door to everybody on 443, until a segment takes its place', () => {
  expect(warned).toStrictEqual([[], ['GroupEgressOpen'], ['GroupEgressOpen'], [], []]);
});

test('no policy denies a whole service', () => {
  const denied = Object.values<any>(templates.get(LAST)).flatMap((r) => r.Properties?.PolicyDocument?.Statement ?? []).filter((s: any) => s.Effect === 'Deny').flatMap((s: any) => s.Action);
  expect(denied.length).toBeGreaterThan(0);
  expect(denied.filter((action: string) => /^[a-z0-9-]+:\*$/.test(action) || action === '*')).toStrictEqual([]);
});
