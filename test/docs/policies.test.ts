/** docs/policies.md: its program gives the policy that it shows, its policies validate, its rows pass, its errors and its tables are the library's. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { transformSync } from 'esbuild';
import * as YAML from 'yaml';
import { BUNDLE_PROBLEMS } from '../../lib/contract/access/bundle-shape';
import { Findings, formatFinding } from '../../lib/intent';
import { readPolicyTests } from '../../lib/intent/read-policy-test';
import { makeBundle, policyTestFindings, runPolicyTests, schemaOfFacts } from '../../lib/policy/bundle';
import { facts, FACTS, ROUTE } from '../policy/bundle/support';

const ROOT = path.join(__dirname, '..', '..');
const doc = readFileSync(path.join(ROOT, 'docs', 'policies.md'), 'utf8');
const fences = (language: string): string[] => [...doc.matchAll(new RegExp('^```' + language + '\\n([\\s\\S]*?)^```', 'gm'))].map((m) => m[1]);
const [compiled, own] = fences('cedar');
const [wrong, failed] = fences('text');

const program = ((): { readonly text: string; readonly config: typeof ROUTE } => {
  const { code } = transformSync(fences('ts')[0].replace('const config', 'export const config'), { loader: 'ts', format: 'cjs' });
  const of = { exports: {} as Record<string, unknown> };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function('require', 'module', 'exports', code)((name: string): unknown => require(name.replace('cdk-zero-trust', ROOT)), of, of.exports);
  return of.exports as never;
})();

const documented = facts({
  personas: ['employee', 'partner'], posture: { diskEncrypted: 'Bool' }, policies: { 'own.cedar': own },
  trust: { ...FACTS.trust, addressSets: { 'partner-office': ['198.51.100.0/24'] } },
  routes: [{ id: 'GET /people/{sub}/documents', config: program.config, because: 'employees read what is theirs' }, { id: 'DELETE /documents/{id}', config: ROUTE }, { id: 'GET /documents/{id}', config: ROUTE }],
});

test('its program gives the policy that it shows', () => {
  expect(program.text).toBe(compiled);
});

test('its policies and its rows: the bundle is made, and every row passes', () => {
  const { bundle, findings } = makeBundle(documented);
  expect(findings).toStrictEqual([]);
  const said = new Findings();
  const rows = readPolicyTests((YAML.parse(fences('yaml')[0]) as { policyTests: unknown }).policyTests, '/policyTests', said);
  expect(said.all()).toStrictEqual([]);
  expect(rows).toHaveLength(3);
  expect(policyTestFindings(runPolicyTests(bundle!, rows))).toStrictEqual([]);
  // And what it shows of a failure is what is told.
  const [finding] = policyTestFindings(runPolicyTests(bundle!, [{ ...rows[1], expect: 'allow' }]));
  expect(`${formatFinding(finding)}\n`).toBe(failed);
});

test('what it shows of a mistake is what is told', () => {
  const { findings } = makeBundle({ ...documented, routes: documented.routes.slice(1, 2), policies: { 'own.cedar': 'forbid (principal, action, resource)\nwhen { context.trust.teir < 2 };' } });
  expect(`${formatFinding(findings[0])}\n`).toBe(wrong);
});

test('its table of the schema names every fact, and no other', () => {
  const schema = schemaOfFacts(documented);
  const rows = [...doc.matchAll(/^\| `context\.(\w+)` \| (.*) \|$/gm)].map(([, of, words]) => [of, [...words.replace(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)].map(([, word]) => word)] as const);
  const types: Readonly<Record<string, string>> = { http_request: 'HttpRequest', token: 'Token', trust: 'Trust', device: 'Device', location: 'Location', behaviour: 'Behaviour', time: 'Time' };
  expect(rows.map(([of]) => of).sort()).toStrictEqual([...Object.keys(types), 'path', 'purpose'].sort());
  for (const [of, type] of Object.entries(types)) {
    const fields = [...new RegExp(`type ${type} = \\{ (.*) \\};`).exec(schema)![1].matchAll(/(\w+)\??: /g)].map(([, field]) => field);
    expect([of, rows.find(([name]) => name === of)![1].slice().sort()]).toStrictEqual([of, fields.sort()]);
  }
  const optional = [...schema.matchAll(/(\w+)\?: /g)].map(([, field]) => field).filter((field) => field !== 'owner' && field !== 'diskEncrypted');
  const [, said] = /\*\*Ask before you read\.\*\*(.*?) may be missing/.exec(doc)!;
  expect([...said.matchAll(/`(\w+)`/g)].map(([, word]) => word).sort()).toStrictEqual([...new Set(optional)].sort());
});

test('it names every code of makeBundle, of policy tests and of the reader', () => {
  const folder = path.join(ROOT, 'lib', 'policy', 'bundle');
  const codes = readdirSync(folder).filter((f) => f.endsWith('.ts')).flatMap((f) => [...readFileSync(path.join(folder, f), 'utf8').matchAll(/(?:error|warning|tell)\('([A-Z][A-Za-z]+)'|code: '([A-Z][A-Za-z]+)'/g)].map((m) => m[1] ?? m[2]));
  expect(new Set(codes).size).toBeGreaterThan(12);
  for (const code of [...new Set([...codes, ...BUNDLE_PROBLEMS])].filter((c) => c !== 'DuplicateRoute')) expect(doc).toContain(`\`${code}\``);
});
