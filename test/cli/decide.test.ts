/** `zero-trust decide` and `zero-trust bundle`: the answer is the authorizer's, its exit code is right, and what cannot be read is told with its place. */
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { bundleText, makeBundle } from '../../lib/policy/bundle';
import { certificate } from '../runtime/authorizer/support/certificates';
import { engine, FACTS } from '../runtime/authorizer/decide/engine';
import { deviceKey } from '../../lib/runtime/authorizer/stores/keys';
import { eventOf, KINDS } from '../runtime/authorizer/support/events';
import { access, EC, ISSUER, type Json, mint, NOW, RSA, setOf, STRANGER } from '../runtime/authorizer/support/tokens';
import { folder, run } from './support';

const { bundle } = makeBundle(FACTS);
const BUNDLE = bundleText(bundle!);
const SUB = String(access().sub);
const DEVICE = certificate();
const THUMB = createHash('sha256').update(DEVICE.der).digest('base64url');
const clientCert = { clientCertPem: DEVICE.pem, serialNumber: new X509Certificate(DEVICE.der).serialNumber };
const AT = '2026-11-22T12:00:00Z';
const LINE = /^zero-trust: [^\n]+\n$/;

interface Case { readonly token?: Json | string | null; readonly told?: object; readonly kind?: 'rest' | 'http'; readonly facts?: unknown; readonly jwks?: unknown; readonly argv?: readonly string[] }

const tokenOf = (token: Json | string = {}): string => (typeof token === 'string' ? token : mint(access(token)));
const eventFor = ({ token = {}, told = {}, kind = 'rest' }: Case): any => eventOf(kind, { ...told, headers: token === null ? {} : { Authorization: `Bearer ${tokenOf(token)}` } });

async function decide(of: Case = {}): Promise<{ code: number; stdout: string; stderr: string; json: any }> {
  const { facts, jwks = setOf(RSA), argv = ['--format', 'json'] } = of;
  const cwd = folder({ 'bundle.json': BUNDLE, 'event.json': eventFor(of), ...(jwks === null ? {} : { 'jwks.json': jwks }), ...(facts === undefined ? {} : { 'facts.json': facts }) });
  const ran = await run(['decide', '--bundle', 'bundle.json', '--event', 'event.json', '--now', AT, ...(jwks === null ? [] : ['--jwks', 'jwks.json']), ...(facts === undefined ? [] : ['--facts', 'facts.json']), ...argv], { cwd });
  return { ...ran, json: argv.includes('json') && ran.stdout !== '' ? JSON.parse(ran.stdout) : undefined };
}

const managed = { told: { route: '/managed/{id}', path: '/managed/7', certificate: clientCert } };
const device = (more: Json = {}): Json => ({ devices: { [THUMB]: { tier: 'MANAGED', reportedAt: '2026-11-22T11:59:00Z', revoked: false, posture: { diskEncrypted: true }, ...more } } });

