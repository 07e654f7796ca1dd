// Packs the library as users get it and uses it from an empty TypeScript app and an empty Python app.
//   npm run test:languages [-- --only typescript|python]
// Works on a copy of the tracked files, so that no compiled output is left beside the sources.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { workCopy } from './workcopy.mjs';

const { values } = parseArgs({ options: { only: { type: 'string' }, keep: { type: 'boolean', default: false } } });
const { root, work, copy: source } = workCopy('languages');
const env = { ...process.env, CDK_VALIDATION: 'false', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', NODE_OPTIONS: '' };
let passed = 0;
let failed = 0;

const run = (command, args, cwd, extra = {}) => execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 27, ...extra });

function check(name, body) {
  try {
    body();
    passed += 1;
    console.log(`ok: ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED: ${name}\n${error.message}\n${String(error.stdout ?? '').slice(-3000)}\n${String(error.stderr ?? '').slice(-3000)}`);
  }
}

function expect(condition, what) {
  if (!condition) throw new Error(`expected ${what}`);
}

/** The one-flow app, whatever language wrote it. */
function judge(dir) {
  const resources = Object.values(JSON.parse(readFileSync(path.join(dir, 'cdk.out', 'OneFlow.template.json'), 'utf8')).Resources);
  const of = (type) => resources.filter((r) => r.Type === type);
  const rules = [...of('AWS::EC2::SecurityGroupIngress'), ...of('AWS::EC2::SecurityGroupEgress')];
  expect(rules.length === 2 && rules.every((r) => r.Properties.FromPort === 5432 && r.Metadata['zero-trust'].flows[0] === 'api-to-docs-tcp-5432'), 'one ingress and one egress rule on 5432 that name their flow');
  expect(!JSON.stringify(resources).includes('0.0.0.0/0'), 'no open rule');
  const [handler] = of('AWS::Lambda::Function').filter((r) => r.Properties.VpcConfig);
  const [group] = handler.Properties.VpcConfig.SecurityGroupIds;
  expect(handler.Properties.VpcConfig.SecurityGroupIds.length === 1 && group['Fn::GetAtt'][0].includes('ZeroTrust'), 'the function in the segment\'s group only');
  const intent = JSON.parse(readFileSync(path.join(dir, 'cdk.out', 'zero-trust.intent.json'), 'utf8'));
  expect(intent.schema === 'zero-trust/intent/1' && intent.flows.length === 1 && intent.guarantees.length === 1, 'the intent in the assembly');
}

