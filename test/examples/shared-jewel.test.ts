/**
 * A jewel that two stacks share: no cycle with weak and strong references, and across repositories `prove` holds the claim against the
 * offer. The blocks of the README below `<!-- prove: ... -->` are what one gets.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { VerdictFile } from '../../lib/contract/verdicts';
import { run } from '../cli/support';
import { ROOT } from './apps';

jest.setTimeout(120_000);

const FOLDER = path.join(ROOT, 'examples', '07-shared-jewel');
const OWNER = 'repositories/archive/app.ts';
const USER = 'repositories/audit/app.ts';
const directory = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-shared-jewel-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let copies = 0;

interface Change {
  readonly file: string;
  readonly was: string;
  readonly is: string;
}

interface Synthesized {
  /** Of the example's copy. */
  readonly folder: string;
  /** Assemblies, one per app, within the folder. */
  readonly assemblies: readonly string[];
}

/** A copy with the change, synthesized app by app. */
function synthesized(apps: readonly string[], change?: Change, context: object = {}): Synthesized {
  const examples = path.join(directory, `copy-${copies++}`);
  cpSync(path.join(ROOT, 'examples'), examples, { recursive: true, filter: (from) => !from.endsWith('cdk.out') });
  const folder = path.join(examples, '07-shared-jewel');
  if (change !== undefined) {
    const file = path.join(folder, change.file);
    const before = readFileSync(file, 'utf8');
    const after = before.replaceAll(change.was, () => change.is);
    if (after === before) throw new Error(`${change.file} does not hold ${change.was}`);
    writeFileSync(file, after);
  }
  const assemblies = apps.map((app) => {
    const cwd = path.join(folder, path.dirname(app));
    const cdkJson = JSON.parse(readFileSync(path.join(cwd, 'cdk.json'), 'utf8'));
    const env = { ...process.env, CDK_OUTDIR: path.join(cwd, 'cdk.out'), CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...context }), CDK_VALIDATION: 'false', NODE_PATH: path.join(ROOT, 'node_modules') };
    const { status, stderr } = spawnSync(process.execPath, ['-r', path.join(ROOT, 'scripts', 'ts.cjs'), path.basename(app)], { cwd, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return path.join(path.dirname(app), 'cdk.out');
  });
  return { folder, assemblies };
}

interface Proved {
  readonly code: number;
  readonly claims: readonly string[];
  readonly text: string;
}

/** Each question once: the README asks some of them again. */
const answers = new Map<string, Promise<Proved>>();

function proved(apps: readonly string[], change?: Change): Promise<Proved> {
  const key = JSON.stringify([apps, change]);
  const answer = answers.get(key) ?? prove(synthesized(apps, change));
  answers.set(key, answer);
  return answer;
}

async function prove({ folder, assemblies }: Synthesized): Promise<Proved> {
  const json = await run(['prove', ...assemblies, '--format', 'json'], { cwd: folder });
  const { verdicts } = JSON.parse(json.stdout) as VerdictFile;
  const { stdout } = await run(['prove', ...assemblies], { cwd: folder });
  return { code: json.code, claims: verdicts.filter((v) => v.plane === 'data').map((v) => `${v.verdict}: ${v.question}`).sort(), text: stdout };
}

