// A copy of the tracked (and not ignored) files in the temporary directory, for steps that write beside the sources.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export function workCopy(name, { linkModules = true } = {}) {
  const root = process.cwd();
  const work = mkdtempSync(path.join(os.tmpdir(), `zero-trust-${name}-`));
  const copy = path.join(work, 'source');
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\n');
  for (const file of files.filter((f) => f !== '' && existsSync(f))) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    cpSync(file, path.join(copy, file));
  }
  if (linkModules) symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  return { root, work, copy };
}
