/**
 * The validator as it ships: the reader, the prover and their words are one file. It says what the sources say.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.join(__dirname, '..', '..');
jest.setTimeout(120_000); // processes start slowly on a busy machine

/** What users write, with a leak; told are the report, the answers of a test, and an assumption about nothing. */
const APP = `
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { App, CfnOutput, Fn, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const lambda = require('aws-cdk-lib/aws-lambda');
const { ClosedVpc, Endpoint, FlowAuthentication, FlowEncryption, Guarantee, Proof, ZeroTrust } = require('./lib');

function made(outdir, props = {}) {
  const app = new App({ outdir });
  const stack = new Stack(app, 'App', { env: { region: 'eu-west-1' } });
  const { vpc } = new ClosedVpc(stack, 'Network');
  const code = { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}') };
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc, ...props });
  const [api, docs] = ['api', 'docs'].map((name) => zt.addSegment(name, { members: [new lambda.Function(stack, name, code)] }));
  zt.addFlow({ source: api, destination: docs, port: ec2.Port.HTTPS, authentication: FlowAuthentication.SIGV4, encryption: FlowEncryption.TLS, because: 'reads documents' });
  zt.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: docs }));
  // In a stack of its own, by an export: the constructs do not show whose group it is, the templates do.
  new CfnOutput(stack, 'DocsGroup', { value: docs.securityGroupId, exportName: 'docs-group' });
  new ec2.CfnSecurityGroupIngress(new Stack(app, 'Beside', { env: { region: 'eu-west-1' } }), 'Leak', { groupId: Fn.importValue('docs-group'), ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '10.0.0.0/8' });
  return { app, stack, docs };
}

const told = [];
function synth(name, props) {
  const outdir = path.join(process.argv[2], name);
  const { app } = made(outdir, props);
  try { app.synth(); } catch (error) { if (!existsSync(path.join(outdir, 'validation-report.json'))) throw error; }
  const { pluginReports } = JSON.parse(readFileSync(path.join(outdir, 'validation-report.json'), 'utf8'));
  told.push(pluginReports.map(({ conclusion, metadata, violations }) => ({ conclusion, metadata, violations: violations.map(({ ruleName, description, severity }) => ({ ruleName, description, severity })) })));
}
synth('leak');
synth('nothing', { assume: { Nobody: '10.0.0.0/8' } });
const { stack, docs } = made(path.join(process.argv[2], 'asked'));
const proof = Proof.of(stack);
told.push(proof.edges(), proof.exactly().text, proof.reaches({ source: '10.0.0.0/8', destination: docs }).text);
writeFileSync(path.join(process.argv[2], 'told.json'), JSON.stringify({ told, modules: Object.keys(require.cache).filter((f) => /[/\\\\]lib[/\\\\](prover|world)[/\\\\]/.test(f) && !f.includes('node_modules')).length }));
`;

let home: string;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'zero-trust-bundled-'));
  const sources = readdirSync(path.join(ROOT, 'lib'), { recursive: true }).map(String).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts')).map((f) => path.join(ROOT, 'lib', f));
  await build({ entryPoints: sources, outdir: path.join(home, 'lib'), outbase: path.join(ROOT, 'lib'), format: 'cjs', platform: 'node', target: 'node20', logLevel: 'warning' });
  for (const shared of ['assets', 'node_modules']) symlinkSync(path.join(ROOT, shared), path.join(home, shared));
  writeFileSync(path.join(home, 'app.js'), APP);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

function run(name: string): { readonly told: readonly unknown[]; readonly modules: number } {
  const out = path.join(home, name);
  mkdirSync(out);
  execFileSync(process.execPath, [path.join(home, 'app.js'), out], { env: { ...process.env, CDK_VALIDATION: 'false' }, stdio: ['ignore', 'ignore', 'pipe'] });
  return JSON.parse(readFileSync(path.join(out, 'told.json'), 'utf8')) as ReturnType<typeof run>;
}

test('one file, and the same words', () => {
  const apart = run('apart');
  execFileSync(process.execPath, [path.join('scripts', 'bundle-prover.mjs'), home], { cwd: ROOT });
  const bundled = run('bundled');
  expect(bundled.told).toStrictEqual(apart.told);
  // Not the same nothing.
  expect(JSON.stringify(apart.told[0])).toContain('nothing-more.');
  expect(JSON.stringify(apart.told[1])).toContain('UnknownName');
  expect(apart.told[2]).toContain('api => docs : tcp/443');
  expect(apart.modules).toBeGreaterThan(100);
  expect(bundled.modules).toBeLessThan(3); // what others need of them too
});

test('whoever compiles the library makes it', () => {
  const { tasks } = JSON.parse(readFileSync(path.join(ROOT, '.projen', 'tasks.json'), 'utf8')) as { readonly tasks: Readonly<Record<string, { readonly steps: readonly { readonly exec?: string }[] }>> };
  const steps = tasks.compile.steps.map((s) => s.exec ?? '');
  expect(steps.findIndex((s) => s.startsWith('jsii'))).toBeLessThan(steps.indexOf('node scripts/bundle-prover.mjs'));
});
