/** docs/data.md: its programs compile and run, its intent file is read, and the policy that it shows is the library's. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as YAML from 'yaml';
import { normaliseIntent } from '../../lib/intent';
import { guardingPolicy } from '../../lib/layers/data/guarded-tag';
import { KINDS } from '../../lib/layers/data/kinds';

jest.setTimeout(120_000);

const ROOT = path.join(__dirname, '..', '..');
const doc = readFileSync(path.join(ROOT, 'docs', 'data.md'), 'utf8');
const fences = (language: string): string[] => [...doc.matchAll(new RegExp('```' + language + '\\n([\\s\\S]*?)```', 'g'))].map((m) => m[1]);
const programs = fences('ts');

const directory = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-docs-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
programs.forEach((program, i) => writeFileSync(path.join(directory, `program-${i}.ts`), program));

test('its programs compile', () => {
  writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify({
    extends: path.join(ROOT, 'tsconfig.json'),
    compilerOptions: { noEmit: true, rootDir: '/', composite: false, incremental: false, tsBuildInfoFile: null, isolatedModules: true, types: ['node'], typeRoots: [path.join(ROOT, 'node_modules', '@types')], paths: { 'cdk-zero-trust': [path.join(ROOT, 'lib', 'index.ts')] } },
    include: ['program-*.ts'], exclude: [],
  }));
  const { stdout } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules', 'typescript7', 'bin', 'tsc'), '-p', directory], { encoding: 'utf8' });
  expect(programs.length).toBeGreaterThan(3);
  expect(stdout.split('\n').filter((line) => line.startsWith('program-') || line.includes('/program-'))).toStrictEqual([]);
});

test.each(programs.map((_, i) => i))('its program %i synthesizes, and prints nothing', (i) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', path.join(ROOT, 'scripts', 'ts.cjs'), `program-${i}.ts`], {
    cwd: directory, encoding: 'utf8', env: { ...process.env, CDK_OUTDIR: path.join(directory, `out-${i}`), CDK_VALIDATION: 'false', CDK_CONTEXT_JSON: '{}' },
  });
  expect({ status, stdout, stderr: status === 0 ? '' : stderr }).toStrictEqual({ status: 0, stdout: '', stderr: '' });
});

test('its intent file is read', () => {
  const [file] = fences('yaml');
  const { findings } = normaliseIntent({ segments: [{ id: 'api' }], stores: [{ id: 'documents' }, { id: 'exports' }], ...YAML.parse(file) });
  expect(findings).toStrictEqual([]);
});

test('its service control policy is the one of the library', () => {
  expect(JSON.parse(fences('json')[0])).toStrictEqual(JSON.parse(JSON.stringify(guardingPolicy())));
});

test('it says of the kinds what the tables say', () => {
  const names: Readonly<Record<string, string>> = { s3: 'S3', dynamodb: 'DynamoDB', rds: 'RDS', secretsmanager: 'Secrets Manager', kms: 'KMS', efs: 'EFS', sqs: 'SQS', sns: 'SNS', kinesis: 'Kinesis', opensearch: 'OpenSearch', elasticache: 'ElastiCache', docdb: 'DocumentDB', redshift: 'Redshift' };
  const listed = (text: RegExp): string[] => text.exec(doc)![1].split(', ').sort();
  expect(listed(/way to a service with an endpoint \(([^)]*)\)/)).toStrictEqual(KINDS.filter((k) => k.endpoint !== undefined).map((k) => names[k.type]).sort());
  expect(listed(/stands in the VPC \(([^)]*)\)/)).toStrictEqual(KINDS.filter((k) => k.endpoint === undefined).map((k) => names[k.type]).sort());
  expect(listed(/without a policy of their own \(([^)]*)\)/).map((n) => n.replace(' and Aurora', ''))).toStrictEqual(KINDS.filter((k) => k.policy === undefined).map((k) => names[k.type]).sort());
});
