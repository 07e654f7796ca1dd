// The default suite on the newest aws-cdk-lib that was tried (the floor is what `npm test` runs on).
//   npm run test:newest [-- VERSION [PATTERN...]]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { workCopy } from './workcopy.mjs';

const version = process.argv[2] ?? '2.276.0';
const { root, work, copy } = workCopy('newest', { linkModules: false });
const modules = path.join(copy, 'node_modules');
try {
  // Hard links cost no space; the library alone is exchanged. Symlinks would lead its users back to the floor version.
  execFileSync('cp', ['-al', path.join(root, 'node_modules'), modules]);
  const packed = execFileSync('npm', ['pack', '--silent', `aws-cdk-lib@${version}`], { cwd: work, encoding: 'utf8' }).trim().split('\n').pop();
  rmSync(path.join(modules, 'aws-cdk-lib'), { recursive: true });
  mkdirSync(path.join(modules, 'aws-cdk-lib'));
  execFileSync('tar', ['-xzf', path.join(work, packed), '-C', path.join(modules, 'aws-cdk-lib'), '--strip-components', '1']);
  execFileSync(process.execPath, ['scripts/bundle-assets.mjs'], { cwd: copy, stdio: 'inherit' });
} catch (error) {
  console.log(`skipped: aws-cdk-lib ${version} could not be installed (${String(error.message).split('\n')[0]})`);
  console.log('0 passed, 0 failed');
  rmSync(work, { recursive: true, force: true });
  process.exit(0);
}
// Goldens and the L1 table are those of the floor version; the architecture does not depend on it, nor do the rooms that never see CDK.
const IGNORED = ['test/golden', 'test/architecture', 'test/nag', 'test/algebra', 'test/fuzz', 'test/property/(algebra|worlds)', 'test/prover/', 'test/support-tests', 'test/world/', 'test/policy/', 'test/runtime/', 'test/document/', 'test/contract/read'];
const { status } = spawnSync(path.join(modules, '.bin', 'jest'), ['--ci', ...process.argv.slice(3), '--testPathIgnorePatterns', ...IGNORED], { cwd: copy, stdio: 'inherit', env: { ...process.env, ZERO_TRUST_CDK: version } });
rmSync(work, { recursive: true, force: true });
process.exitCode = status ?? 1;
