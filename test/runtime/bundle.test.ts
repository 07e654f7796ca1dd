/** Lambda handlers as they ship: the same bytes each time, no CDK inside, and fail closed where there is no table. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

interface Bundle {
  readonly name: string;
  readonly meta: { readonly inputs: Readonly<Record<string, unknown>> };
}
const { bundleRuntime, refuseCdk } = require('../../scripts/bundle-runtime.cjs') as { bundleRuntime(outdir: string): Promise<Bundle[]>; refuseCdk(name: string, meta: object): void };

jest.setTimeout(120_000);

const folders: string[] = [];
const folder = (): string => { folders.push(mkdtempSync(path.join(tmpdir(), 'zero-trust-bundle-'))); return folders[folders.length - 1]; };
afterAll(() => folders.forEach((f) => rmSync(f, { recursive: true, force: true })));

test('the same input gives the same bytes, and small ones', async () => {
  const [one, two] = [folder(), folder()];
  const bundles = await bundleRuntime(one);
  await bundleRuntime(two);
  expect(bundles.map((b) => b.name)).toStrictEqual(['authorizer', 'chat-webhook', 'pre-token', 'scorer', 'signal-relay', 'signals-in']);
  for (const { name } of bundles) expect(readFileSync(path.join(one, name, 'index.js')).equals(readFileSync(path.join(two, name, 'index.js')))).toBe(true);
  const limits = { 'authorizer': 180_000, 'chat-webhook': 20_000, 'pre-token': 20_000, 'scorer': 60_000, 'signal-relay': 40_000, 'signals-in': 120_000 };
  for (const [name, limit] of Object.entries(limits)) expect(readFileSync(path.join(one, name, 'index.js')).length).toBeLessThan(limit);
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

/** The SDK is the Lambda runtime's own: here it is ours. */
async function callWith(name: string, environment: Readonly<Record<string, string>>, sdk: string, module: object, ...args: readonly unknown[]): Promise<void> {
  const out = folder();
  await bundleRuntime(out);
  jest.doMock(sdk, () => module, { virtual: true });
  Object.assign(process.env, environment);
  try {
    await jest.requireActual<{ handler(...a: readonly unknown[]): Promise<void> }>(path.join(out, name, 'index.js')).handler(...args);
  } finally {
    for (const variable of Object.keys(environment)) delete process.env[variable];
    jest.dontMock(sdk);
  }
}

test('the bundled relay puts what it is given onto the bus of its environment', async () => {
  const puts: any[] = [];
  const module = {
    EventBridgeClient: class { public async send(command: any): Promise<object> { puts.push(command.input); return { Entries: command.input.Entries.map(() => ({ EventId: 'e' })) }; } },
    PutEventsCommand: class { constructor(public readonly input: object) {} },
  };
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  try {
    await callWith('signal-relay', { ZERO_TRUST_SIGNAL_BUS: 'arn:aws:events:eu-west-1:111122223333:event-bus/x' }, '@aws-sdk/client-eventbridge', module, { id: 'bundled', secret: 'hunter2' }, { invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:relay' });
    expect(puts).toMatchObject([{ Entries: [{ EventBusName: 'arn:aws:events:eu-west-1:111122223333:event-bus/x', DetailType: 'zero-trust.signal/1' }] }]);
    expect(JSON.parse(puts[0].Entries[0].Detail)).toMatchObject({ signal: 'watch.unreadable', account: '111122223333', region: 'eu-west-1' });
    expect(warn.mock.calls).toStrictEqual([['{"relayed":1,"unreadable":1,"event":"bundled"}']]);
    await expect(callWith('signal-relay', {}, '@aws-sdk/client-eventbridge', module, {})).rejects.toThrow('ZERO_TRUST_SIGNAL_BUS');
  } finally { warn.mockRestore(); }
});

test('the bundled webhook asks for its secret by the ARN of its environment', async () => {
  const asked: any[] = [];
  const module = {
    SecretsManagerClient: class { public async send(command: any): Promise<object> { asked.push(command.input); return { SecretString: 'http://hooks.example.com/hunter2' }; } },
    GetSecretValueCommand: class { constructor(public readonly input: object) {} },
  };
  const signal = { schema: 'zero-trust.signal/1', id: '0'.repeat(32), key: '0'.repeat(32), signal: 'x', severity: 'low', state: 'raised', title: 't', subject: { kind: 'a', id: 'b' }, flows: [], routes: [], time: '2026-11-20T08:15:30Z', account: '111122223333', region: 'eu-west-1', evidence: [], source: { kind: 'relay', event: 'e' } };
  const environment = { ZERO_TRUST_WEBHOOK_SECRET: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:hook', ZERO_TRUST_WEBHOOK_KIND: 'slack' };
  await expect(callWith('chat-webhook', environment, '@aws-sdk/client-secrets-manager', module, { 'detail-type': 'zero-trust.signal/1', 'detail': signal })).rejects.toThrow(/^the address of the webhook is not https$/);
  expect(asked).toStrictEqual([{ SecretId: environment.ZERO_TRUST_WEBHOOK_SECRET }]);
  await expect(callWith('chat-webhook', { ...environment, ZERO_TRUST_WEBHOOK_KIND: 'mail' }, '@aws-sdk/client-secrets-manager', module, {})).rejects.toThrow('not as SignalBus sets it');
  await expect(callWith('chat-webhook', { ...environment, ZERO_TRUST_WEBHOOK_SECRET: 'https://hooks.example.com/hunter2' }, '@aws-sdk/client-secrets-manager', module, {})).rejects.toThrow(/^(?!.*hunter2).*not as SignalBus sets it$/);
});
