// Deploys the reference app and two examples with the real `cdk` into an emulator of AWS, reads back what stands there, and
// compares it with the intent. docs/emulator.md says what that proves and what it cannot.
//   npm run test:emulator [-- --only 02-both-ways] [-- --keep]
// The emulator (ministack, PyPI) is installed on first use into the user's cache folder, never into this repository.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const MINISTACK = '1.5.33'; // test/emulator/ministack_zt.py depends on its internals
const CRYPTOGRAPHY = '50.0.2';
const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const CACHE = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'cdk-zero-trust', `ministack-${MINISTACK}`);

class Skipped extends Error {}

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] }, keep: { type: 'boolean', default: false } } });

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
  return { ...result, ok: result.error === undefined && result.status === 0 };
}

function lastLine({ stdout, stderr }) {
  return `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').pop();
}

/** Path of a Python that has the emulator; installed on first use. */
function emulatorPython() {
  const python = path.join(CACHE, 'bin', 'python');
  const complete = path.join(CACHE, 'complete');
  if (existsSync(complete) && run(python, ['-c', 'import ministack, cryptography']).ok) return python;
  if (!run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).ok) throw new Skipped('there is no python3 from 3.10 on here');
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(path.dirname(CACHE), { recursive: true });
  const made = run('python3', ['-m', 'venv', CACHE]);
  if (!made.ok) throw new Skipped(`this python3 makes no virtual environment (${lastLine(made)})`);
  console.error(`installing ministack ${MINISTACK}`);
  const installed = run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `ministack==${MINISTACK}`, `cryptography==${CRYPTOGRAPHY}`]);
  if (!installed.ok) throw new Skipped(`pip cannot install ministack ${MINISTACK} (${lastLine(installed)})`);
  writeFileSync(complete, '');
  return python;
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
  const python = emulatorPython();
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-emulator-'));
  process.on('exit', () => { if (!values.keep) rmSync(scratch, { recursive: true, force: true }); });
  makeCertificate(scratch);
  require('./ts.cjs');
  const suite = require('../test/emulator/main.ts');
  const { passed, failed } = await suite.run(python, scratch, values.only);
  console.log('\nAn emulator is not AWS: what this proves, and what it cannot, is in docs/emulator.md');
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
