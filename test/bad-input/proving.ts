/**
 * What zero-trust says of a mistake, through its command line, a synth or a test's question:
 *
 *   refused({ 'a.json': {} }, ['prove', 'a.json'])         // 'file `a.json`: ...', of an exit 2
 *   verdict('denies', files, ['prove', 'a.json', ...])     // the sentence of the first such verdict that is not proved
 *   blocked('SG_HAS_NO_RULES', template, 'A', 'B')         // why A does not reach B
 *   found('break-glass.open', (w) => { ... })              // the finding in CDK's report
 *
 * Also run by `node scripts/errors-doc.mjs`, so no jest here.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { main } from '../../lib/cli/main';
import type { AnswerFile, BaselineFile, VerdictFile } from '../../lib/contract/verdicts';
import { verdictSentence } from '../../lib/evidence/verdicts/terms';

export type Files = Readonly<Record<string, unknown>>;

export interface ProvingMistake {
  readonly name: string;
  readonly code: string;
  /** As the page shows it: an exit code, a severity, or `reason`. */
  readonly level: 'exit 2' | 'error' | 'warning' | 'info' | 'reason';
  /** Parts of the message that must be there. */
  readonly words: readonly string[];
  /** What is said; undefined where it is not. */
  readonly tell: () => Promise<string | undefined>;
}

async function inFolder<T>(files: Files, work: (cwd: string) => Promise<T> | T): Promise<T> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'zero-trust-proving-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
      writeFileSync(path.join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
    return await work(cwd);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function run(argv: readonly string[], cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const text = { stdout: '', stderr: '' };
  const code = await main(argv, { stdout: { write: (t) => { text.stdout += t; } }, stderr: { write: (t) => { text.stderr += t; } }, env: {}, cwd });
  return { code, ...text };
}

/** `CODE: message` of an exit 2. */
export const refused = (files: Files, argv: readonly string[]): Promise<string | undefined> => inFolder(files, async (cwd) => {
  const { code, stderr } = await run(argv, cwd);
  const [, message, name] = /^zero-trust: ([^\n]*) \[(\w+)\]\n$/.exec(stderr) ?? [];
  return code === 2 ? `${name}: ${message}` : undefined;
});

export const verdict = (kind: string, files: Files, argv: readonly string[]): Promise<string | undefined> => inFolder(files, async (cwd) => {
  const { stdout } = await run([...argv, '--format', 'json'], cwd);
  // By their questions: ids are hashes.
  const [found] = (JSON.parse(stdout) as VerdictFile).verdicts.filter((v) => v.kind === kind && v.verdict !== 'proved').sort((a, b) => (a.question < b.question ? -1 : 1));
  return found === undefined ? undefined : `${found.id.split('.')[0]}: ${verdictSentence(found)}`;
});

/** The reason that a verdict gives. */
export const reason = (code: string, files: Files, argv: readonly string[]): Promise<string | undefined> => inFolder(files, async (cwd) => {
  const { stdout } = await run([...argv, '--format', 'json'], cwd);
  const said = JSON.parse(stdout) as VerdictFile | AnswerFile;
  const reasons = 'verdicts' in said ? said.verdicts.flatMap((v) => v.blockedBy ?? []) : said.answer === 'unreachable' ? said.blockedBy : [];
  const found = reasons.find((b) => b.code === code);
  return found === undefined ? undefined : `${found.code}: ${found.text}`;
});

export const blocked = (code: string, resources: Files, source: string, destination: string, over = 'all'): Promise<string | undefined> =>
  reason(code, { 'a.json': { Resources: resources } }, ['ask', 'reach', 'a.json', '--source', source, '--destination', destination, '--over', over]);

export interface Synth {
  readonly app: App;
  readonly stack: Stack;
  /** Beside the assembly, for files. */
  readonly directory: string;
}

/** The files of the assembly, unproved, as the command line finds them. */
export const assembled = (build: (synth: Synth) => void): Promise<Record<string, any>> => inFolder({}, (directory) => {
  const app = new App({ outdir: path.join(directory, 'cdk.out'), analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true, 'zero-trust:validate': false } });
  build({ app, stack: new Stack(app, 'App', { env: { account: '111122223333', region: 'eu-west-1' } }), directory });
  app.synth();
  return Object.fromEntries(readdirSync(app.outdir).filter((f) => f.endsWith('.json')).map((f) => [`cdk.out/${f}`, JSON.parse(readFileSync(path.join(app.outdir, f), 'utf8'))]));
});

/** What is not proved, as `--update-baseline` would accept it. */
export const entries = (files: Files, argv: readonly string[]): Promise<BaselineFile['accepted']> => inFolder(files, async (cwd) => {
  await run([...argv, '--baseline', 'b.json', '--update-baseline', '--today', '2026-11-22'], cwd);
  return (JSON.parse(readFileSync(path.join(cwd, 'b.json'), 'utf8')) as BaselineFile).accepted;
});

/** Of the first finding whose id begins so: `nothing-more` of `nothing-more.1a2b3c`. */
export const found = (id: string, build: (synth: Synth) => void, context: Files = {}): Promise<string | undefined> => inFolder({}, (directory) => {
  const app = new App({ outdir: path.join(directory, 'cdk.out'), analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true, ...context } });
  const stack = new Stack(app, 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
  build({ app, stack, directory });
  quietly(() => app.synth());
  const file = path.join(app.outdir, 'validation-report.json');
  if (!existsSync(file)) return undefined;
  const { pluginReports } = JSON.parse(readFileSync(file, 'utf8')) as { pluginReports: { pluginName: string; violations: { ruleName: string; severity: string; description: string }[] }[] };
  const violation = pluginReports.filter((r) => r.pluginName === 'ZeroTrust').flatMap((r) => r.violations).find((v) => v.ruleName === id || v.ruleName.startsWith(`${id}.`));
  return violation === undefined ? undefined : `${id}: ${violation.description.split('\n')[0].replaceAll(directory, '.')}`;
});

/** The message of what is thrown. */
export const thrown = (work: () => unknown): Promise<string | undefined> => {
  try {
    quietly(work, true);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    return Promise.resolve(code === undefined ? message : `${code}: ${message}`);
  }
  return Promise.resolve(undefined);
};

/** CDK prints its report before it throws. */
function quietly(work: () => unknown, isThrown = false): void {
  const { error, warn } = console;
  console.error = console.warn = () => undefined;
  try {
    work();
  } catch (e) {
    if (isThrown) throw e;
  } finally {
    Object.assign(console, { error, warn });
  }
}