describe('what is decided', () => {
  test.each<[string, Case, number, string, string[]]>([
    ['who may come in', {}, 0, 'allow', ['permitted']],
    ['a device that reported', { ...managed, facts: device() }, 0, 'allow', ['permitted']],
    ['the same without facts', managed, 1, 'deny', ['tier-too-low']],
    ['a table without the device', { ...managed, facts: {} }, 1, 'deny', ['device-unknown']],
    ['a device by the name that records have', { ...managed, facts: { devices: { [`x5t#S256${THUMB}`]: device().devices![THUMB as never] } } }, 0, 'allow', ['permitted']],
    ['a revoked device', { ...managed, facts: device({ revoked: true }) }, 1, 'deny', ['device-revoked']],
    ['a device of somebody else', { ...managed, facts: device({ subjects: ['bob'] }) }, 1, 'deny', ['device-of-another']],
    ['a device of the subject', { ...managed, facts: device({ subjects: [SUB] }) }, 0, 'allow', ['permitted']],
    ['a device of the subject of its issuer', { ...managed, facts: device({ subjects: [`${ISSUER}#${SUB}`] }) }, 0, 'allow', ['permitted']],
    ['a device of the subject of another issuer', { ...managed, facts: device({ subjects: [`https://login.example.com#${SUB}`] }) }, 1, 'deny', ['device-of-another']],
    ['a device that fell silent', { ...managed, facts: device({ reportedAt: NOW - 172_800 }) }, 1, 'deny', ['posture-stale']],
    ['a subject whose tokens were revoked', { facts: { subjects: { [SUB]: { riskScore: 0, revokedBefore: '2026-11-22T11:59:00Z' } } } }, 1, 'deny', ['token-revoked']],
    ['a subject of a high risk', { facts: { subjects: { [SUB]: { riskScore: 90 } } } }, 1, 'deny', ['risk-too-high']],
    ['a session that was ended', { facts: { sessions: { 'o-1': { revokedAt: AT } } } }, 1, 'deny', ['token-revoked']],
    ['an old sign-in', { token: { scope: 'documents/delete', auth_time: NOW - 400, iat: NOW - 400 }, told: { method: 'DELETE' } }, 1, 'step-up', ['step-up-needed']],
    ['no token', { token: null }, 1, 'deny', ['token-missing']],
    ['no keys', { jwks: null }, 1, 'deny', ['keys-unavailable']],
    ['keys of somebody else', { jwks: setOf(STRANGER) }, 1, 'deny', ['token-signature']],
    ['keys of another algorithm', { jwks: setOf(EC) }, 1, 'deny', ['keys-unavailable']],
    ['a route that only observes', { token: null, told: { route: '/legacy', path: '/legacy', parameters: null } }, 1, 'deny', ['token-missing', 'observed']],
    ['a public route', { token: null, jwks: null, told: { route: '/health', path: '/health', parameters: null } }, 0, 'allow', ['public']],
  ])('%s', async (_, of, code, outcome, reasons) => {
    for (const kind of KINDS) {
      const ran = await decide({ ...of, kind });
      expect({ code: ran.code, outcome: ran.json?.outcome, reasons: ran.json?.reasons, stderr: ran.stderr }).toEqual({ code, outcome, reasons, stderr: '' });
    }
  });

  test('the JSON is the line of the audit log, with the subject in clear', async () => {
    const of = engine();
    of.table.rows.set(deviceKey(THUMB), { pk: deviceKey(THUMB), tier: 'MANAGED', reportedAt: NOW - 60, revoked: false, posture: { diskEncrypted: true } });
    await of.authorizer.handle(eventFor(managed));
    const { json } = await decide({ ...managed, facts: device() });
    const { unmet, errors, ...record } = json;
    expect({ unmet, errors }).toEqual({ unmet: [], errors: [] });
    expect(of.last()).toMatchObject({ ...record, subject: expect.stringMatching(/^h:/) });
    expect(record).toMatchObject({ schema: 'zero-trust/decision/1', subject: SUB, device: `x5t#S256${THUMB}`, facts: { 'device.posture': { asOf: '2026-11-22T11:59:00.000Z', state: 'fresh' } } });
  });

  test('no token is in any answer', async () => {
    for (const argv of [['--format', 'json'], ['--format', 'text']]) {
      const token = tokenOf();
      const { stdout } = await decide({ token, argv });
      for (const part of token.split('.')) expect(stdout).not.toContain(part);
    }
  });

  test('a person reads what was asked, who asked, what is known and what was not met', async () => {
    const { stdout, code } = await decide({ token: { scope: 'documents/write' }, facts: { subjects: { [SUB]: { riskScore: 5, updatedAt: NOW - 30 } } }, argv: [] });
    expect(code).toBe(1);
    expect(stdout).toBe(`deny: scope-missing (the token carries none of the scopes of the route)

asked     GET /documents/{id} for \`documents/42\`, at api.example.com from 198.51.100.7, at 2026-11-22T12:00:00Z
who       user \`${SUB}\`, client \`1example23456789\`, of ${ISSUER}
          personas: employee; scopes: documents/write
device    none: no certificate was read
trust     tier BASIC, score ${stdout.match(/score (\d+)/)?.[1]} of 100
facts     behaviour: as of 2026-11-22T11:59:30Z, 5
          device: unasked (nothing says it)
          device.posture: unasked (nothing says it)
          location.country: unasked (nothing says it)
          session: absent (looked for, and not there)
          subject: as of 2026-11-22T12:00:00Z, {"riskScore":5,"updatedAt":1795348770,"recentDenials":0,"velocity":0,"devices":[…
          token.authentication: as of 2026-11-22T11:58:20Z, 1795348700
policies  none decided
not met   context.token.scopes.contains("documents/read")
bundle    ${bundle!.hash}
`);
  });

  test('names from the event do not move the cursor', async () => {
    const { stdout } = await decide({ token: { sub: 'a\u001b[2Jb\nc' }, argv: [] });
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('without keys it says where they are to be had', async () => {
    const { stdout } = await decide({ jwks: null, argv: [] });
    expect(stdout).toContain(`keys      none were given, so no signature can be checked: save ${ISSUER}/.well-known/jwks.json`);
  });
});

describe('what cannot be read', () => {
  const refusal = async (files: Record<string, unknown>, argv: readonly string[] = []): Promise<string> => {
    const cwd = folder({ 'bundle.json': BUNDLE, 'event.json': eventFor({}), 'jwks.json': setOf(RSA), 'facts.json': {}, ...files });
    const { code, stdout, stderr } = await run(['decide', '--bundle', 'bundle.json', '--event', 'event.json', '--jwks', 'jwks.json', '--facts', 'facts.json', ...(argv.includes('--now') ? [] : ['--now', AT]), ...argv], { cwd });
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(LINE) });
    return stderr.slice('zero-trust: '.length).trimEnd();
  };
  const wrong = JSON.parse(BUNDLE);
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['a bundle that was cut off', { 'bundle.json': BUNDLE.slice(0, 500) }, /^bundle\.json:1:\d+: the file ends .*; expected a bundle as synth or `zero-trust bundle` writes it$/],
    ['a bundle that was changed', { 'bundle.json': JSON.stringify({ ...wrong, strict: false }) }, /^bundle\.json:1:1: the bundle says that it is `sha256:.* \[BundleHash\]$/],
    ['a bundle of another release', { 'bundle.json': JSON.stringify({ ...wrong, schema: 'zero-trust/policy-bundle/2' }) }, /^bundle\.json:1:1: the bundle is of the schema `zero-trust\/policy-bundle\/2`.* \[BundleVersion\]$/],
    ['a bundle with a wrong field', { 'bundle.json': { ...wrong, strict: 'yes' } }, /^bundle\.json:\d{2,}:3: `\/strict` is the string `yes`; expected `true` or `false` \[BundleFieldWrong\]$/],
    ['a bundle of another engine', { 'bundle.json': bundleText(makeBundle({ ...FACTS, engine: 'cedar-wasm' }).bundle!) }, /^bundle\.json:1:1: the bundle asks for engine `cedar-wasm`.*; expected `compiled` \[BundleEngine\]$/],
    ['an event that is no JSON', { 'event.json': '{ "type": }' }, /^event\.json:1:11: .*; expected the event that API Gateway sends to an authorizer, as JSON$/],
    ['keys that are none', { 'jwks.json': { keys: 'none' } }, /^jwks\.json:2:3: `keys` is the string `none`; expected a list$/],
    ['facts of an unknown kind', { 'facts.json': { device: {} } }, /^facts\.json:2:3: `device` is unknown; did you mean `devices`\? known fields: `devices`, `sessions`, `subjects`$/],
    ['an unknown field', { 'facts.json': device({ reportedAd: 7 }) }, /^facts\.json:10:7: `devices\.[\w-]+\.reportedAd` is unknown; did you mean `reportedAt`\?/],
    ['a field called constructor', { 'facts.json': '{ "subjects": { "ann": { "riskScore": 1, "constructor": 2 } } }' }, /`subjects\.ann\.constructor` is unknown/],
    ['a date for a moment', { 'facts.json': device({ reportedAt: '2026-11-22' }) }, /reportedAt` is the string `2026-11-22`; expected a moment, e\.g\. `2026-11-22T09:00:00Z`$/],
    ['a day that there is not', { 'facts.json': device({ reportedAt: '2026-02-30T00:00:00Z' }) }, /expected a moment/],
    ['a tier that there is not', { 'facts.json': device({ tier: 'MANGED' }) }, /tier` is the string `MANGED`; expected one of `BASIC`/],
    ['a device that does not say whether it is revoked', { 'facts.json': device({ revoked: undefined }) }, /revoked` is missing; expected `true` or `false`$/],
    ['a device that is no thumbprint', { 'facts.json': { devices: { 'laptop/17': device().devices![THUMB as never] } } }, /^facts\.json:3:5: device `laptop\/17` is no thumbprint; expected/],
    ['a posture that is no record', { 'facts.json': device({ posture: ['x'] }) }, /is nothing that the authorizer could read/],
    ['a risk that there is not', { 'facts.json': { subjects: { ann: { riskScore: 101 } } } }, /^facts\.json:3:5: `subjects\.ann` is nothing that the authorizer could read/],
  ])('%s', async (_, files, line) => expect(await refusal(files)).toMatch(line));

  test('a moment without a zone', async () => expect(await refusal({}, ['--now', '2026-11-22T12:00:00'])).toBe('`--now` is `2026-11-22T12:00:00`; expected a date, a time and a zone, e.g. `--now 2026-11-22T12:00:00Z`'));
  test('no moment: what the event says is offered, and not taken', async () => {
    const cwd = folder({ 'bundle.json': BUNDLE, 'event.json': eventFor({ kind: 'http' }) });
    expect(await run(['decide', '--bundle', 'bundle.json', '--event', 'event.json'], { cwd })).toEqual({ code: 2, stdout: '', stderr: 'zero-trust: `--now` is missing; expected the moment of the decision, e.g. `--now 2026-11-22T12:00:00Z`, when the event says that it was\n' });
  });
  test('a file that is not there', async () => {
    const cwd = folder({ 'bundle.json': BUNDLE, 'event.json': eventFor({}) });
    for (const option of ['--jwks', '--facts']) expect((await run(['decide', '--bundle', 'bundle.json', '--event', 'event.json', '--now', AT, option, 'nowhere.json'], { cwd })).stderr).toMatch(/^zero-trust: `nowhere\.json` cannot be read \(ENOENT\); expected /);
  });
});

