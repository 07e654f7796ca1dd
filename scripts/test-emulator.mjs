// Deploys the reference app and others with the real `cdk` into an emulator of AWS, reads back what stands there, compares it
// with the intent, and calls the API of one of them. docs/emulator.md says what that proves and what it cannot.
//   npm run test:emulator [-- --only 02-both-ways] [-- --keep]
// The emulator (ministack, PyPI) and a second EC2 (moto, PyPI) are installed on first use into the user's cache folder, never
// into this repository.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const MINISTACK = { name: 'ministack', version: '1.5.33', needs: ['cryptography==50.0.2'] }; // test/emulator/ministack_zt.py depends on its internals
const MOTO = { name: 'moto', version: '5.2.5', extras: '[ec2,server]', needs: [] };
const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const CACHE = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'cdk-zero-trust');

class Skipped extends Error {}

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] }, keep: { type: 'boolean', default: false } } });

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
  return { ...result, ok: result.error === undefined && result.status === 0 };
}

function lastLine({ stdout, stderr }) {
  return `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').pop();
}

/** Folder with the programs of a Python package in a virtual environment of its own; installed on first use. */
function installed({ name, version, extras = '', needs }) {
  const venv = path.join(CACHE, `${name}-${version}`);
  const bin = path.join(venv, 'bin');
  const complete = path.join(venv, 'complete');
  if (existsSync(complete) && run(path.join(bin, 'python'), ['-c', `import ${name}`]).ok) return bin;
  if (!run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).ok) throw new Skipped('there is no python3 from 3.10 on here');
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const made = run('python3', ['-m', 'venv', venv]);
  if (!made.ok) throw new Skipped(`this python3 makes no virtual environment (${lastLine(made)})`);
  console.error(`installing ${name} ${version}`);
  const pip = run(path.join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `${name}${extras}==${version}`, ...needs]);
  if (!pip.ok) throw new Skipped(`pip cannot install ${name} ${version} (${lastLine(pip)})`);
  writeFileSync(complete, '');
  return bin;
}

/** Without it, the rest is tried all the same. */
function moto() {
  try {
    return path.join(installed(MOTO), 'moto_server');
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
    console.log(`skipped: the second EC2: ${error.message}`);
    return undefined;
  }
}

/** TLS is part of what is tried: stores refuse requests without it. */
function makeCertificate(scratch) {
  const tls = path.join(scratch, 'tls');
  mkdirSync(tls, { recursive: true });
  const made = run('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', path.join(tls, 'server.key'), '-out', path.join(tls, 'server.crt'),
    '-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ]);
  if (!made.ok) throw new Skipped(`there is no openssl that makes a certificate (${made.error?.message ?? lastLine(made)})`);
}

async function main() {
  const require = createRequire(import.meta.url);
  const python = path.join(installed(MINISTACK), 'python');
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-emulator-'));
  process.on('exit', () => { if (!values.keep) rmSync(scratch, { recursive: true, force: true }); });
  makeCertificate(scratch);
  require('./ts.cjs');
  const suite = require('../test/emulator/main.ts');
  const { passed, failed } = await suite.run({ python, moto: moto(), scratch }, values.only);
  console.log(`
What this proves: the templates deploy, update, roll back and go; what is read back is what the intent declares; IAM decides as declared; routes
answer whom they should, and refuse all others.
What it cannot: packets, EC2's default egress rule, conditions on rows, use of keys inside services, encryption, recovery, TLS versions, drift,
validation of properties; of doors: mTLS, custom domains, private endpoints, resource policies, logs, expired tokens, passkeys, threat protection;
what rules of firewalls match, and bands of alarms.
Throttles, API keys and request validation are the emulator's, in one process. What test/emulator/ministack_*.py adds is our own code: only rules
have a second opinion (moto). docs/emulator.md`);
  if (values.keep) console.log(`kept: ${path.basename(scratch)} in the temporary directory`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1)); // what was started ends with this process
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
try {
  await main();
} catch (error) {
  if (error instanceof Skipped) {
    console.log(`skipped: ${error.message}; nothing was deployed`);
    console.log('0 passed, 0 failed');
  } else {
    console.error(error instanceof Error ? error.stack : String(error));
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
  }
}
