// cfn-lint over the reference app and the examples, with errors, warnings and information. Whatever it says must be explained
// in lint-explained.json (`*` stands for any text), and whatever stands there must still be said.
// Closes with `N passed, N failed`: one per template and one per explanation.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const CFN_LINT = '1.58.0';
// The templates are for the first one; the others must know their types and properties too.
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];
const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const VENV = path.join(ROOT, '.venv-lint');

class Skipped extends Error {}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
  return { ...result, ok: result.error === undefined && result.status === 0 };
}

/** Path of the pinned cfn-lint; installed on first use. */
function cfnLint() {
  const bin = path.join(VENV, 'bin');
  const tool = path.join(bin, 'cfn-lint');
  const version = existsSync(tool) ? run(tool, ['--version']).stdout.trim() : '';
  if (version.endsWith(` ${CFN_LINT}`)) return tool;
  if (!run('python3', ['--version']).ok) throw new Skipped('there is no python3 here');
  if (!run('python3', ['-m', 'pip', '--version']).ok) throw new Skipped('this python3 has no pip');
  rmSync(VENV, { recursive: true, force: true });
  const made = run('python3', ['-m', 'venv', VENV]);
  if (!made.ok) throw new Skipped(`this python3 makes no virtual environment (${lastLine(made)})`);
  writeFileSync(path.join(VENV, '.gitignore'), '*\n');
  console.error(`installing cfn-lint ${CFN_LINT} into .venv-lint`);
  const installed = run(path.join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `cfn-lint==${CFN_LINT}`]);
  if (!installed.ok) throw new Error(`pip cannot install cfn-lint ${CFN_LINT}: ${lastLine(installed)}`);
  return tool;
}

function lastLine({ stdout, stderr }) {
  return `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').pop();
}

/** Name and folder of every app that has a cdk.json; an example of several repositories has them in `repositories/`. */
function apps() {
  const inExamples = (name) => ({ name, folder: path.join(ROOT, 'examples', name) });
  const examples = readdirSync(path.join(ROOT, 'examples')).sort().flatMap((name) => {
    const repositories = path.join(ROOT, 'examples', name, 'repositories');
    return [inExamples(name), ...(existsSync(repositories) ? readdirSync(repositories).sort().map((r) => inExamples(`${name}/repositories/${r}`)) : [])];
  });
  return [{ name: '00-reference', folder: ROOT }, ...examples].filter(({ folder }) => existsSync(path.join(folder, 'cdk.json')));
}

/** Runs the app as the CDK CLI would; answers its templates. */
function synthesize({ name, folder }, out) {
  const { app, context } = JSON.parse(readFileSync(path.join(folder, 'cdk.json'), 'utf8'));
  const directory = path.join(out, name);
  const env = { ...process.env, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: JSON.stringify(context ?? {}), CDK_VALIDATION: 'false' };
  const result = run(app, [], { cwd: folder, env, shell: true });
  if (!result.ok) throw new Error(`${name} cannot be synthesized:\n${result.stderr || result.stdout}`);
  return readdirSync(directory).filter((file) => file.endsWith('.template.json')).sort().map((file) => ({ label: `${name}/${file}`, file: path.join(directory, file) }));
}

function like(pattern, text) {
  return new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(text);
}

function lint(tool, templates) {
  // 0: nothing found; 2, 4, 6, ...: bits for errors, warnings and information.
  const result = run(tool, ['--format', 'json', '--include-checks', 'I', '--regions', ...REGIONS, '--template', ...templates.map(({ file }) => file)]);
  let findings;
  try {
    findings = JSON.parse(result.stdout);
  } catch {
    throw new Error(`cfn-lint says nothing that can be read: ${lastLine(result)}`);
  }
  return findings.map((f) => ({
    template: templates.find(({ file }) => path.resolve(f.Filename) === file)?.label ?? f.Filename,
    rule: f.Rule.Id,
    at: (f.Location.Path ?? []).join('/'),
    message: f.Message,
  }));
}

function main() {
  const tool = cfnLint();
  const explained = JSON.parse(readFileSync(path.join(ROOT, 'scripts', 'lint-explained.json'), 'utf8')).map((e) => ({ ...e, used: false }));
  const out = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-lint-'));
  let passed = 0;
  let failed = 0;
  try {
    const templates = apps().flatMap((app) => synthesize(app, out));
    const findings = lint(tool, templates);
    for (const { label } of templates) {
      const here = findings.filter((f) => f.template === label);
      const unexplained = here.filter((f) => {
        const fitting = explained.filter((e) => e.rule === f.rule && like(e.template, label) && like(e.at, f.at));
        for (const e of fitting) e.used = true;
        return fitting.length === 0;
      });
      if (unexplained.length === 0) passed += 1;
      else failed += 1;
      console.log(`${unexplained.length === 0 ? 'ok    ' : 'FAILED'} ${label}${here.length === 0 ? '' : `: ${here.length} findings, ${here.length - unexplained.length} explained`}`);
      for (const f of unexplained) console.log(`       ${f.rule} at ${f.at}: ${f.message}`);
    }
    for (const e of explained) {
      const wrong = !e.used ? 'explains nothing that cfn-lint says' : typeof e.reason === 'string' && e.reason.trim().length >= 10 ? undefined : 'gives no reason';
      if (wrong === undefined) passed += 1;
      else {
        failed += 1;
        console.log(`FAILED lint-explained.json: ${e.template} ${e.rule} at ${e.at} ${wrong}`);
      }
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  console.log(`cfn-lint ${CFN_LINT}, regions ${REGIONS.join(', ')}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

try {
  main();
} catch (error) {
  if (error instanceof Skipped) console.log(`skipped: ${error.message}; cfn-lint did not run`);
  else {
    console.error(error.message);
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
  }
}
