/**
 * The example of mistakes: every one is caught with a counterexample that is replayed, and its README shows what one gets. The
 * mistakes are the network ones of the bench of sixteen in reference/cdk.md; a VPC Lattice network without authentication is one
 * of identity.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { VerdictFile } from '../../lib/contract/verdicts';
import { run, type Ran } from '../cli/support';
import { loadApp, ROOT } from './apps';

const folder = path.join(ROOT, 'examples', '04-mistakes');
const { directory } = loadApp({ name: '04-mistakes', folder, file: path.join(folder, 'mistakes.ts') }).synth();
const copies = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-mistakes-'));
afterAll(() => [directory, copies].forEach((d) => rmSync(d, { recursive: true, force: true })));

const GUARANTEES = path.join(folder, 'guarantees.yaml');
const prove = (...more: string[]): Promise<Ran> => run(['prove', '.', '--guarantees', GUARANTEES, ...more], { cwd: directory });

/** The ends of each counterexample, and a place that it must rest on. */
const CAUGHT: readonly (readonly [stack: string, hops: readonly string[], because: RegExp])[] = [
  ['EgressAll', ['Worker', 'internet'], /^\/Resources\/WorkerGroup\w+\/Properties\/SecurityGroupEgress\/0$/],
  ['Transitive', ['internet', 'Balancer', 'App', 'Database'], /^\/Resources\/DatabaseGroup\w+$/],
  ['FromTheVpc', ['Jump', 'Database'], /^\/Resources\/DatabaseGroup\w+\/Properties\/SecurityGroupIngress\/0$/],
  ['TenSlashEight', ['Kiosk', 'Ledger'], /^\/Resources\/LedgerGroup\w+\/Properties\/SecurityGroupIngress\/0$/],
  ['TwoHalves', ['internet', 'Admin'], /^\/Resources\/AdminGroup\w+\/Properties\/SecurityGroupIngress\/[01]$/],
  ['OneGroupForTwo', ['Window', 'Vault'], /^\/Resources\/SharedGroup\w+$/],
  ['OpenEndpoint', ['Visitor', 'Secrets'], /^\/Resources\/VpcSecretsSecurityGroup\w+\/Properties\/SecurityGroupIngress\/0$/],
];

describe('each mistake is caught', () => {
  let file: VerdictFile;
  beforeAll(async () => {
    const { code, stdout } = await prove('--format', 'json');
    expect(code).toBe(1);
    file = JSON.parse(stdout);
  });

  test.each(CAUGHT)('%s', (stack, ends, because) => {
    const found = file.verdicts.filter((v) => v.kind === 'denies' && v.witness?.hops.some((h) => h.because.some((b) => b.template.startsWith(stack))));
    expect(found).toHaveLength(1);
    const [{ verdict, witness }] = found;
    expect(verdict).toBe('violated');
    const { hops } = witness!;
    const shown = [hops[0].source, ...hops.map((h) => h.destination)];
    expect(shown).toHaveLength(ends.length);
    ends.forEach((end, i) => expect(shown[i]).toContain(end));
    expect(hops.flatMap((h) => h.because.map((b) => b.pointer)).filter((p) => because.test(p) || because.test(p.replace(/\/Properties\/SecurityGroup.*$/, '')))).not.toStrictEqual([]);
    for (const hop of hops) expect(hop.because.every((b) => b.constructPath?.startsWith(`${stack}/`))).toBe(true);
  });

  test('and nothing else is said of the guarantees', () => {
    const about = file.verdicts.filter((v) => v.kind !== 'standing');
    expect(about.map((v) => v.verdict)).toStrictEqual(CAUGHT.map(() => 'violated'));
  });
});

test('its README shows what one gets', async () => {
  const readme = path.join(folder, 'README.md');
  const text = readFileSync(readme, 'utf8');
  const { stdout } = await prove();
  const marks = [...text.matchAll(MARK)];
  expect(marks.length).toBeGreaterThan(1);
  if (process.env.ZERO_TRUST_UPDATE_GOLDENS === '1') writeFileSync(readme, text.replace(MARK, (_, name: string) => `<!-- proof: ${name} -->\n\`\`\`text\n${verdictOf(stdout, name)}\`\`\``));
  else expect(marks.map(([, , shown]) => shown)).toStrictEqual(marks.map(([, name]) => verdictOf(stdout, name)));
  expect(text).not.toMatch(/\/(work|tmp|home|root)\//);
});

const MARK = /<!-- proof: (.*?) -->\n```text\n([\s\S]*?)```/g;

/** The verdict about this destination as it is printed, without the indent of its section. */
function verdictOf(stdout: string, destination: string): string {
  const lines = stdout.split('\n');
  const from = lines.findIndex((line) => line.includes(`=> ${destination} :`));
  if (from < 0) throw new Error(`nothing is said of ${destination}`);
  const length = lines.slice(from + 1).findIndex((line) => !line.startsWith('      '));
  return `${lines.slice(from, from + 1 + length).map((line) => line.slice(2)).join('\n')}\n`;
}

test('put right, a mistake is proved to be none', async () => {
  cpSync(directory, copies, { recursive: true });
  const file = path.join(copies, 'TwoHalves.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  for (const { Type, Properties } of Object.values<any>(template.Resources)) if (Type === 'AWS::EC2::SecurityGroup') delete Properties.SecurityGroupIngress;
  writeFileSync(file, JSON.stringify(template));
  writeFileSync(path.join(copies, 'guarantees.yaml'), 'schema: zero-trust/guarantees/1\nguarantees:\n  - denies: { source: internet, destination: TwoHalves/Admin, over: tcp/22 }\n...\n');
  const { verdicts } = JSON.parse((await run(['prove', '.', '--guarantees', 'guarantees.yaml', '--format', 'json'], { cwd: copies })).stdout) as VerdictFile;
  expect(verdicts.filter((v) => v.kind === 'denies').map((v) => v.verdict)).toStrictEqual(['proved']);
});
