/**
 * What the examples' READMEs show is what one gets: output of the command line, and the errors of every "break it".
 *
 *   <!-- intent: Flows -->                                  the section of `zero-trust intent cdk.out`
 *   <!-- broken: intent.yaml: "docs" => "doc" -->           what synth says after this change
 *   <!-- templates: before.ts -->                           what the templates say otherwise than those of another app of the folder
 *   <!-- refuted: mistakes.ts: MtlsBypass -->               the finding about another app of the folder that holds these words
 *
 * The text block below such a mark is compared; `npm run test:update` rewrites it.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { main } from '../../lib/cli/main';
import { cdkJson, type ExampleApp, EXAMPLES, loadApp, ROOT } from '../examples/apps';
import { differences, normalise } from '../examples/golden';

const MARK = /<!-- (intent|broken|templates|refuted): (.*?) -->\n```text\n([\s\S]*?)```/g;
const WIDTH = 120;
const UPDATE = process.env.ZERO_TRUST_UPDATE_GOLDENS === '1';

const temporary: string[] = [];
afterAll(() => temporary.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

describe.each(EXAMPLES)('$name', (example) => {
  const file = path.join(example.folder, 'README.md');
  const readme = readFileSync(file, 'utf8');

  test('its README shows what one gets', async () => {
    const marks = [...readme.matchAll(MARK)];
    const { directory } = loadApp(example).synth();
    temporary.push(directory);
    const hasIntent = existsSync(path.join(directory, 'zero-trust.intent.json'));
    expect(marks.map(([, kind]) => kind)).toStrictEqual(expect.arrayContaining([hasIntent ? 'intent' : 'templates', 'broken']));
    const printed = hasIntent ? await print(['intent', directory]) : '';
    const real = await Promise.all(marks.map(([, kind, what]) => {
      switch (kind) {
        case 'intent': return sectionOf(printed, what);
        case 'templates': return templatesBeside(example, what, directory);
        case 'refuted': return proofOf(example, what);
        default: return brokenBy(example, what);
      }
    }));
    if (UPDATE) {
      let i = 0;
      writeFileSync(file, readme.replace(MARK, (_, kind, what) => `<!-- ${kind}: ${what} -->\n\`\`\`text\n${real[i++]}\`\`\``));
    } else {
      expect(marks.map(([, , , shown]) => shown)).toStrictEqual(real);
    }
  }, 60_000);

  test('its README says how to run it, and no path of a machine', () => {
    expect(readme).toMatch(/^npx cdk synth --quiet\nnode \.\.\/\.\.\/bin\/zero-trust (intent|prove) cdk\.out$/m);
    expect(readme).not.toMatch(/\/(work|tmp|home|root)\//);
  });
});

async function print(argv: string[], codes: readonly number[] = [0]): Promise<string> {
  let text = '';
  const code = await main(argv, { stdout: { write: (t) => { text += t; } }, stderr: { write: () => undefined }, env: {}, cwd: ROOT });
  expect(codes).toContain(code);
  return text;
}

/** Another app of the example's folder, with its own modules. */
function synthesized(example: ExampleApp, file: string): string {
  const { directory } = loadApp({ ...example, file: path.join(example.folder, file) }).synth();
  temporary.push(directory);
  return directory;
}

/** `~ Id/Properties/...` of resources on both sides; `+ Type, Type` and `- Type` of those on one. */
function templatesBeside(example: ExampleApp, file: string, directory: string): string {
  const read = (from: string): Record<string, any> => Object.assign({}, ...readdirSync(from).filter((n) => n.endsWith('.template.json')).sort()
    .map((n) => JSON.parse(normalise(readFileSync(path.join(from, n), 'utf8'))).Resources));
  const [was, is] = [read(synthesized(example, file)), read(directory)];
  const types = (ids: string[], of: Record<string, any>): string[] => [...new Set(ids.map((id) => of[id].Type as string))].sort().map((type) => `${type}${ids.filter((id) => of[id].Type === type).length > 1 ? ` (${ids.filter((id) => of[id].Type === type).length})` : ''}`);
  const changed = Object.keys(was).filter((id) => id in is).sort().flatMap((id) => differences(was[id].Properties, is[id].Properties, id));
  return [...changed, ...types(Object.keys(was).filter((id) => !(id in is)), was).map((t) => `- ${t}`), ...types(Object.keys(is).filter((id) => !(id in was)), is).map((t) => `+ ${t}`), ''].join('\n');
}

/** The one finding that holds the words, without the indent of its section. */
async function proofOf(example: ExampleApp, what: string): Promise<string> {
  const [, file, words] = /^(\S+): (.*)$/.exec(what) ?? [];
  const printed = await print(['prove', synthesized(example, file)], [1]);
  const found = printed.split(/\n(?= {2}\S)|\n\n/).filter((block) => /^ {2}\S/.test(block) && block.includes(words));
  if (found.length !== 1) throw new Error(`${found.length} findings of ${file} hold ${words}`);
  return `${found[0].split('\n').map((line) => line.slice(2)).join('\n').trimEnd()}\n`;
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
