/**
 * Whether an assembly is the one that was judged: `assemblyHash('cdk.out')` changes when a template, a manifest or an intent does.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/** Folders of assets may be large, and hold no templates. */
const ASSETS = /^asset\./;

export function assemblyHash(directory: string): string {
  const hash = createHash('sha256');
  const visit = (folder: string): void => {
    const entries = readdirSync(path.join(directory, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory() && !ASSETS.test(entry.name)) visit(name);
      else if (entry.isFile() && entry.name.endsWith('.json') && !UNREAD.test(entry.name)) hash.update(`${name}\0`).update(readFileSync(path.join(directory, name))).update('\0');
    }
  };
  visit('');
  return hash.digest('hex');
}

/** Written by CDK for people and tools; metadata of constructs grows with each synth and decides nothing. */
const UNREAD = /^(tree|validation-report|policy-validation-report|.*\.metadata)\.json$/;
