// The linters that templates are given to today, at pinned versions, installed under benchmarks/out on first use. Where one
// cannot be had, `skipped` says why; the benchmark says it too.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const HOME = path.resolve('benchmarks', 'out', 'prove-peers');
const VENV = path.join(HOME, 'python');
const PYTHON = { 'cfn-lint': '1.58.0', 'checkov': '3.3.30' };
const GUARD = { name: '@cdklabs/cdk-validator-cfnguard', version: '0.0.62' };

export function peers() {
  mkdirSync(HOME, { recursive: true });
  const python = installPython();
  return [
    { name: `cfn-lint ${PYTHON['cfn-lint']}`, ...(python ?? { command: [path.join(VENV, 'bin', 'cfn-lint'), '--format', 'quiet', '--'], takes: (files) => files }) },
    { name: `checkov ${PYTHON.checkov}`, ...(python ?? { command: [path.join(VENV, 'bin', 'checkov'), '--framework', 'cloudformation', '--quiet', '--compact', '--skip-download', '--output', 'json'], takes: (files) => files.flatMap((file) => ['--file', file]) }) },
    { name: 'cfn-guard, Control Tower rules', ...installGuard() },
  ];
}

/** CPU of the whole process and its children, user and system, in ms; bash counts it. */
export function cpuOf(command, args) {
  const result = spawnSync('bash', ['-c', 'TIMEFORMAT="CPU %U %S"; time "$@" >/dev/null 2>&1', 'bash', ...command, ...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  const [, user, system] = /CPU ([\d.]+) ([\d.]+)\s*$/.exec(result.stderr) ?? [];
  if (user === undefined) throw new Error(`bash counted no CPU time: ${result.stderr || result.error}`);
  return (Number(user) + Number(system)) * 1000;
}

function installPython() {
  const wanted = Object.entries(PYTHON).map(([name, version]) => `${name}==${version}`);
  const pip = path.join(VENV, 'bin', 'pip');
  const installed = () => {
    const { status, stdout } = spawnSync(pip, ['list', '--format', 'freeze', '--disable-pip-version-check'], { encoding: 'utf8' });
    return status === 0 && wanted.every((w) => stdout.split('\n').includes(w));
  };
  if (installed()) return undefined;
  rmSync(VENV, { recursive: true, force: true });
  if (!ok('python3', ['-m', 'venv', VENV])) return { skipped: 'this machine has no python3 that makes virtual environments' };
  console.error(`installing ${wanted.join(' and ')} into benchmarks/out`);
  if (!ok(pip, ['install', '--quiet', '--disable-pip-version-check', ...wanted]) || !installed()) return { skipped: `pip cannot install ${wanted.join(' and ')}` };
  return undefined;
}

function installGuard() {
  const home = path.join(HOME, 'node', 'node_modules', ...GUARD.name.split('/'));
  const manifest = path.join(home, 'package.json');
  const installed = () => existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === GUARD.version;
  if (!installed()) {
    console.error(`installing ${GUARD.name} ${GUARD.version} into benchmarks/out`);
    mkdirSync(path.join(HOME, 'node'), { recursive: true });
    if (!ok('npm', ['install', '--prefix', path.join(HOME, 'node'), '--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--legacy-peer-deps', `${GUARD.name}@${GUARD.version}`]) || !installed()) return { skipped: `npm cannot install ${GUARD.name}` };
  }
  const system = { linux: 'ubuntu', darwin: 'macos' }[process.platform];
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch];
  const folder = path.join(home, 'bin', `${system}`, `${machine}`);
  const binary = existsSync(folder) ? find(folder, /cfn-guard$/) : undefined;
  const rules = find(path.join(home, 'rules', 'control-tower'), /\.guard$/, true);
  if (binary === undefined || rules.length === 0) return { skipped: `it brings no binary for ${process.platform} on ${process.arch}` };
  return { command: [binary, 'validate', '--show-summary', 'none', '--rules', path.join(home, 'rules', 'control-tower'), '--data'], takes: (files) => files, rules: rules.length };
}

function ok(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function find(folder, pattern, all = false) {
  const found = readdirSync(folder, { recursive: true }).map(String).filter((f) => pattern.test(f)).sort().map((f) => path.join(folder, f));
  return all ? found : found[0];
}
