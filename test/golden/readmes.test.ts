/**
 * What the examples' READMEs show is what one gets: output of the command line, and the errors of every "break it".
 *
 *   <!-- intent: Flows -->                                  the section of `zero-trust intent cdk.out`
 *   <!-- broken: intent.yaml: "docs" => "doc" -->           what synth says after this change
 *
 * The text block below such a mark is compared; `npm run test:update` rewrites it.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { main } from '../../lib/cli/main';
import { cdkJson, type ExampleApp, EXAMPLES, loadApp, ROOT } from '../examples/apps';

const MARK = /<!-- (intent|broken): (.*?) -->\n```text\n([\s\S]*?)```/g;
const WIDTH = 120;
const UPDATE = process.env.ZERO_TRUST_UPDATE_GOLDENS === '1';

const temporary: string[] = [];
afterAll(() => temporary.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

describe.each(EXAMPLES)('$name', (example) => {
  const file = path.join(example.folder, 'README.md');
  const readme = readFileSync(file, 'utf8');

  test('its README shows what one gets', async () => {
    const marks = [...readme.matchAll(MARK)];
    expect(marks.map(([, kind]) => kind)).toStrictEqual(expect.arrayContaining(['intent', 'broken']));
    const { directory } = loadApp(example).synth();
    temporary.push(directory);
    const printed = await intentOf(directory);
    const real = await Promise.all(marks.map(([, kind, what]) => (kind === 'intent' ? sectionOf(printed, what) : brokenBy(example, what))));
    if (UPDATE) {
      let i = 0;
      writeFileSync(file, readme.replace(MARK, (_, kind, what) => `<!-- ${kind}: ${what} -->\n\`\`\`text\n${real[i++]}\`\`\``));
    } else {
      expect(marks.map(([, , , shown]) => shown)).toStrictEqual(real);
    }
  }, 60_000);

  test('its README says how to run it, and no path of a machine', () => {
    expect(readme).toContain('npx cdk synth --quiet\nnode ../../bin/zero-trust intent cdk.out\n');
    expect(readme).not.toMatch(/\/(work|tmp|home|root)\//);
  });
});

async function intentOf(directory: string): Promise<string> {
  let text = '';
  const code = await main(['intent', directory], { stdout: { write: (t) => { text += t; } }, stderr: { write: () => undefined }, env: {}, cwd: ROOT });
  expect(code).toBe(0);
  return text;
}

function sectionOf(printed: string, title: string): string {
  const found = printed.split('\n\n').find((section) => section.startsWith(title));
  if (found === undefined) throw new Error(`\`zero-trust intent\` prints no section ${title}`);
  return `${found.trimEnd()}\n`;
}

/** Runs a copy of the example with the change, as the CDK CLI would; answers what it says, line by line. */
function brokenBy(example: ExampleApp, change: string): Promise<string> {
  const [, name, was, is] = /^(\S+): ("(?:[^"\\]|\\.)*") => ("(?:[^"\\]|\\.)*")$/.exec(change) ?? [];
  if (name === undefined) throw new Error(`cannot read the mark: ${change}`);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-broken-'));
  temporary.push(directory);
  cpSync(path.join(ROOT, 'examples'), directory, { recursive: true, filter: (from) => !from.endsWith('cdk.out') });
  const folder = path.join(directory, example.name);
  const before = readFileSync(path.join(folder, name), 'utf8');
  const after = before.replace(JSON.parse(was), () => JSON.parse(is));
  if (after === before) throw new Error(`${name} does not hold ${was}`);
  writeFileSync(path.join(folder, name), after);

  const env = {
    ...process.env,
    CDK_OUTDIR: path.join(folder, 'cdk.out'), CDK_CONTEXT_JSON: JSON.stringify(cdkJson(example).context), CDK_VALIDATION: 'false',
    NODE_PATH: path.join(ROOT, 'node_modules'),
  };
  const child = spawn(process.execPath, ['-r', path.join(ROOT, 'scripts', 'ts.cjs'), 'app.ts'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said += text; });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const messages = [...said.matchAll(/(?:^ {2}\[[^\]]+\] |DocumentError: )(\w+: .*)$/gm)].map(([, message]) => folded(message));
      if (code === 0 || messages.length === 0) reject(new Error(`it synthesizes, or fails for another reason:\n${said}`));
      else resolve(`${messages.join('\n')}\n`);
    });
  });
}

/** Long messages go on in further lines, indented. */
function folded(message: string): string {
  const lines = [''];
  for (const word of message.split(' ')) {
    const line = lines[lines.length - 1];
    if (line !== '' && line.length + 1 + word.length > WIDTH) lines.push(`  ${word}`);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}
