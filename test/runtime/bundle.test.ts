/** Lambda handlers as they ship: the same bytes each time, no CDK inside, and fail closed where there is no table. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

interface Bundle {
  readonly name: string;
  readonly meta: { readonly inputs: Readonly<Record<string, unknown>> };
}
const { bundleRuntime, refuseCdk } = require('../../scripts/bundle-runtime.cjs') as { bundleRuntime(outdir: string): Promise<Bundle[]>; refuseCdk(name: string, meta: object): void };

const folders: string[] = [];
const folder = (): string => { folders.push(mkdtempSync(path.join(tmpdir(), 'zero-trust-bundle-'))); return folders[folders.length - 1]; };
afterAll(() => folders.forEach((f) => rmSync(f, { recursive: true, force: true })));

test('the same input gives the same bytes, and small ones', async () => {
  const [one, two] = [folder(), folder()];
  const bundles = await bundleRuntime(one);
  await bundleRuntime(two);
  expect(bundles.map((b) => b.name)).toContain('pre-token');
  for (const { name } of bundles) expect(readFileSync(path.join(one, name, 'index.js')).equals(readFileSync(path.join(two, name, 'index.js')))).toBe(true);
  expect(readFileSync(path.join(one, 'pre-token', 'index.js')).length).toBeLessThan(20_000);
});

test('no code of CDK or of synth is inside, and the test can fail', async () => {
  for (const { name, meta } of await bundleRuntime(folder())) expect(() => { refuseCdk(name, meta); }).not.toThrow();
  for (const input of ['node_modules/aws-cdk-lib/core/index.js', 'node_modules/constructs/lib/index.js', 'lib/layers/identity/plan.ts', 'lib/prover/judge.ts']) {
    expect(() => { refuseCdk('x', { inputs: { [input]: {} } }); }).toThrow(input);
  }
});

const EVENT = { version: '2', triggerSource: 'TokenGeneration_HostedAuth', request: { userAttributes: {}, groupConfiguration: { groupsToOverride: ['staff'] }, scopes: ['a/read', 'a/write'] }, response: {} };
const TABLE = JSON.stringify({ schema: 1, personas: { employee: ['staff'] }, scopes: { 'a/read': { personas: ['employee'] }, 'a/write': { personas: ['manager'] } } });

/** A new Lambda environment. */
async function call(table: { readonly inEnvironment?: string; readonly inFile?: string }, event: object): Promise<Record<string, any>> {
  const out = folder();
  await bundleRuntime(out);
  if (table.inFile !== undefined) writeFileSync(path.join(out, 'pre-token', 'token-table.json'), table.inFile);
  process.env.ZERO_TRUST_TOKEN_TABLE = table.inEnvironment;
  if (table.inEnvironment === undefined) delete process.env.ZERO_TRUST_TOKEN_TABLE;
  try {
    const { handler } = jest.requireActual<{ handler(e: object): Promise<Record<string, any>> }>(path.join(out, 'pre-token', 'index.js'));
    return await handler(event);
  } finally {
    delete process.env.ZERO_TRUST_TOKEN_TABLE;
  }
}

test.each([['in the environment', { inEnvironment: TABLE }], ['in a file', { inFile: TABLE }]])('the bundle answers Cognito with its table %s', async (_, table) => {
  const answer = await call(table, EVENT);
  expect(answer.triggerSource).toBe('TokenGeneration_HostedAuth');
  expect(answer.response.claimsAndScopeOverrideDetails.accessTokenGeneration).toMatchObject({ scopesToAdd: [], scopesToSuppress: ['a/write'] });
});

test.each([['there is no table', {}], ['the table is damaged', { inEnvironment: '{"schema":1}' }], ['the table is of another schema', { inFile: '{"schema":9}' }]])('no token where %s', async (_, table) => {
  await expect(call(table, EVENT)).rejects.toThrow();
});

test('no token for an event that cannot be answered', async () => {
  await expect(call({ inEnvironment: TABLE }, { ...EVENT, version: '1' })).rejects.toThrow('version');
});