describe('a bundle made by hand', () => {
  const CONFIG = { ...FACTS, routes: FACTS.routes.filter(({ config: { objectRule } }) => objectRule === undefined) };
  const config = (change: (facts: any) => void = (): void => undefined): unknown => {
    const copy = structuredClone(CONFIG) as any;
    change(copy);
    return copy;
  };
  const made = async (files: Record<string, unknown>): Promise<{ code: number; stdout: string; lines: string[]; bundle?: string }> => {
    const cwd = folder({ 'door.json': config(), 'policies/own.cedar': '@id("own") forbid (principal, action, resource) when { context.trust.score < 5 };\n', ...files });
    const { code, stdout, stderr } = await run(['bundle', '--cedar', 'policies/', '--config', 'door.json', '--out', 'bundle.json'], { cwd });
    const file = path.join(cwd, 'bundle.json');
    return { code, stdout, lines: stderr.split('\n').slice(0, -1), ...(existsSync(file) ? { bundle: readFileSync(file, 'utf8') } : {}) };
  };

  test('is the one that synth makes of the same, byte for byte, whatever the order', async () => {
    const policies = { 'own.cedar': '@id("own") forbid (principal, action, resource) when { context.trust.score < 5 };\n', 'more/b.cedar': 'forbid (principal, action, resource) when { context.trust.score < 1 };' };
    const expected = bundleText(makeBundle({ ...CONFIG, policies }).bundle!);
    const [one, two] = [await made({ 'policies/more/b.cedar': policies['more/b.cedar'], 'policies/README.md': 'no policy' }), await made({ 'policies/more/b.cedar': policies['more/b.cedar'], 'door.json': config((c) => { c.routes.reverse(); c.issuers.reverse(); }) })];
    expect(one.bundle).toBe(expected);
    expect(two).toEqual(one);
    expect(one.lines).toEqual([]);
    expect(one.stdout).toBe(`bundle.json: ${JSON.parse(expected).hash}, 8 routes, 9 policies\n`);
  });

  test('everything that is wrong is told at once, with its place, and nothing is written over', async () => {
    const before = 'the one of yesterday';
    const { code, stdout, lines, bundle: after } = await made({
      'bundle.json': before, 'policies/a.cedar': '@id("a") permit (principal, action, resource)\nwhen { context.trust.teir >= 2 };',
      'policies/own.cedar': '\n\n@id("hours") forbid (principal, action, resource) when { context.time.windows.contains("ofice") };',
      'door.json': config((c) => { c.routes[2].config.hours = ['ofice']; c.sources.devices = false; }),
    });
    expect({ code, stdout, after }).toEqual({ code: 2, stdout: '', after: before });
    expect(lines.map((l) => l.replace(/^zero-trust: /, '').replace(/: .*(?= \[)/, ''))).toEqual(expect.arrayContaining([
      'policies/a.cedar:2:8 [PolicyInvalid]', 'policies/own.cedar:3:1 [WindowUnknown]',
    ]));
    expect(lines.some((l) => /^zero-trust: door\.json:\d+:\d+: route `GET \/managed\/\{id\}` is open in the unknown window `ofice`; did you mean `office`\?.* \[WindowUnknown\]$/.test(l))).toBe(true);
    expect(lines.some((l) => / \[TierWithoutDeviceSource\]$/.test(l))).toBe(true);
    for (const line of lines) expect(line).toMatch(/^zero-trust: (door\.json|policies\/[\w/]+\.cedar):\d+:\d+: .* \[\w+\]$/);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['the line of a field of a route', { 'door.json': config((c) => { c.routes[1].config.minimumTier = 'GOLD'; }) }, /^zero-trust: door\.json:(\d+):\d+: .*`GOLD`.* \[BundleTierUnknown\]$/],
    ['an issuer that is there twice', { 'door.json': config((c) => { c.issuers.push({ ...c.issuers[0] }); }) }, /^zero-trust: door\.json:\d+:\d+: .* \[BundleIssuerTwice\]$/],
    ['a policy that is none', { 'policies/b/c.cedar': 'permit (principal, action resource);' }, /^zero-trust: policies\/b\/c\.cedar:1:27: .* \[PolicySyntax\]$/],
    ['an unknown field', { 'door.json': config((c) => { c.rutes = []; }) }, /^zero-trust: door\.json:\d+:\d+: `\/rutes` is unknown; known fields: .* \[BundleFieldWrong\]$/],
    ['policies in the configuration', { 'door.json': config((c) => { c.policies = {}; }) }, /^zero-trust: door\.json:\d+:3: `policies` is no field of the configuration; expected policies as `\.cedar` files/],
    ['a configuration that is cut off', { 'door.json': '{ "door": "Documents",' }, /^zero-trust: door\.json:1:\d+: .*; expected the configuration of a bundle, as JSON$/],
  ])('told: %s', async (_, files, line) => {
    const { code, lines, bundle: after } = await made(files);
    expect({ code, after }).toEqual({ code: 2, after: undefined });
    expect(lines.some((l) => line.test(l)) ? '' : lines.join('\n')).toBe('');
  });

  test('the place is the field itself', async () => {
    const file = config((c) => { c.routes[1].config.minimumTier = 'GOLD'; c.issuers.push({ ...c.issuers[1] }); });
    const text = JSON.stringify(file, undefined, 2);
    const { lines } = await made({ 'door.json': file });
    const line = (needle: string): number => text.slice(0, text.indexOf(needle)).split('\n').length;
    expect(lines.find((l) => l.includes('GOLD'))).toContain(`door.json:${line('"GOLD"')}:`);
  });

  test('policies of routes alone are worth a word', async () => {
    const cwd = folder({ 'door.json': config(), 'none/README.md': '' });
    const { code, stderr } = await run(['bundle', '--cedar', 'none', '--config', 'door.json', '--out', 'bundle.json'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'zero-trust: warning: `none` holds no `.cedar` file: the policies are those of the routes alone\n' });
  });

  test.each([['a folder that is not there', ['--cedar', 'nowhere', '--out', 'bundle.json'], /`nowhere` cannot be read \(ENOENT\); expected a folder of `\.cedar` files/], ['an output that cannot be written', ['--cedar', '.', '--out', 'no/where.json'], /file `no\/where\.json` cannot be written \(ENOENT\)/]])('%s', async (_, argv, line) => {
    const cwd = folder({ 'door.json': config() });
    const { code, stderr } = await run(['bundle', '--config', 'door.json', ...argv], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(line);
  });

  test('policies that are no UTF-8', async () => {
    const cwd = folder({ 'door.json': config(), 'policies/a.cedar': '' });
    writeFileSync(path.join(cwd, 'policies/a.cedar'), Buffer.from([0x2f, 0x2f, 0xff]));
    expect((await run(['bundle', '--cedar', 'policies', '--config', 'door.json', '--out', 'b.json'], { cwd })).stderr).toMatch(/^zero-trust: `policies\/a\.cedar` cannot be read \(.*\); expected policies of Cedar in UTF-8\n$/);
  });
});

test('what was not met is told in the words of the policy', async () => {
  const { json } = await decide({ token: { 'scope': '', 'cognito:groups': [] } });
  expect(json.unmet).toEqual(['principal in Persona::"employee"', 'context.token.scopes.contains("documents/read")']);
});

describe('docs/cli.md', () => {
  const text = readFileSync(path.join(__dirname, '..', '..', 'docs', 'cli.md'), 'utf8');
  const after = (mark: string, language: string): string => {
    const rest = text.slice(text.indexOf(mark));
    const [, block] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(rest) ?? [];
    return block!;
  };
  const claims = { sub: 'ann', iss: 'https://login.example.com', aud: 'api', client_id: 'portal', scope: 'documents/read', iat: NOW + 86_400 - 60, exp: NOW + 86_400 + 600, jti: 'j', groups: ['staff'] };

  test('the worked example runs as it stands there', async () => {
    const cwd = folder({
      'door.json': after('`door.json` says', 'json'), 'policies/risk.cedar': after('`policies/risk.cedar` is', 'cedar'), 'facts.json': after('`facts.json` is', 'json'), 'jwks.json': setOf(EC),
      'event.json': after('`event.json` is', 'json').replace('TOKEN', mint(claims, EC, { typ: 'at+jwt' })),
    });
    let shown = '';
    for (const command of after('`facts.json` is', 'sh').trim().split('\n')) {
      const [line, echo] = command.split('; echo');
      const { code, stdout, stderr } = await run(line.split(' ').slice(2), { cwd });
      expect(stderr).toBe('');
      shown += `$ ${line.replace('npx ', '')}\n${stdout}${echo === undefined ? '' : `exit ${code}\n`}`;
    }
    expect(after('npx zero-trust bundle --cedar policies', 'text')).toBe(shown);
    writeFileSync(path.join(cwd, 'policies/risk.cedar'), after('`policies/risk.cedar` is', 'cedar').replace('riskScore', 'riskScor'));
    expect((await run(['bundle', '--cedar', 'policies', '--config', 'door.json', '--out', 'bundle.json'], { cwd })).stderr).toBe(after('With `riskScor` in the place', 'text'));
  });
});