describe.each(['strong', 'weak'])('two stacks, with %s references', (references) => {
  const { folder, assemblies: [out] } = synthesized(['app.ts'], undefined, { '@aws-cdk/core:defaultCrossStackReferences': references });
  const template = (name: string): string => readFileSync(path.join(folder, out, `${name}.template.json`), 'utf8');

  test('the owner refers to nobody, so there is no cycle', () => {
    expect(template('Archive')).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
    expect(template('Audit')).toContain(references === 'strong' ? 'Fn::ImportValue' : 'Fn::GetStackOutput');
    const { artifacts } = JSON.parse(readFileSync(path.join(folder, out, 'manifest.json'), 'utf8'));
    expect((artifacts.Archive.dependencies as string[]).filter((d) => !d.endsWith('.assets'))).toStrictEqual([]);
  });

  test('they meet in a tag', () => {
    const [archive, audit] = ['Archive', 'Audit'].map((name) => Object.values<any>(JSON.parse(template(name)).Resources));
    const tags = audit.filter((r) => r.Type === 'AWS::IAM::Role').flatMap((r) => r.Properties.Tags ?? []);
    expect(tags).toHaveLength(1);
    expect(tags[0].Key).toBe('zero-trust:Archive.Data.papers');
    const policy = archive.find((r) => r.Type === 'AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement;
    const reading = policy.find((s: any) => s.Sid?.startsWith('ZeroTrustDeny') && s.Action.join() === 's3:GetObject' && s.Condition.StringNotLike !== undefined);
    expect(reading.Condition.StringNotLike).toStrictEqual({ 'aws:PrincipalTag/zero-trust:Archive.Data.papers': [`*${tags[0].Value}*`] });
  });
});

describe('across repositories', () => {
  test('a claim that is offered is proved', async () => {
    const { code, claims } = await proved([OWNER, USER]);
    expect({ code, claims }).toStrictEqual({ code: 0, claims: [expect.stringMatching(/^proved: claim Audit-Auditor-claims-papers-read-closed/)] });
  });

  test('the consumer alone does not know, and is not failed for it', async () => {
    const { code, claims, text } = await proved([USER]);
    expect({ code, claims }).toStrictEqual({ code: 0, claims: [expect.stringMatching(/^unknown: claim /)] });
    expect(text).toContain('give the assembly of its owner as well');
  });

  test('the owner alone is not asked who claims', async () => {
    expect((await proved([OWNER])).claims).toStrictEqual([]);
  });

  test('a claim that nobody offers fails, and so does the offer that nobody claims', async () => {
    const { code, claims } = await proved([OWNER, USER], { file: OWNER, was: "id: 'read-closed'", is: "id: 'read-shredded'" });
    expect({ code, claims }).toStrictEqual({ code: 1, claims: [expect.stringMatching(/^violated: claim /), expect.stringMatching(/^violated: offer read-shredded of papers/)] });
  });

  test('a claim on more than is offered fails', async () => {
    const { code, claims } = await proved([OWNER, USER], { file: USER, was: "DataAccess.actions(['s3:GetObject']).on('closed/*')", is: 'DataAccess.reads()' });
    expect({ code, claims }).toStrictEqual({ code: 1, claims: [expect.stringMatching(/^violated: claim /)] });
  });
});

test('its README shows what one gets', async () => {
  const file = path.join(FOLDER, 'README.md');
  const readme = readFileSync(file, 'utf8');
  const marks = [...readme.matchAll(MARK)];
  expect(marks.length).toBeGreaterThan(2);
  const real: string[] = [];
  for (const [, what] of marks) {
    const { text } = await proved([OWNER, USER], changeOf(what));
    real.push(sectionsOf(text));
  }
  if (process.env.ZERO_TRUST_UPDATE_GOLDENS === '1') {
    let i = 0;
    writeFileSync(file, readme.replace(MARK, (_, what: string) => `<!-- prove: ${what} -->\n\`\`\`text\n${real[i++]}\`\`\``));
  } else expect(marks.map(([, , shown]) => shown)).toStrictEqual(real);
});

const MARK = /<!-- prove: (.*?) -->\n```text\n([\s\S]*?)```/g;

function changeOf(mark: string): Change | undefined {
  const [, file, was, is] = /^(\S+): ("(?:[^"\\]|\\.)*") => ("(?:[^"\\]|\\.)*")$/.exec(mark) ?? [];
  return file === undefined ? undefined : { file, was: JSON.parse(was), is: JSON.parse(is) };
}

/** What was proved or violated; the rest of the output is about the network. */
function sectionsOf(text: string): string {
  const sections = text.split('\n\n').map((section) => section.trimEnd());
  return `${sections.filter((section) => /^(Violated|Proved)/.test(section)).join('\n\n')}\n`;
}
