/** `zero-trust intent`: the answer, where it goes, and how it looks. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { assembly, folder, MANIFEST, run, STAGE } from './support';

const nested = (directoryName: string, displayName?: string) => ({ version: '48.0.0', artifacts: { [`assembly-${displayName ?? 'X'}`]: { type: 'cdk:cloud-assembly', properties: { directoryName, ...(displayName === undefined ? {} : { displayName }) } } } });
const pair = (at: string) => ({ [`${at}/manifest.json`]: MANIFEST, [`${at}/zero-trust.intent.json`]: STAGE.intent, [`${at}/zero-trust.network.json`]: STAGE.network });

test('prints the answer to stdout, nothing to stderr, and ends with 0', async () => {
  const { code, stdout, stderr } = await run(['intent', assembly()]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('Docs/ZeroTrust');
  expect(lines).toContain('  web  api                 tcp/8443  mTLS, TLS     web-to-api-tcp-8443');
  expect(lines).toContain('  api  docs (crown jewel)  tcp/5432  RDS IAM, TLS  api-to-docs-tcp-5432');
  expect(lines).toContain('  internet never reaches docs over any protocol and port (pivot)');
  expect(lines).toContain('  DummyLookup: the VPC is a placeholder');
});

test('says the same every time, and nothing of the machine', async () => {
  const [one, two] = [assembly(), assembly()];
  for (const format of ['text', 'json']) {
    const first = await run(['intent', one, '--format', format, '--threats']);
    expect(await run(['intent', two, '--format', format, '--threats'], { cwd: one, env: { LANG: 'de_DE', TZ: 'Asia/Tokyo', COLUMNS: '40' } })).toEqual(first);
    expect(first.stdout).not.toContain(path.dirname(one));
    expect(first.stdout).not.toContain(__dirname);
  }
});

test('--threats adds the threat table, --budgets the flows that cost most', async () => {
  const dir = assembly();
  const plain = (await run(['intent', dir])).stdout;
  expect(plain).not.toMatch(/Threats|dearest/);
  expect((await run(['intent', dir, '--threats'])).stdout).toContain('Threats: who could abuse an edge');
  expect((await run(['intent', dir, '--budgets'])).stdout).toContain('      dearest: web-to-s3 (1)');
});

test('--format json is versioned and holds both files whole', async () => {
  const answer = JSON.parse((await run(['intent', assembly(), '--format', 'json'])).stdout) as any;
  expect(answer.schema).toBe('zero-trust/permits/1');
  expect(answer.guaranteesJudged).toBe(false);
  const [{ stage, scopes: [scope] }] = answer.stages;
  const { intent, network: { scopes: [{ scope: name, ...network }] } } = STAGE;
  expect({ stage, ...scope }).toEqual({
    stage: '', scope: name, posture: 'standard', segments: intent.segments, enclaves: intent.enclaves, personas: [], guarantees: intent.guarantees, network,
    flows: intent.flows.filter((f) => !f.implied), implied: intent.flows.filter((f) => f.implied), stores: intent.stores ?? [], dataFlows: intent.dataFlows ?? [],
  });
  expect(JSON.parse((await run(['intent', assembly(), '--format', 'json', '--threats'])).stdout).stages[0].scopes[0].threats.length).toBeGreaterThan(5);
});

test('--out writes the same answer to a file, and nothing to stdout', async () => {
  const dir = assembly();
  const shown = await run(['intent', dir]);
  expect(await run(['intent', dir, '--out', 'answer.txt'], { cwd: dir, terminal: { columns: 70 } })).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(path.join(dir, 'answer.txt'), 'utf8')).toBe(shown.stdout);
});

test('--out into a directory that is not there ends with 2', async () => {
  expect(await run(['intent', assembly(), '--out', 'no/such/answer.txt'], { cwd: __dirname })).toEqual({
    code: 2, stdout: '', stderr: 'zero-trust: file `no/such/answer.txt` cannot be written (ENOENT); expected a file in a directory that exists\n',
  });
});

describe('colour', () => {
  const coloured = async (options: Parameters<typeof run>[1]) => (await run(['intent', assembly()], options)).stdout.includes('\u001b[');

  test.each<[string, boolean, Parameters<typeof run>[1]]>([
    ['on a terminal', true, { terminal: {} }],
    ['on a terminal with an empty NO_COLOR', true, { terminal: {}, env: { NO_COLOR: '' } }],
    ['not with NO_COLOR', false, { terminal: {}, env: { NO_COLOR: '1' } }],
    ['not on a dumb terminal', false, { terminal: {}, env: { TERM: 'dumb' } }],
    ['not in a pipe', false, {}],
  ])('%s', async (_, expected, options) => expect(await coloured(options)).toBe(expected));
});

test.each([[70, 70], [100, 100], [300, 120], [20, 60]])('a terminal of %d columns gets lines of at most %d', async (columns, most) => {
  const { stdout } = await run(['intent', assembly(), '--threats'], { terminal: { columns }, env: { NO_COLOR: '1' } });
  const widest = Math.max(...stdout.split('\n').map((l) => l.length));
  expect(widest).toBeLessThanOrEqual(most);
  expect(widest).toBeGreaterThan(most - 15);
});

describe('stages', () => {
  test('are found by the manifest, at any depth, and sorted by their path', async () => {
    const dir = folder({ 'manifest.json': nested('assembly-Prod', 'Prod'), ...pair('assembly-Prod'), 'assembly-Prod/manifest.json': nested('assembly-Prod-Eu', 'Prod/Eu'), ...pair('assembly-Prod/assembly-Prod-Eu') });
    const { code, stdout } = await run(['intent', dir]);
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((l) => l.includes('in stage'))).toEqual(['Docs/ZeroTrust in stage Prod', 'Docs/ZeroTrust in stage Prod/Eu']);
  });

  test('that the manifest does not name are not read', async () => {
    const { stdout } = await run(['intent', assembly({ ...pair('assembly-Old'), 'assembly-Old/zero-trust.intent.json': '{ broken' })]);
    expect(stdout).not.toContain('Old');
  });

  test('without a display name have the name of their artifact', async () => {
    expect((await run(['intent', folder({ 'manifest.json': nested('a'), ...pair('a') })])).stdout).toContain('in stage assembly-X');
  });

  test.each(['..', '../elsewhere', '.', '/etc'])('may not lead to `%s`', async (directoryName) => {
    const { code, stderr } = await run(['intent', assembly({ 'manifest.json': nested(directoryName, 'Prod') })]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/manifest\.json:\d+:\d+: stage `assembly-Prod` is in `.*`; expected a directory of its own within the assembly\n$/);
  });

  test('may not lead round in circles', async () => {
    const { code, stderr } = await run(['intent', folder({ 'manifest.json': nested('a', 'A'), 'a/manifest.json': nested('.', 'B') })]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/a\/manifest\.json:\d+:\d+: stage `assembly-B` is in `\.`; expected a directory of its own within the assembly\n$/);
  });

  test('that are missing are told', async () => {
    const { code, stderr } = await run(['intent', assembly({ 'manifest.json': nested('assembly-Prod', 'Prod') })]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/assembly-Prod\/manifest\.json` cannot be read \(ENOENT\); expected a cloud assembly/);
  });
});