// ---- pack
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
let tarball;
check('compiles with jsii and packs', () => {
  run(process.execPath, ['scripts/bundle-assets.mjs'], source);
  run(bin('jsii'), ['--silence-warnings=reserved-word'], source);
  run(process.execPath, ['scripts/bundle-prover.mjs'], source);
  run(process.execPath, ['scripts/lazy-index.mjs'], source);
  expect(!/require\("\.\.?\//.test(readFileSync(path.join(source, 'lib/validation/report.js'), 'utf8')), 'the prover in one file');
  const [{ filename, files }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts'], source));
  tarball = path.join(source, filename);
  const names = files.map((f) => f.path);
  for (const needed of ['.jsii', 'LICENSE', 'README.md', 'assets/vendor/yaml.js', 'assets/cli/index.js', 'assets/THIRD-PARTY-NOTICES.txt', 'bin/zero-trust', 'lib/index.js', 'lib/index.d.ts']) expect(names.includes(needed), `\`${needed}\` in the package`);
  const stray = names.filter((n) => (n.endsWith('.ts') && !n.endsWith('.d.ts')) || n.startsWith('test/') || n.startsWith('examples/'));
  expect(stray.length === 0, `no sources in the package, got ${stray.join(', ')}`);
});

if (tarball && values.only !== 'python') {
  const app = path.join(work, 'typescript');
  mkdirSync(app);
  for (const f of ['app.ts', 'proof.ts', 'intent.yaml', 'should-not-compile.ts.txt']) cpSync(path.join(root, 'test/languages', f), path.join(app, f.replace(/\.txt$/, '')));
  writeFileSync(path.join(app, 'package.json'), '{ "name": "consumer", "version": "1.0.0", "private": true }\n');
  check('installs from the tarball into an empty TypeScript app', () => {
    run('npm', ['install', '--no-audit', '--no-fund', tarball, 'aws-cdk-lib@2.263.0', 'constructs@10.5.1', 'typescript@~6.0.3', '@types/node@^20'], app);
  });
  const tsc = (file, ...more) => run(process.execPath, ['node_modules/typescript/bin/tsc', '--strict', '--target', 'es2022', '--module', 'node16', '--moduleResolution', 'node16', '--types', 'node', ...more, file], app);
  check('type-checks in strict mode, declarations included', () => tsc('app.ts', '--skipLibCheck', 'false'));
  check('synthesizes the one-flow app', () => {
    const out = run(process.execPath, ['app.js'], app);
    expect(out === '', `nothing on stdout during synth, got ${out.slice(0, 200)}`);
    judge(app);
  });
  check('asks for proofs in a test', () => {
    tsc('proof.ts', '--skipLibCheck');
    run(process.execPath, ['proof.js'], app);
  });
  check('the command line of the package prints the intent', () => {
    const out = run('npx', ['--no-install', 'zero-trust', 'intent', 'cdk.out'], app);
    expect(/api/.test(out) && /tcp\/5432/.test(out) && /reads documents/.test(out), `the flow in the text, got ${out.slice(0, 500)}`);
  });
  check('an ESM app can import it', () => {
    writeFileSync(path.join(app, 'esm.mjs'), "import { ZeroTrust, Endpoint } from 'cdk-zero-trust';\nif (typeof ZeroTrust !== 'function' || Endpoint.INTERNET.flowEnd !== 'internet') process.exit(1);\n");
    run(process.execPath, ['esm.mjs'], app);
  });
  check('what must not compile does not', () => {
    const wrong = readFileSync(path.join(app, 'should-not-compile.ts'), 'utf8').split('\n').map((l, i) => (l.startsWith('export const') ? i + 1 : 0)).filter((l) => l > 0);
    let output = '';
    try {
      tsc('should-not-compile.ts', '--skipLibCheck', '--noEmit');
    } catch (error) {
      output = String(error.stdout);
    }
    for (const line of wrong) expect(output.includes(`should-not-compile.ts(${line},`), `an error on line ${line}, got:\n${output}`);
  });
}

if (tarball && values.only !== 'typescript') {
  const python = ['python3', 'python'].find((p) => { try { run(p, ['-m', 'venv', '--help'], work); return true; } catch { return false; } });
  if (python === undefined) {
    console.log('skipped: python, because no python3 with venv is on this machine');
  } else {
    const app = path.join(work, 'python');
    mkdirSync(app);
    for (const f of ['app.py', 'test_proof.py', 'intent.yaml']) cpSync(path.join(root, 'test/languages', f), path.join(app, f));
    check('makes a wheel', () => {
      run(bin('jsii-pacmak'), ['-t', 'python', '-o', path.join(work, 'dist'), '--no-npmignore'], source);
    });
    check('installs the wheel into an empty Python app', () => {
      const [wheel] = readdirSync(path.join(work, 'dist', 'python')).filter((f) => f.endsWith('.whl'));
      run(python, ['-m', 'venv', 'venv'], app);
      run('venv/bin/python', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', path.join(work, 'dist', 'python', wheel)], app);
    });
    check('synthesizes the one-flow app from Python', () => {
      run('venv/bin/python', ['app.py'], app);
      judge(app);
    });
    check('asks for proofs in a test, from Python', () => {
      run('venv/bin/python', ['test_proof.py'], app);
    });
    check('an error reaches Python in words', () => {
      const broken = readFileSync(path.join(app, 'app.py'), 'utf8').replace('zt.segment("api")', 'zt.segment("apo")');
      writeFileSync(path.join(app, 'broken.py'), broken);
      let stderr = '';
      try {
        run('venv/bin/python', ['broken.py'], app);
      } catch (error) {
        stderr = String(error.stderr);
      }
      expect(stderr.includes('UnknownSegment') && stderr.includes('`apo`'), `UnknownSegment in the error, got ${stderr.slice(-500)}`);
    });
  }
}

if (values.keep) console.log(`kept: ${path.basename(work)} in the temporary directory`);
else rmSync(work, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
