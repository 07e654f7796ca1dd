/** The version of the package that holds this file: both lib/cli and the bundle in assets/cli are two levels below it. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';

interface Package {
  readonly version: string;
  readonly repository?: { readonly url?: string };
}

export function packageOf(): { readonly version: string; readonly home: string; readonly issues: string } {
  const { version, repository } = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')) as Package;
  const home = (repository?.url ?? '').replace(/^git\+/, '').replace(/\.git$/, '');
  return { version, home, issues: `${home}/issues` };
}
