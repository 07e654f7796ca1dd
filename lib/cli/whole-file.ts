/**
 * A file that is written whole or not at all: whoever reads it meanwhile, and whoever finds it after a power cut, has the old one
 * or the new one.
 *
 *   writeWhole('/app/zero-trust.baseline.json', text);
 *
 * A link keeps pointing where it does, and the file keeps its mode. Not for a file in a directory that may not be written.
 */
import { closeSync, fchmodSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

export function writeWhole(file: string, text: string): void {
  const target = existing(() => realpathSync(file)) ?? file;
  const mode = existing(() => statSync(target).mode);
  // The name is this process's own: of two runs beside each other the last one to finish wins.
  const draft = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  rmSync(draft, { force: true });
  try {
    const handle = openSync(draft, 'wx', 0o666);
    try {
      writeFileSync(handle, text);
      if (mode !== undefined) fchmodSync(handle, mode & 0o7777);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function existing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
