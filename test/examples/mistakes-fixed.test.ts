/**
 * Each mistake put right: what 04-mistakes shows as violated is proved here, of the same two workloads; and what a partner's account
 * gets of a bucket, broken and fixed, asked of a small IAM evaluator.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { cx_api } from 'aws-cdk-lib';
import type { VerdictFile } from '../../lib/contract/verdicts';
import { run } from '../cli/support';
import { Deployed } from '../support/iam/deployed';
import { may, type PlainStatement, type Principal } from '../support/iam/evaluate';
import { type ExampleApp, exampleNamed, loadApp, ROOT } from './apps';
import { Assembly } from './assembly';

jest.setTimeout(120_000);

const FOLDER = path.join(ROOT, 'examples', '09-mistakes-fixed');
const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));
const synthesized = (example: ExampleApp): cx_api.CloudAssembly => {
  const assembly = loadApp(example).synth();
  directories.push(assembly.directory);
  return assembly;
};

const fixed = synthesized(exampleNamed('09-mistakes-fixed'));

describe('what the teams of 04-mistakes believe', () => {
  const beliefs = readFileSync(path.join(ROOT, 'examples', '04-mistakes', 'guarantees.yaml'), 'utf8')
    // CDK makes the endpoint there; here the library does.
    .replace('destination: OpenEndpoint/Vpc/Secrets', 'destination: OpenEndpoint/ZeroTrust/Network/Endpoints/secretsmanager');
  const stacks = [...beliefs.matchAll(/^ {2}- denies: \{.*?(\w+)\//gm)].map((m) => m[1]);

  test('is proved of the stacks that were put right, each of the seven', async () => {
    const file = path.join(fixed.directory, 'beliefs.yaml');
    writeFileSync(file, beliefs);
    const { stdout } = await run(['prove', '.', '--guarantees', file, '--format', 'json'], { cwd: fixed.directory });
    const { verdicts } = JSON.parse(stdout) as VerdictFile;
    const denied = verdicts.filter((v) => v.kind === 'denies');
    expect(stacks).toStrictEqual(['EgressAll', 'Transitive', 'FromTheVpc', 'TenSlashEight', 'TwoHalves', 'OneGroupForTwo', 'OpenEndpoint']);
    expect(denied.filter((v) => v.verdict !== 'proved').map((v) => `${v.verdict} ${v.question}`)).toStrictEqual([]);
    expect(denied.length).toBeGreaterThanOrEqual(stacks.length);
  });

  test('stands in the app itself as guarantees, but for the endpoint, which no guarantee can name', () => {
    const { intent } = new Assembly(fixed.directory);
    expect([...new Set(intent.guarantees.map((g: any) => g.scope.split('/')[0]))].sort()).toStrictEqual(stacks.filter((s) => s !== 'OpenEndpoint').sort());
  });
});

test('no group, rule or bucket policy is written by hand', () => {
  const source = ['app.ts', 'lab.ts'].map((name) => readFileSync(path.join(FOLDER, name), 'utf8')).join('\n');
  expect(source).not.toMatch(/new ec2\.(Cfn)?SecurityGroup|connections|addToResourcePolicy|grant[A-Z]/);
});

test('the endpoint permits one action on one secret', () => {
  const [endpoint] = new Assembly(fixed.directory).resources('AWS::EC2::VPCEndpoint');
  expect(endpoint.properties.PolicyDocument.Statement).toStrictEqual([expect.objectContaining({ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: expect.stringMatching(/^Secret/) } })]);
});

describe('a bucket and another account', () => {
  const ACCOUNT = '999988887777';
  const ALL: PlainStatement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
  const reads = (assembly: cx_api.CloudAssembly): ((role: string, key: string, more?: { action?: string; now?: string; secure?: string }) => boolean) => {
    const deployed = new Deployed(assembly.stacks.filter((s) => s.stackName === 'OtherAccount'), '111122223333');
    const bucket = deployed.named('Bucket');
    return (role, key, { action = 's3:GetObject', now = '2026-12-01T00:00:00Z', secure = 'true' } = {}) => {
      const principal: Principal = { arn: `arn:aws:iam::${ACCOUNT}:role/${role}`, account: ACCOUNT };
      return may({ principal, action, resource: `${deployed.arn(bucket)}${key}`, context: { 'aws:CurrentTime': now, 'aws:SecureTransport': secure, 's3:TlsVersion': '1.3' } }, { identity: ALL, policy: deployed.policyOf(bucket), account: '111122223333' });
    };
  };

  test('broken: anybody there reads everything, for ever, over plain HTTP', () => {
    const may9 = reads(synthesized({ name: '09-mistakes-broken', folder: FOLDER, file: path.join(FOLDER, 'broken.ts') }));
    expect([may9('reports', '/partner/1'), may9('reports', '/secret/1'), may9('anybody', '/secret/1'), may9('anybody', '', { action: 's3:ListBucket' }), may9('anybody', '/secret/1', { now: '2099-01-01T00:00:00Z', secure: 'false' })]).toStrictEqual([true, true, true, true, true]);
  });

  test('fixed: one role, one folder, until a date, over TLS', () => {
    const mayFixed = reads(fixed);
    expect([mayFixed('reports', '/partner/1'), mayFixed('reports', '/secret/1'), mayFixed('anybody', '/partner/1'), mayFixed('reports', '', { action: 's3:ListBucket' }), mayFixed('reports', '/partner/1', { now: '2027-07-02T00:00:00Z' }), mayFixed('reports', '/partner/1', { secure: 'false' })])
      .toStrictEqual([true, false, false, false, false, false]);
  });

  test('nothing is attached to a role of the same name in this account', () => {
    expect(new Assembly(fixed.directory).resources('AWS::IAM::RolePolicy').filter((r) => r.template.startsWith('OtherAccount'))).toStrictEqual([]);
  });
});
