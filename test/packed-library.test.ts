/**
 * The library as it ships: its modules lie in a few files (scripts/pack-library.mjs). It says and makes what the sources do, loads what
 * is asked for alone, and tells mistakes with the user's own lines.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.join(__dirname, '..');
jest.setTimeout(120_000); // processes start slowly on a busy machine

/** A door with a store, an identity with its hook (a file of assets/), and a mistake. */
const APP = `
const { readFileSync, readdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { App, Stack } = require('aws-cdk-lib');
const dynamodb = require('aws-cdk-lib/aws-dynamodb');
const lambda = require('aws-cdk-lib/aws-lambda');
const zt = require('./lib');
const out = process.argv[2];

function made(outdir, scope) {
  const app = new App({ outdir, context: { 'zero-trust:validate': false } });
  const stack = new Stack(app, 'Documents', { env: { account: '111122223333', region: 'eu-west-1' } });
  const identity = new zt.IdentityFoundation(stack, 'Identity');
  identity.addClient('portal', zt.AppClient.web({ callbackUrls: ['https://app.example.com/signed-in'] }));
  const dataProtection = new zt.DataProtection(stack, 'Data');
  const store = dataProtection.addStore('documents', { resource: new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } }) });
  const role = new zt.HandlerRole(stack, 'Role');
  const handler = zt.RouteHandler.function(new lambda.Function(stack, 'Read', { role, logGroup: role.logGroup, runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}') }));
  const door = new zt.FrontDoor(stack, 'Door', { identity, dataProtection });
  const personas = [door.addPersona('employee', { groups: ['staff'] })];
  door.addRoute('GET /documents/{id}', { handler, personas, scopes: [scope], data: [{ store, access: zt.DataAccess.actions(['dynamodb:GetItem']) }], because: 'employees read' });
  return app;
}
const files = () => Object.keys(require.cache).filter((f) => /[/\\\\]lib[/\\\\]/.test(f) && !f.includes('node_modules') && f.startsWith(__dirname)).map((f) => path.basename(f, '.js')).sort();
zt.RouteHandler;
const few = files();
made(path.join(out, 'good'), 'documents/read').synth();
const templates = Object.fromEntries(readdirSync(path.join(out, 'good')).filter((f) => f.endsWith('.template.json') || f.startsWith('zero-trust')).sort().map((f) => [f, readFileSync(path.join(out, 'good', f), 'utf8')]));
let mistake;
try { made(path.join(out, 'bad'), 'nonsense').synth(); } catch (error) { mistake = error.message; }
writeFileSync(path.join(out, 'told.json'), JSON.stringify({ templates, mistake, names: Object.keys(zt).sort(), few, files: files() }));
`;

interface Told {
  readonly templates: Readonly<Record<string, string>>;
  readonly mistake: string;
  readonly names: readonly string[];
  readonly few: readonly string[];
  readonly files: readonly string[];
}

let home: string;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'zero-trust-packed-'));
  const sources = readdirSync(path.join(ROOT, 'lib'), { recursive: true }).map(String).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts')).map((f) => path.join(ROOT, 'lib', f));
  await build({ entryPoints: sources, outdir: path.join(home, 'lib'), outbase: path.join(ROOT, 'lib'), format: 'cjs', platform: 'node', target: 'node20', logLevel: 'warning' });
  for (const shared of ['assets', 'node_modules']) symlinkSync(path.join(ROOT, shared), path.join(home, shared));
  writeFileSync(path.join(home, 'app.js'), APP);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

function run(name: string): Told {
  const out = path.join(home, name);
  mkdirSync(out);
  execFileSync(process.execPath, [path.join(home, 'app.js'), out], { env: { ...process.env, CDK_VALIDATION: 'false' }, stdio: ['ignore', 'ignore', 'pipe'] });
  return JSON.parse(readFileSync(path.join(out, 'told.json'), 'utf8')) as Told;
}

test('a few files, and the same templates, mistakes and names', () => {
  const apart = run('apart');
  execFileSync(process.execPath, [path.join('scripts', 'lazy-index.mjs'), home], { cwd: ROOT });
  const packed = run('packed');
  expect(packed.templates).toStrictEqual(apart.templates);
  expect(packed.mistake).toBe(apart.mistake);
  expect(packed.names).toStrictEqual(apart.names);
  // Not the same nothing.
  expect(apart.templates['Documents.template.json']).toContain('AWS::ApiGateway::Method');
  expect(apart.templates['Documents.template.json']).toContain('LambdaConfig');
  expect(packed.mistake).toMatch(/nonsense.*app\.js:\d+|app\.js:\d+.*nonsense/s);
  expect(apart.files.length).toBeGreaterThan(150);
  expect(packed.few.length).toBeLessThan(4);
  expect(packed.files.length).toBeLessThan(10);
});

test('whoever compiles the library makes it', () => {
  const { tasks } = JSON.parse(readFileSync(path.join(ROOT, '.projen', 'tasks.json'), 'utf8')) as { readonly tasks: Readonly<Record<string, { readonly steps: readonly { readonly exec?: string }[] }>> };
  const steps = tasks.compile.steps.map((s) => s.exec ?? '');
  expect(steps.indexOf('node scripts/bundle-prover.mjs')).toBeLessThan(steps.indexOf('node scripts/lazy-index.mjs'));
});
